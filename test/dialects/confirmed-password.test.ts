import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { tries } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const WEAK = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true', LOGIN_TRIES: '3' }
const gatehouse = openGatehouse({ ...bindings, ...WEAK } as Partial<Env>)
const NEXT = 'Rt5-harbour-Cormorant'

type Wish = { method: string; path: string; right: object; wrong: object }
type Api = [api: string, (whose: SignedUp) => Wish]

const wish = (method: string, path: string, [name, password]: [string, string], others = {}): Wish => ({
  method,
  path,
  right: { [name]: password, ...others },
  wrong: { [name]: 'Wrong-harbour-Cormorant', ...others },
})
const old: [string, string] = ['old_password', PASSWORD]
const current: [string, string] = ['current_password', PASSWORD]

const apis: Api[] = [
  ['profile', () => wish('PUT', '/api/change_password/', old, { new_password: NEXT })],
  ['management', ({ id }) => wish('POST', `/api/v1/users/${id}/`, old, { new_password: NEXT })],
  ['djoser', () => wish('POST', '/auth/users/set_password/', current, { new_password: NEXT })],
  [
    'djoser, a name',
    ({ username }) => wish('POST', '/auth/users/set_username/', current, { new_username: `new-${username}` }),
  ],
  ['djoser, a deletion', () => wish('DELETE', '/auth/users/me/', current)],
  ['djoser, a deletion by id', ({ id }) => wish('DELETE', `/auth/users/${id}/`, current)],
  [
    'Express',
    () => wish('POST', '/api/v1/users/changePassword', ['oldPassword', PASSWORD], { newPassword: NEXT }),
  ],
]

/** How many tries are counted under each key: at the account, and by the client in a session of it. */
const counted = async () =>
  (await tries()).filter(({ key }) => !String(key).startsWith('r:')).map(({ burst }) => burst)

/** From a known client, at `LOGIN_TRIES`. */
const FREE = 9

/** Asks, and waits for what comes after the response. */
async function ask(
  { method, path }: Wish,
  { token, ...sent }: { token?: string; json?: object; body?: string },
) {
  const type = sent.body === undefined ? {} : { headers: { 'content-type': 'application/json' } }
  const response = await gatehouse.request(path, { method, ...type, ...sent, ...(token && { token }) })
  const answer = await answerOf(response)
  await gatehouse.settled()
  return answer
}

beforeEach(() => env.DB.exec('delete from attempts'))

describe.each(apis)('a password that is confirmed at %s', (_, of) => {
  it('is counted in the round trip that reads the session', async () => {
    const ada = await signUp(gatehouse)
    const { wrong, ...wished } = of(ada)
    let status = 0
    const cost = await costOf(async () => {
      ;({ status } = await ask({ ...wished, wrong }, { token: ada.token, json: wrong }))
    })
    expect(status).toBe(400)
    expect([cost.roundTrips, cost.links]).toEqual([1, 1])
    expect(await counted()).toEqual([1, 1])
  })

  it('counts for nothing where the body is faulty', async () => {
    const ada = await signUp(gatehouse)
    const answer = await refused(gatehouse, () => ask(of(ada), { token: ada.token, body: '{' }))
    expect(answer.status).toBe(400)
    expect(await counted()).toEqual([])
  })

  it('tells nobody what is wrong with a body, but who is signed in', async () => {
    const ada = await signUp(gatehouse)
    const answer = await refused(gatehouse, () => ask(of(ada), { body: '{' }))
    expect(answer.status).toBe(401)
  })

  it('counts for nothing in a session that has ended', async () => {
    const ada = await signUp(gatehouse)
    await gatehouse.request('/auth/token/logout/', { method: 'POST', token: ada.token })
    const { right, ...wished } = of(ada)
    const answer = await refused(gatehouse, () =>
      ask({ ...wished, right }, { token: ada.token, json: right }),
    )
    expect(answer.status).toBe(401)
    expect(await counted()).toEqual([])
  })

  it('counts for nothing at a disabled account', async () => {
    const ada = await signUp(gatehouse)
    await disable(ada)
    const { right, ...wished } = of(ada)
    const answer = await refused(gatehouse, () =>
      ask({ ...wished, right }, { token: ada.token, json: right }),
    )
    expect(answer.status).toBe(401)
    expect(await counted()).toEqual([])
  })

  it('is refused after too many tries, before any hash', async () => {
    const ada = await signUp(gatehouse)
    const { wrong, right, ...wished } = of(ada)
    const say = (json: object) => ask({ ...wished, wrong, right }, { token: ada.token, json })
    for (let time = 0; time < FREE; time++) expect((await say(wrong)).status).toBe(400)
    let status = 0
    const cost = await costOf(async () => {
      ;({ status } = await refused(gatehouse, () => say(right)))
    })
    expect(status).toBe(429)
    expect(cost.links).toBe(0)
  })
})

describe('a try whose password is not looked at', () => {
  it.each<Api>([
    [
      'of who names another account',
      ({ id }) => wish('POST', `/api/v1/users/${id}/`, old, { new_password: NEXT }),
    ],
    ['of who is not staff', ({ id }) => wish('DELETE', `/auth/users/${id}/`, current)],
    ['of who may not make staff', ({ id }) => wish('POST', `/account/admin/users/${id}/promote`, current)],
    ['of who may not delete', ({ id }) => wish('DELETE', `/account/admin/users/${id}`, current)],
  ])('%s is taken back', async (_, of) => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const { right, ...wished } = of(bob)
    const answer = await refused(gatehouse, () =>
      ask({ ...wished, right }, { token: ada.token, json: right }),
    )
    expect([403, 404]).toContain(answer.status)
    expect(await counted()).toEqual([0, 0])
  })

  it('while the account hashes is taken back', async () => {
    const ada = await signUp(gatehouse)
    const [, of] = apis[0] as Api
    const { wrong, ...wished } = of(ada)
    const both = await Promise.all(
      [1, 2].map(() => ask({ ...wished, wrong }, { token: ada.token, json: wrong })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([400, 503])
    expect(await counted()).toEqual([1, 1])
  })

  it('is counted once for staff who are let in', async () => {
    const [boss, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    await makeStaff(boss)
    const promoting = wish('POST', `/account/admin/users/${bob.id}/promote`, current)
    const answer = await refused(gatehouse, () =>
      ask(promoting, { token: boss.token, json: promoting.wrong }),
    )
    expect(answer.status).toBe(400)
    expect(await counted()).toEqual([1, 1])
  })
})
