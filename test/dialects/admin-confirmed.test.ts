import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { openConsole } from '../support/console.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { tries } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const WEAK = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true', LOGIN_TRIES: '3' }
const gatehouse = openGatehouse({ ...bindings, ...WEAK } as Partial<Env>)
/** From a known client, at `LOGIN_TRIES`. */
const FREE = 9

type Sent = (ada: SignedUp) => { path: string; fields?: Record<string, string> }

/** Every form of the console that asks for the password, and how many round trips it is in while the password is wrong. */
const forms: [string, trips: number, Sent][] = [
  [
    'a job for many people',
    1,
    ({ id }) => ({ path: '/admin/jobs/start', fields: { action: 'sign-out', users: id } }),
  ],
  ...['promote', 'delete'].map((action): [string, number, Sent] => [
    action,
    // The other is for whom it is about.
    2,
    ({ id }) => ({ path: `/admin/people/${id}/${action}` }),
  ]),
]

const counted = async () =>
  (await tries()).filter(({ key }) => !String(key).startsWith('r:')).map(({ burst }) => burst)

describe.each(forms)('a password that is confirmed for “%s”', (_, trips, of) => {
  let boss: SignedUp
  let desk: ReturnType<typeof openConsole>
  let post: (typed: Record<string, string>) => Promise<number>
  beforeEach(async () => {
    boss = await signUp(gatehouse, 'boss')
    await makeStaff(boss)
    desk = openConsole(gatehouse)
    await desk.signIn(boss)
    const { path, fields } = of(await signUp(gatehouse, 'ada'))
    post = async (typed) => {
      const { status } = await desk.post(path, { ...fields, ...typed })
      await gatehouse.settled()
      return status
    }
    await gatehouse.settled()
    await env.DB.exec('delete from attempts')
  })

  it('is counted in the round trip that reads the session', async () => {
    let status = 0
    const cost = await costOf(async () => {
      status = await refused(gatehouse, () => post({ password: 'Wrong-harbour-Cormorant' }))
    })
    expect([status, cost.roundTrips, cost.links]).toEqual([400, trips, 1])
    expect(await counted()).toEqual([1, 1])
    expect(await post({ password: PASSWORD })).toBe(303)
  })

  it('counts for nothing in a form of another session', async () => {
    const status = await refused(gatehouse, () => post({ password: PASSWORD, form: 'another' }))
    expect(status).toBe(403)
    expect(await counted()).toEqual([0, 0])
  })

  it.each([
    ['has ended', 'delete from sessions where account_id = ?'],
    ['is of nobody who may sign in', 'update accounts set is_active = 0 where id = ?'],
  ])('counts for nothing in a session that %s', async (_, change) => {
    await env.DB.prepare(change).bind(boss.id).run()
    expect(await refused(gatehouse, () => post({ password: PASSWORD }))).toBe(303)
    expect(await counted()).toEqual([])
  })

  it('is taken back where they are staff no more', async () => {
    await env.DB.prepare('update accounts set is_staff = 0 where id = ?').bind(boss.id).run()
    expect(await refused(gatehouse, () => post({ password: PASSWORD }))).toBe(303)
    expect(await counted()).toEqual([0, 0])
  })

  it('is refused after too many tries, before any hash', async () => {
    for (let time = 0; time < FREE; time++) expect(await post({ password: 'no' })).toBe(400)
    let status = 0
    const cost = await costOf(async () => {
      status = await refused(gatehouse, () => post({ password: PASSWORD }))
    })
    expect([status, cost.links]).toEqual([429, 0])
  })
})
