import { expect, it } from 'vitest'
import { chanceOf } from '../../src/cli/tools/fuzz/chance.ts'
import { type Operation, readOperations } from '../../src/cli/tools/fuzz/operations.ts'
import { type Person, signUp } from '../../src/cli/tools/fuzz/people.ts'
import { send } from '../../src/cli/tools/fuzz/send.ts'
import { validRequest } from '../../src/cli/tools/fuzz/valid-request.ts'
import { writeRequest } from '../../src/cli/tools/fuzz/write-request.ts'
import { makeBundle } from '../../src/cli/tools/size/make-bundle.ts'
import { startBundle } from './bundle-server.ts'
import { temporaryFolder } from './temporary-folder.ts'

it('the bundle answers every documented operation, and every query of one', async () => {
  const folder = temporaryFolder()
  await makeBundle(folder, AbortSignal.timeout(50_000))
  const { origin, log } = await startBundle(folder)
  const operations = await readOperations(origin)
  const statuses = new Map<string, number>()
  for (const operation of operations) {
    const person = await signUp(origin, operations, chanceOf(statuses.size))
    if (!person) throw new Error(`no account was made:\n${log.join('\n')}`)
    for (const query of ['', ...operation.query.map((name) => `?${name}=x`)])
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
}, 120_000)

async function ask(origin: string, operation: Operation, person: Person, query: string): Promise<number> {
  const draft = validRequest(operation, person, chanceOf(1))
  const own = { ...draft, path: operation.path.replace('{id}', person.id) + query }
  return (await send(origin, writeRequest(own))).status
}
