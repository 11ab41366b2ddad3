import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { makeOpaqueToken } from '../../src/account/tokens/opaque-token.ts'
import { callerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'
import { roundsOf } from './apis.ts'

/* Many at once: what is counted is work, for seconds on a machine that others use say nothing. */

const { bindings, costOf } = countedBindings()
const WEAK = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' }
const gatehouse = openGatehouse({ ...bindings, ...WEAK } as Partial<Env>)
const { get, post } = callerOf(gatehouse)

const NOTHING = { links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 }
const atOnce = <Done>(count: number, ask: (at: number) => Promise<Done>) =>
  Promise.all(Array.from({ length: count }, (_, at) => ask(at)))

describe('many requests at once', () => {
  it('with a token are all answered, for one statement each (LOD-02)', async () => {
    const { token } = await signUp(gatehouse)
    let statuses: number[] = []
    const cost = await costOf(async () => {
      statuses = await atOnce(500, async () => (await get('/api/profile/', token)).status)
    })
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(cost).toEqual({ ...NOTHING, roundTrips: 500, statements: 500 })
  })

  it('with made-up tokens cost nothing, and with lost ones a statement each (LOD-03)', async () => {
    const random = () => crypto.randomUUID().replaceAll('-', '')
    const made = await atOnce(2000, async (at) =>
      at % 2 ? random() + random().slice(0, 8) : `${random()}.${at}.x`,
    )
    const lost = await atOnce(200, async () => (await makeOpaqueToken(gatehouse.ports)).token)
    const refuse = async (token: string) => expect((await get('/api/profile/', token)).status).toBe(401)
    expect(await costOf(() => atOnce(2000, (at) => refuse(made[at] ?? '')))).toEqual(NOTHING)
    expect(await costOf(() => atOnce(200, (at) => refuse(lost[at] ?? '')))).toEqual({
      ...NOTHING,
      roundTrips: 200,
      statements: 200,
    })
  })

  it('for one name make one account, and no fault (LOD-04)', async () => {
    const answers: number[] = []
    for (let wave = 0; wave < roundsOf(25); wave++)
      answers.push(
        ...(await atOnce(20, async () => {
          const wish = { username: 'wanted', password: PASSWORD }
          return (await post('/auth/users/', wish)).status
        })),
      )
    expect(answers.filter((status) => status === 201)).toHaveLength(1)
    expect(answers.filter((status) => status === 400)).toHaveLength(answers.length - 1)
    expect((await rowsOf('accounts')).filter((row) => row.username === 'wanted')).toHaveLength(1)
  })

  it('to refresh one session are one step, and it lives on (LOD-05)', async () => {
    const { refreshToken } = await logInAtExpress(gatehouse, await signUp(gatehouse))
    const answers = await atOnce(200, () => post('/api/v1/users/refreshToken', { refreshToken }))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const { sid } = decodeJwt<{ sid: string }>(refreshToken)
    expect((await rowsOf('sessions')).find(({ id }) => id === sid)).toMatchObject({ step: 1 })
    const [{ data }] = answers.map(({ body }) => body) as [{ data: { accessToken: string } }]
    expect((await get('/api/profile/', data.accessToken)).status).toBe(200)
  })
})
