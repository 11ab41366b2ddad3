import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { roundTrips } from '../../src/dialects/documents/round-trips.ts'
import { endpoints } from '../guarantees/faults/endpoints.ts'
import { buildTown, CONFIG, SETTINGS, type Town } from '../guarantees/faults/town.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { takeSnapshot } from '../support/snapshot.ts'
import { documents } from '../support/standard-documents.ts'

/* What the documents say of operations that have no row in the table of budgets. */

const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse({ ...SETTINGS, ...bindings } as Partial<Env>, { config: CONFIG })
let town: Town
let snapshot: Awaited<ReturnType<typeof takeSnapshot>>

beforeAll(async () => {
  town = await buildTown(gatehouse)
  snapshot = await takeSnapshot()
}, 60_000)
beforeEach(async () => {
  await gatehouse.settled()
  await snapshot.restoreTables()
  await snapshot.restoreObjects()
})

const withoutRow = new Set(
  Object.values(documents).flatMap(({ operations }) =>
    Object.entries(operations).flatMap(([key, operation]) => (operation?.costs.length === 0 ? [key] : [])),
  ),
)

const plain = (path: string) => path.replace(/\{(\w+)\}/g, ':$1').replace(/\/$/, '')

describe('the round trips of an operation', () => {
  it('are told of each that has no row in the table of budgets, and of no other', () => {
    expect(Object.keys(roundTrips).sort()).toEqual([...withoutRow].sort())
  })

  it.each([...withoutRow])('are what a request takes that works: %s', async (key) => {
    const found = endpoints.find(({ route }) => route.replace(/\/$/, '') === plain(key))
    if (!found?.ask) throw new Error(`no request that works: ${key}`)
    const [method = '', address = ''] = plain(key).split(' ')
    const { path = address, ...init } = found.ask(town)
    const count = counting()
    const response = await gatehouse.request(path, { method, ...init })
    const counted = count().roundTrips
    expect(response.status).toBeLessThan(400)
    expect(counted).toBe(roundTrips[key])
    await response.arrayBuffer()
  })
})
