import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { finishReset } from '../../src/account/passwords/password-reset.ts'
import { callerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import {
  type Api,
  apis,
  elsewhere,
  HOME,
  openFrom,
  refusedAmong,
  tryAt,
  WEAK,
  WRONG,
} from '../support/guesses.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse({ ...bindings, ...WEAK } as Partial<Env>)
const from = openFrom(gatehouse)
beforeEach(() => env.DB.exec('delete from attempts'))

const [anyDoor] = apis as [Api]
const signIn = (at: AppEnv, { username }: SignedUp, password = PASSWORD) =>
  tryAt(at, anyDoor, username, password)

/** Statuses of so many wrong passwords, each from another address. */
async function guess(name: string, times: number, at: AppEnv = gatehouse) {
  const statuses: number[] = []
  for (let time = 0; time < times; time++)
    statuses.push((await tryAt(from(elsewhere(), at), apis[time % apis.length] as Api, name)).status)
  return statuses
}
describe('tries at one account', () => {
  it('count together at all APIs, and where the password is shown again (BRU-04)', async () => {
    const ada = await signUp(from(HOME))
    await env.DB.exec('delete from known_places')
    const { call } = callerOf(from(elsewhere()))
    expect(refusedAmong(await guess(ada.username, 9))).toBe(0)
    const change = { json: { old_password: WRONG, new_password: 'Rt5-harbour-Cormorant' }, token: ada.token }
    expect((await call('PUT', '/api/change_password/', change)).status).toBe(400)
    expect((await call('PUT', '/api/change_password/', change)).status).toBe(429)
    expect(refusedAmong(await guess(ada.username, 5))).toBe(5)
  })

  it('by setting the password to itself are refused after thirty, also if somebody signs in between (BRU-04)', async () => {
    const ada = await signUp(from(HOME))
    const { put } = callerOf(from(HOME))
    const itself = { old_password: PASSWORD, new_password: PASSWORD }
    const change = () => put('/api/change_password/', itself, ada.token)
    for (let time = 0; time < 30; time++) {
      expect((await change()).status).toBe(200)
      if (time % 10 === 9) expect((await signIn(from(HOME), ada)).status).toBe(200)
    }
    let answer = {}
    const cost = await costOf(async () => {
      answer = await refused(gatehouse, change)
    })
    expect(cost.links).toBe(0)
    expect(answer).toEqual({
      status: 429,
      retryAfter: '30',
      body: { detail: 'Request was throttled. Expected available in 30 seconds.' },
    })
    expect((await signIn(from(HOME), ada)).status).toBe(200)
  })

  it('count together however it is named (BRU-02)', async () => {
    const ada = await signUp(from(HOME), 'Bob')
    const wide = [...ada.username].map((message) =>
      String.fromCodePoint((message.codePointAt(0) ?? 0) + 0xfee0),
    )
    const names = [ada.username, ada.username.toLowerCase(), ` ${ada.username} `, wide.join('')]
    for (let time = 0; time < 10; time++) {
      const name = names[time % names.length] ?? ''
      expect((await tryAt(from(elsewhere()), anyDoor, name)).status).toBe(401)
    }
    const login = (json: object) =>
      from(elsewhere()).request('/api/v1/users/login', { method: 'POST', json: { ...json, password: WRONG } })
    for (const who of [
      ...names.map((username) => ({ username })),
      { email: ada.email },
      { email: ada.email.toUpperCase() },
      { identifier: ada.email },
      { identifier: ada.username },
    ])
      expect((await login(who)).status, JSON.stringify(who)).toBe(429)
  })

  it('have to wait longer and longer, and exactly so long (BRU-12, BRU-15)', async () => {
    const gatehouse = openGatehouse(WEAK as Partial<Env>)
    const ada = await signUp(from(HOME, gatehouse))
    await guess(ada.username, 10, gatehouse)
    for (const seconds of [30, 60, 120, 240, 480, 960, 1920, 3840, 3840, 3840]) {
      gatehouse.wait(seconds - 1)
      const answer = await tryAt(from(elsewhere(), gatehouse), anyDoor, ada.username)
      expect([answer.status, answer.retryAfter]).toEqual([429, '1'])
      gatehouse.wait(1)
      expect((await tryAt(from(elsewhere(), gatehouse), anyDoor, ada.username)).status).toBe(401)
    }
  })

  it('are free again after five quiet minutes', async () => {
    const gatehouse = openGatehouse(WEAK as Partial<Env>)
    const ada = await signUp(from(HOME, gatehouse))
    for (let round = 0; round < 3; round++) {
      expect(refusedAmong(await guess(ada.username, 10, gatehouse))).toBe(0)
      gatehouse.wait(round === 0 ? 330 : 331)
    }
  })

  it('are no more than one too many when twenty come at once (BRU-08)', async () => {
    const ada = await signUp(from(HOME))
    await guess(ada.username, 9)
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await tryAt(from(elsewhere()), anyDoor, ada.username)).status),
    )
    expect(statuses.filter((status) => status !== 429)).toHaveLength(1)
  })

  it('end after a hundred in a row, from a thousand addresses and however slowly (BRU-05)', async () => {
    const gatehouse = openGatehouse(WEAK as Partial<Env>)
    const ada = await signUp(from(HOME, gatehouse))
    let looked = 0
    for (let round = 0; round < 30; round++) {
      looked += 10 - refusedAmong(await guess(ada.username, 10, gatehouse))
      gatehouse.wait(3600 * 6)
    }
    expect(looked).toBe(100)
    const [answer] = [await signIn(from(elsewhere(), gatehouse), ada)]
    expect(answer?.status).toBe(429)
    expect((await signIn(from(HOME, gatehouse), ada)).status).toBe(200)
    expect((await signIn(from(elsewhere(), gatehouse), ada)).status).toBe(200)
  })

  it('of others never keep the owner out from where they signed in before (BRU-07)', async () => {
    const ada = await signUp(from(HOME))
    const office = elsewhere()
    expect((await signIn(from(office), ada)).status).toBe(200)
    await guess(ada.username, 25)
    expect((await signIn(from(elsewhere()), ada)).status).toBe(429)
    for (const place of [HOME, office]) expect((await signIn(from(place), ada)).status).toBe(200)
  })

  it('are forgotten once the right password is shown, and only then those of the account (BRU-10)', async () => {
    const [ada, eve] = [await signUp(from(HOME)), await signUp(from(HOME))]
    const tight = openGatehouse({
      ...WEAK,
      LOGIN_TRIES_PER_CLIENT: '12',
      ENVIRONMENT: 'production',
    } as Partial<Env>)
    const attacker = from(elsewhere(), tight)
    const statuses = []
    for (let time = 0; time < 16; time++) {
      if (time % 2) expect([200, 429]).toContain((await signIn(attacker, eve)).status)
      statuses.push((await tryAt(attacker, anyDoor, ada.username)).status)
    }
    expect(statuses.indexOf(429)).toBe(10)
    await guess(ada.username, 5)
    expect((await signIn(from(HOME), ada)).status).toBe(200)
    expect(refusedAmong(await guess(ada.username, 10))).toBe(0)
  })

  it('are forgotten with a new password by mail, and the client’s are not (RST-22)', async () => {
    const ada = await signUp(from(HOME))
    await guess(ada.username, 12)
    await requestLink(gatehouse.ports, { purpose: 'reset', address: ada.email })
    const next = 'Rt5-harbour-Cormorant'
    await finishReset(gatehouse.ports, STRICT, {
      ...linkOf((await gatehouse.emails())[0]),
      newPassword: next,
    })
    expect((await signIn(from(elsewhere()), ada, next)).status).toBe(200)
    const keys = (await env.DB.prepare('select key from attempts').all<{ key: string }>()).results
    expect(keys.some(({ key }) => key.startsWith('c:'))).toBe(true)
  })

  it('neither end nor begin anew when the clock is set back (BRU-14)', async () => {
    const gatehouse = openGatehouse(WEAK as Partial<Env>)
    const ada = await signUp(from(HOME, gatehouse))
    await guess(ada.username, 9, gatehouse)
    gatehouse.wait(-3600)
    expect(refusedAmong(await guess(ada.username, 2, gatehouse))).toBe(1)
    gatehouse.wait(3600)
    expect((await tryAt(from(elsewhere(), gatehouse), anyDoor, ada.username)).status).toBe(401)
  })

  it('are remembered without a name, an address or a password, and not for ever (BRU-16)', async () => {
    const gatehouse = openGatehouse(WEAK as Partial<Env>)
    const ada = await signUp(from(HOME, gatehouse))
    for (const name of [ada.username, ada.email, 'My-Own-Secret-9'])
      await tryAt(from('203.0.113.77', gatehouse), anyDoor, name)
    const rows = (await env.DB.prepare('select * from attempts').all()).results
    for (const word of [ada.username, ada.email, 'secret', WRONG, '203.0.113'])
      expect(JSON.stringify(rows).toLowerCase()).not.toContain(word.toLowerCase())
    gatehouse.wait(30 * 86_400)
    await gatehouse.ports.commit(...gatehouse.ports.throttle.purgeExpired(gatehouse.clock.now()))
    expect((await env.DB.prepare('select * from attempts').all()).results).toEqual([])
    gatehouse.wait(60 * 86_400)
    await gatehouse.ports.commit(...gatehouse.ports.throttle.purgeKnownClients(gatehouse.clock.now()))
    expect(
      (await env.DB.prepare('select * from known_places where account_id = ?').bind(ada.id).all()).results,
    ).toEqual([])
  })
})
