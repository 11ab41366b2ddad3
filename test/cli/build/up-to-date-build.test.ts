import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { recordBuild } from '../../../src/cli/build/built-already.ts'
import { upToDateBuild } from '../../../src/cli/build/up-to-date-build.ts'
import { Refused } from '../../../src/cli/refused.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const project = (config: string) => {
  const root = temporaryFolder()
  for (const folder of ['src', 'node_modules']) mkdirSync(join(root, folder))
  for (const lock of ['package-lock.json', 'node_modules/.package-lock.json'])
    writeFileSync(join(root, lock), '{}')
  writeFileSync(join(root, 'gatehouse.config.ts'), config)
  return root
}

it('neither checks nor writes again what is built', async () => {
  // A check would refuse it.
  const root = project("export default { apis: { none: '/' }, variables: {} }")
  recordBuild(root)
  const { written, load } = await upToDateBuild(root)
  expect({ written, config: await load() }).toEqual({
    written: [],
    config: { apis: { none: '/' }, variables: {} },
  })
})

it('refuses a configuration that cannot be used, and writes nothing', async () => {
  const root = project('export default 1')
  await expect(upToDateBuild(root)).rejects.toThrow(
    new Refused('gatehouse.config.ts does not export defineConfig({ … }) as its default'),
  )
  expect(existsSync(join(root, 'build'))).toBe(false)
})
