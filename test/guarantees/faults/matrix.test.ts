import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { endpoints, unusedRequests } from './endpoints.ts'
import { plansFor } from './plans.ts'
import type { Town } from './town.ts'
import { complaintsOf, doItWell, openTown } from './trial.ts'

/*
 * Every endpoint, with everything that it asks of D1, KV, R2 and mail going wrong in turn, in every way. What is a whole
 * effect is what the same request leaves behind, with the same chance and time, while all is well.
 */

let town: Town

beforeAll(async () => {
  town = await openTown()
})
const wait = scheduler.wait.bind(scheduler)
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  // A read that is asked for again waits some time before it (ports/steady-database.ts): nobody has to here.
  vi.spyOn(scheduler, 'wait').mockImplementation(() => wait(0))
  return () => vi.restoreAllMocks()
})

describe('with every part failing at every call, in every way (FLT-01, FLT-02, FLT-03, FLT-04, FLT-05, FLT-07, FLT-08, FLT-09, FLT-11, FLT-12, FLT-13, FLT-18, FLT-26, MFA-55)', () => {
  it('knows a request for every endpoint, and none besides', () => {
    expect(endpoints.filter(({ ask }) => !ask).map(({ route }) => route)).toEqual([])
    expect(unusedRequests).toEqual([])
  })

  it.each(endpoints)('$route is done, or not at all', { timeout: 240_000 }, async ({ route, ask }) => {
    if (!ask) throw new Error('no request')
    const asked = ask(town)
    const well = await doItWell(route, asked)
    expect(well.status).toBeLessThan(400)
    const found: string[] = []
    const plans = plansFor(
      well,
      endpoints.findIndex((each) => each.route === route),
    )
    for (const plan of plans) found.push(...(await complaintsOf(route, ask(town), well, plan)))
    expect(found).toEqual([])
  })
})
