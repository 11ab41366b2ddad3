import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, vi } from 'vitest'
import config from '../../gatehouse.config.ts'
import { makeBundle } from '../../src/cli/tools/size/make-bundle.ts'
import { MOST_GZIP, packageOf } from '../../src/cli/tools/size/size-table.ts'
import { SECRETS } from '../support/secrets.ts'
import { temporaryFolder } from './temporary-folder.ts'

it('what is uploaded is small, holds no secret, and does nothing yet when it starts (FRM-11)', async () => {
  const folder = temporaryFolder()
  const { files, gzip, sources } = await makeBundle(folder, AbortSignal.timeout(50_000))
  expect(files).toEqual(['worker.js'])
  expect(gzip).toBeLessThanOrEqual(MOST_GZIP)
  const packages = new Set(Object.keys(sources).map(packageOf))
  expect([...packages]).not.toContain('zod-openapi')
  expect(Object.keys(sources).filter((path) => /json-schema|documents|zod\/v4\/classic/.test(path))).toEqual(
    [],
  )

  // Only a configuration that imports passwords has verifiers of other systems' hashes.
  const verifiers = Object.keys(sources).filter((path) => path.includes('/passwords/foreign/'))
  expect(verifiers.length > 0).toBe(config.importedPasswords.length > 0)

  const worker = readFileSync(join(folder, 'worker.js'), 'utf8')
  const keys = Object.values(SECRETS).flatMap((set) =>
    JSON.parse(set).keys.flatMap(({ k, d }: { k?: string; d?: string }) => k ?? d ?? []),
  )
  expect(keys).toHaveLength(2)
  for (const secret of [...keys, 'MASTER_KEYS=', 'SIGNING_KEYS=']) expect(worker).not.toContain(secret)

  expect(await doneAtStart(folder, worker)).toEqual([])
}, 60_000)

/** What a bundle asks of the platform while it is loaded: keys, hashes, randomness, timers, the network. */
async function doneAtStart(folder: string, worker: string): Promise<string[]> {
  const [file, stub] = [join(folder, 'loaded.mjs'), join(folder, 'stub.mjs')]
  writeFileSync(stub, 'export class WorkerEntrypoint {}')
  writeFileSync(file, worker.replace('"cloudflare:workers"', JSON.stringify(pathToFileURL(stub).href)))
  const done: string[] = []
  const watch = (of: object, names: string[]) =>
    names.map((name) =>
      vi.spyOn(of as Record<string, () => void>, name).mockImplementation(() => void done.push(name)),
    )
  const subtle = Object.getOwnPropertyNames(SubtleCrypto.prototype).filter((name) => name !== 'constructor')
  const spies = [
    ...watch(
      crypto.subtle,
      subtle.filter((name) => name !== 'supports'),
    ),
    ...watch(crypto, ['getRandomValues', 'randomUUID']),
    ...watch(globalThis, ['fetch', 'setTimeout', 'setInterval']),
  ]
  try {
    const loaded = await import(/* @vite-ignore */ pathToFileURL(file).href)
    expect(Object.keys(loaded)).toEqual(['default'])
    return done
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}
