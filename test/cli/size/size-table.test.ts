import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { millisecondsIn } from '../../../src/cli/tools/size/process-cpu.ts'
import { byPackage, packageOf, sizeTable } from '../../../src/cli/tools/size/size-table.ts'
import { median } from '../../../src/cli/tools/size/start-up.ts'

const sources = {
  'node_modules/zod/v4/core/schemas.js': 50_000,
  'node_modules/zod/v4/core/util.js': 10_000,
  'node_modules/a/node_modules/@b/c/index.js': 20_000,
  'src/account/words.ts': 30_000,
  'src/worker.ts': 500,
  'migrations/meta/_journal.json': 400,
}

it.each([
  ['node_modules/zod/v4/core/util.js', 'zod'],
  ['node_modules/a/node_modules/@b/c/index.js', '@b/c'],
  ['src/account/image/png.ts', 'src/account'],
  ['src/worker.ts', 'src/worker.ts'],
])('%s belongs to %s', (path, name) => {
  expect(packageOf(path)).toBe(name)
})

it('adds up packages, the largest first, and what is small in one row', () => {
  expect(byPackage({ sources })).toEqual([
    ['zod', 60_000],
    ['src/account', 30_000],
    ['@b/c', 20_000],
    ['2 others', 900],
  ])
})

it('draws how much is used of what there may be', () => {
  const table = stripVTControlCharacters(
    sizeTable({
      folder: '',
      files: [],
      minified: 110_900,
      gzip: 60_000,
      atStart: { files: [], minified: 60_000, gzip: 25_000 },
      sources,
    }),
  )
  expect(table.split('\n')).toEqual([
    '  Package       minified',
    '  zod            60.0 kB  ████████████████████████',
    '  src/account    30.0 kB  ████████████░░░░░░░░░░░░',
    '  @b/c           20.0 kB  ████████░░░░░░░░░░░░░░░░',
    '  2 others        0.9 kB  ░░░░░░░░░░░░░░░░░░░░░░░░',
    '  all           110.9 kB  ',
    '    gzip         60.0 kB  ███████░░░░░░░░░░░░░░░░░ of 208.5 kB',
    '  at start       60.0 kB  ',
    '    gzip         25.0 kB  ████████░░░░░░░░░░░░░░░░ of 74.5 kB',
  ])
})

it('reads what ps tells of CPU', () => {
  expect(millisecondsIn('  0:00.05\n')).toBe(50)
  expect(millisecondsIn('01:02:03')).toBe(3_723_000)
})

it('takes the figure in the middle', () => {
  expect(median([9, 1, 5])).toBe(5)
})
