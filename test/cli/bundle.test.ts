import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { runWrangler } from '../../src/cli/wrangler.ts'
import { SECRETS } from '../support/secrets.ts'
import { temporaryFolder } from './temporary-folder.ts'

const MIB = 2 ** 20

it('what is uploaded is small, and holds no key of the tests and no secret of development (FRM-11)', async () => {
  const folder = temporaryFolder()
  const asked = ['deploy', '--dry-run', '--outdir', folder]
  expect(await runWrangler(asked, AbortSignal.timeout(50_000), () => {})).toBe(0)

  const names = readdirSync(folder).sort()
  expect(names.map((name) => name.replace(/^[0-9a-f]{40}-/, '')).sort()).toEqual([
    'README.md',
    'common-passwords.bin',
    'worker.js',
    'worker.js.map',
  ])
  const files = names.map((name) => readFileSync(join(folder, name)))
  const keys = Object.values(SECRETS).flatMap((set) =>
    JSON.parse(set).keys.flatMap(({ k, d }: { k?: string; d?: string }) => k ?? d ?? []),
  )
  expect(keys).toHaveLength(2)
  for (const [at, file] of files.entries())
    for (const secret of [...keys, 'MASTER_KEYS=', 'SIGNING_KEYS='])
      expect(file.includes(secret), `${names[at]}: ${secret}`).toBe(false)

  // The map stays here: wrangler.toml does not ask to upload it.
  const worker = files.filter((_, at) => !/\.(map|md)$/.test(names[at] ?? ''))
  expect(gzipSync(Buffer.concat(worker)).length).toBeLessThan(MIB)
}, 60_000)
