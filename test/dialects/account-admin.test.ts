import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { logInForJwt, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { problem } from '../support/problem.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { shown } from '../support/shown-to-staff.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)
const USERS = '/account/admin/users'
const challenge = { challenge: 'Bearer realm="account"' }
const OWN = problem(403, 'own-account', 'You cannot do this to your own account.')
const ENDED = problem(401, 'session-ended', 'This credential is not valid any more, or never was.', challenge)

let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
})
beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const disable = (who: { id: string }, token = boss.token) =>
  post(`${USERS}/${who.id}/disable`, undefined, token)
const enable = (who: { id: string }, token = boss.token) =>
  post(`${USERS}/${who.id}/enable`, undefined, token)
const eventsOf = async ({ id }: { id: string }) =>
  (await rowsOf('events'))
    .filter(({ account_id }) => account_id === id)
    .map(({ kind, actor_id }) => [kind, actor_id])

const NO_FACTOR = { second_factor: { required: false, totp: false, passkeys: 0, recovery_codes_left: 0 } }

describe('GET /account/admin/users/{id}', () => {
  it('shows staff somebody, under their id in any case', async () => {
    for (const id of [ada.id, ada.id.toUpperCase()])
      expect(await get(`${USERS}/${id}`, boss.token)).toEqual({
        status: 200,
        body: { ...shown(ada), ...NO_FACTOR },
      })
    expect(await get(`${USERS}/${boss.id}`, boss.token)).toEqual({
      status: 200,
      body: { ...shown(boss, { is_staff: true }), ...NO_FACTOR },
    })
  })
})

describe('POST /account/admin/users/{id}/disable', () => {
  it('ends every session and JWT at once, everywhere, and lets nobody in any more (REV-08)', async () => {
    const [jwt, express] = [await logInForJwt(gatehouse, ada), await logInAtExpress(gatehouse, ada)]
    expect(await disable(ada)).toEqual({ status: 204 })
    for (const credential of [ada.token, jwt.access, express.accessToken])
      expect(await get('/account', credential)).toEqual(ENDED)
    await gatehouse.settled()
    for (const token of [jwt.access, jwt.refresh, express.accessToken, express.refreshToken])
      expect((await post('/auth/jwt/verify/', { token })).status).toBe(401)
    for (const refresh of [jwt.refresh, express.refreshToken])
      expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    const login = { username: ada.username, password: PASSWORD }
    expect((await post('/auth/token/login/', login)).status).toBe(400)
    expect((await rowsOf('sessions')).filter(({ account_id }) => account_id === ada.id)).toEqual([])
    expect((await get(`${USERS}/${ada.id}`, boss.token)).body).toEqual({
      ...shown(ada, { is_active: false }),
      ...NO_FACTOR,
    })
    expect(await eventsOf(ada)).toContainEqual(['disabled', boss.id])
  })

  it('kills every link that was mailed, for good (RST-12)', async () => {
    await post('/auth/users/reset_password/', { email: ada.email })
    const reset = linkOf((await gatehouse.emails())[0])
    const change = { old_password: PASSWORD, new_password: 'Rt5-harbour-Cormorant' }
    await call('PUT', '/api/change_password/', { json: change, token: ada.token })
    const recovery = linkOf((await gatehouse.emails())[0])
    await disable(ada)
    const dead = async () => {
      const finish = { ...reset, new_password: 'Zx4-harbour-Lantern' }
      for (const ask of [
        () => post('/auth/users/reset_password_confirm/', finish),
        () => post('/account/not-me', recovery),
      ])
        expect((await refused(gatehouse, ask)).status).toBe(400)
    }
    await dead()
    await post('/auth/users/reset_password/', { email: ada.email })
    expect((await rowsOf('tickets')).filter(({ account_id }) => account_id === ada.id)).toEqual([])
    await enable(ada)
    await dead()
  })

  it('lets a mailed link to activate let nobody in, and none is mailed again', async () => {
    const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' })
    const { post } = callerOf(gatehouse)
    const wish = { username: 'waits', email: 'waits@example.com', password: PASSWORD }
    const { id } = (await post('/auth/users/', wish)).body as { id: string }
    const link = linkOf((await gatehouse.emails())[0])
    expect(await post(`${USERS}/${id}/disable`, undefined, boss.token)).toEqual({ status: 204 })
    expect(await eventsOf({ id })).toEqual([
      ['registered', null],
      ['disabled', boss.id],
    ])
    expect((await refused(gatehouse, () => post('/auth/users/activation/', link))).status).toBe(400)
    await refused(gatehouse, () => post('/auth/users/resend_activation/', { email: wish.email }))
  })

  it('is done once, however often it is asked for', async () => {
    await disable(ada)
    expect(await refused(gatehouse, () => disable(ada))).toEqual({ status: 204 })
    const eve = await signUp(gatehouse)
    const answers = await Promise.all([disable(eve), disable(eve), disable(eve)])
    expect(answers).toEqual([{ status: 204 }, { status: 204 }, { status: 204 }])
    expect(await eventsOf(eve)).toEqual([
      ['registered', null],
      ['disabled', boss.id],
    ])
  })

  it('is not for one’s own account, which stays as it is', async () => {
    for (const id of [boss.id, boss.id.toUpperCase()])
      expect(await refused(gatehouse, () => disable({ id }))).toEqual(OWN)
  })
})

describe('POST /account/admin/users/{id}/enable', () => {
  it('lets somebody sign in again, and revives no session, link or JWT (REV-08)', async () => {
    const jwt = await logInForJwt(gatehouse, ada)
    await disable(ada)
    expect(await enable(ada)).toEqual({ status: 204 })
    for (const credential of [ada.token, jwt.access]) expect(await get('/account', credential)).toEqual(ENDED)
    await gatehouse.settled()
    for (const token of [jwt.access, jwt.refresh])
      expect((await post('/auth/jwt/verify/', { token })).status).toBe(401)
    expect((await post('/auth/jwt/refresh/', { refresh: jwt.refresh })).status).toBe(401)
    const fresh = await logInForJwt(gatehouse, ada)
    expect((await get('/account', fresh.access)).status).toBe(200)
    expect((await post('/auth/jwt/verify/', { token: fresh.access })).status).toBe(200)
    expect(await eventsOf(ada)).toContainEqual(['enabled', boss.id])
  })

  it('revives nothing of an account either that was closed by hand, without an end of its sessions', async () => {
    const { access } = await logInForJwt(gatehouse, ada)
    await env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(ada.id).run()
    await enable(ada)
    for (const credential of [ada.token, access]) expect(await get('/account', credential)).toEqual(ENDED)
    await gatehouse.settled()
    expect((await post('/auth/jwt/verify/', { token: access })).status).toBe(401)
  })

  it('changes nothing of whoever is enabled', async () => {
    expect(await refused(gatehouse, () => enable(ada))).toEqual({ status: 204 })
    expect((await get('/account', ada.token)).status).toBe(200)
  })

  it('lets somebody in who waited to be activated, whose link is dead then', async () => {
    const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' })
    const { post } = callerOf(gatehouse)
    const wish = { username: 'waits-too', email: 'waits-too@example.com', password: PASSWORD }
    const { id } = (await post('/auth/users/', wish)).body as { id: string }
    const link = linkOf((await gatehouse.emails())[0])
    expect(await post(`${USERS}/${id}/enable`, undefined, boss.token)).toEqual({ status: 204 })
    expect((await post('/auth/token/login/', wish)).status).toBe(200)
    expect((await refused(gatehouse, () => post('/auth/users/activation/', link))).status).toBe(400)
    expect((await get(`${USERS}/${id}`, boss.token)).body).toMatchObject({
      is_active: true,
      awaits_activation: false,
      email_verified_at: null,
    })
  })
})
