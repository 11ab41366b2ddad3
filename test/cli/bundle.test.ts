import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import config from '../../gatehouse.config.ts'
import { type Bundle, bundleWorker } from '../../src/cli/bundle/bundle-worker.ts'
import { type Operation, readOperations } from '../../src/cli/tools/fuzz/operations.ts'
import { type Person, signUp } from '../../src/cli/tools/fuzz/people.ts'
import { send } from '../../src/cli/tools/fuzz/send.ts'
import { validRequest } from '../../src/cli/tools/fuzz/valid-request.ts'
import { writeRequest } from '../../src/cli/tools/fuzz/write-request.ts'
import { MOST_GZIP, MOST_GZIP_AT_START, packageOf } from '../../src/cli/tools/size/size-table.ts'
import { SECRETS } from '../support/secrets.ts'
import { startBundle } from './bundle-server.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'))
afterAll(() => rmSync(folder, { recursive: true }))
let bundle: Bundle
beforeAll(async () => {
  bundle = await bundleWorker(folder)
})

it('what is uploaded is small, holds no secret, and does nothing yet when it starts (FRM-11)', async () => {
  const { files, gzip, atStart, sources } = bundle
  expect(files[0]).toBe('worker.js')
  expect(gzip).toBeLessThanOrEqual(MOST_GZIP)
  expect(atStart.gzip).toBeLessThanOrEqual(MOST_GZIP_AT_START)
  const packages = new Set(Object.keys(sources).map(packageOf))
  expect([...packages]).not.toContain('zod-openapi')
  expect(Object.keys(sources).filter((path) => /json-schema|documents|zod\/v4\/classic/.test(path))).toEqual(
    [],
  )

  // Only a configuration that imports passwords has verifiers of other systems' hashes.
  const verifiers = Object.keys(sources).filter((path) => path.includes('/passwords/foreign/'))
  expect(verifiers.length > 0).toBe(config.importedPasswords.length > 0)

  const worker = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
  const keys = Object.values(SECRETS).flatMap((set) =>
    JSON.parse(set).keys.flatMap(({ k, d }: { k?: string; d?: string }) => k ?? d ?? []),
  )
  expect(keys).toHaveLength(2)
  for (const secret of [...keys, 'MASTER_KEYS=', 'SIGNING_KEYS=']) expect(worker).not.toContain(secret)

  expect(await doneAtStart(temporaryFolder(), files)).toEqual([])
})

it('the bundle answers every documented operation, and every query of one', async () => {
  const { origin, log } = await startBundle(folder)
  const operations = await readOperations(origin)
  const statuses = new Map<string, number>()
  for (const operation of operations) {
    const person = await signUp(origin, operations)
    if (!person) throw new Error(`no account was made:\n${log.join('\n')}`)
    for (const query of ['', ...queriesOf(operation)])
      statuses.set(
        `${operation.method} ${operation.path}${query}`,
        await ask(origin, operation, person, query),
      )
  }

  expect(statuses.size).toBeGreaterThan(60)
  expect([...statuses].filter(([, status]) => status === 0 || status >= 500)).toEqual([])
  expect(
    [...statuses].filter(([name, status]) => name.includes('=x') && status === 400).length,
  ).toBeGreaterThan(5)
  expect([...statuses.values()].filter((status) => status < 300).length).toBeGreaterThan(30)
})

/** What each file of a bundle asks of the platform while it is loaded: keys, hashes, randomness, timers, the network. */
async function doneAtStart(copy: string, files: string[]): Promise<string[]> {
  const stub = join(copy, 'stub.js')
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }')
  writeFileSync(stub, 'export class WorkerEntrypoint {}')
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    writeFileSync(
      join(copy, file),
      text.replace(/(["'`])cloudflare:workers\1/, JSON.stringify(pathToFileURL(stub).href)),
    )
  }
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
    const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(copy, file)).href)
    expect(Object.keys(await load('worker.js'))).toEqual(['default'])
    for (const file of files) await load(file)
    return done
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

const queriesOf = ({ parameters }: Operation) =>
  parameters.filter((each) => each.in === 'query').map(({ name }) => `?${name}=x`)

async function ask(origin: string, operation: Operation, person: Person, query: string): Promise<number> {
  const [request] = fc.sample(validRequest(operation), { seed: 1, numRuns: 1 })
  if (!request) throw new Error('no request was made')
  const [own = ''] = person.ids
  const path = operation.path.replace('{id}', own) + query
  return (await send(origin, writeRequest({ ...request(person), path }))).status
}
