import { beforeAll, describe, expect, it } from 'vitest'
import { budgets, type CountedRequest, reasons } from '../../src/dialects/documents/budgets.ts'
import { signUp } from '../support/people.ts'
import { documents } from '../support/standard-documents.ts'

import { asks, type BudgetCase, counting, gatehouse, LINKS } from './requests.ts'

const operations = Object.values(documents).flatMap((api) =>
  Object.entries(api.operations).flatMap(([key, operation]) => (operation ? [{ key, ...operation }] : [])),
)
const operationAt = ({ method = 'POST', path }: BudgetCase) => {
  const [place = ''] = path.split('?')
  const found = operations.filter(({ key }) => {
    const pattern = key.replace(/\/$/, '').replace(/\{\w+\}/g, '[0-9a-f]+(-[0-9a-f]+)+')
    return new RegExp(`^${pattern}/?$`).test(`${method} ${place}`)
  })
  return found.map(({ key }) => key)
}
const saidToCost = (request: string) =>
  operations.filter(({ costs }) => costs.some((each) => each === request)).map(({ key }) => key)

const refusal = /wrong|unknown (name|passkey)|taken|made-up|no code/

async function billOf({ path, headers, at = gatehouse, ...init }: BudgetCase) {
  await gatehouse.settled()
  await at.settled()
  const count = counting()
  const response = await at.request(path, { method: 'POST', ...init, ...(headers && { headers }) })
  const before = count()
  await response.arrayBuffer()
  await at.settled()
  const { links, roundTrips, rowsRead, rowsWritten, kv, r2 } = count()
  const bill = { d1: before.roundTrips, after: roundTrips - before.roundTrips, kv, r2, hashes: links / LINKS }
  // The page sends its reader on.
  return { ok: response.status < 400, rows: { read: rowsRead, written: rowsWritten }, bill }
}

/** As it is once nothing is left of a version with an entry for each session (decision 77). */
beforeAll(async () => {
  await gatehouse.ports.revoked.begin()
  gatehouse.wait(600)
})

describe('what a request costs', () => {
  it('is told of every row of the table', () => {
    expect(Object.keys(asks)).toEqual(Object.keys(budgets))
    const lettered = Object.values(budgets).flatMap(({ why = '' }) => why.split(' ').filter(Boolean))
    expect([...new Set(lettered)].sort()).toEqual(Object.keys(reasons))
  })

  it.each(Object.entries(asks))(
    '%s',
    async (request, ways) => {
      const { read, written, why: _, ...budget } = budgets[request as CountedRequest]
      const most = { read: 0, written: 0 }
      const asked: string[] = []
      for (const ask of ways) {
        const wish = await ask(await signUp(gatehouse))
        asked.push(...operationAt(wish))
        const { ok, bill, rows } = await billOf(wish)
        expect([ok, bill], wish.path).toEqual([!refusal.test(request), budget])
        most.read = Math.max(most.read, rows.read)
        most.written = Math.max(most.written, rows.written)
      }
      // What is counted here is what the documents of the APIs say of these operations, and of no others.
      expect(new Set(saidToCost(request))).toEqual(new Set(asked))
      expect(most.written).toBe(written)
      // Which row of an index is come upon first hangs on chance: names and keys are random.
      expect(most.read).toBeLessThanOrEqual(read)
      expect(most.read).toBeGreaterThan(read - 4)
    },
    60_000,
  )
})
