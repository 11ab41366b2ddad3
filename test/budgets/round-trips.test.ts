import { describe, expect, it } from 'vitest'
import { roundTrips } from '../../src/dialects/documents/round-trips.ts'
import { keepTown, plain, requestOf } from '../guarantees/faults/asked-town.ts'
import { CONFIG, SETTINGS } from '../guarantees/faults/town.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { documents } from '../support/standard-documents.ts'

/* What the documents say of operations that have no row in the table of budgets. */

const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse({ ...SETTINGS, ...bindings } as Partial<Env>, { config: CONFIG })
const townNow = keepTown(gatehouse)
// In development the overview counts what the cron would have, too.
const deployed = openGatehouse(
  { ...SETTINGS, ...bindings, ENVIRONMENT: 'production', MAIL_FROM: 'a@example.com' } as Partial<Env>,
  { config: CONFIG },
)

const OVERVIEW = 'GET /account/admin/overview'

const withoutRow = new Set(
  Object.values(documents).flatMap(({ operations }) =>
    Object.entries(operations).flatMap(([key, operation]) => (operation?.costs.length === 0 ? [key] : [])),
  ),
)

describe('the round trips of an operation', () => {
  it('are told of each that has no row in the table of budgets, and of no other', () => {
    expect(Object.keys(roundTrips).sort()).toEqual([...withoutRow].sort())
  })

  it.each([...withoutRow])('are what a request takes that works: %s', async (key) => {
    const ask = requestOf(key)
    if (!ask) throw new Error(`no request that works: ${key}`)
    const [method = '', address = ''] = plain(key).split(' ')
    const { path = address, ...init } = ask(townNow())
    const count = counting()
    const response = await (key === OVERVIEW ? deployed : gatehouse).request(path, { method, ...init })
    const counted = count().roundTrips
    expect(response.status).toBeLessThan(400)
    expect(counted).toBe(roundTrips[key])
    await response.arrayBuffer()
  })
})
