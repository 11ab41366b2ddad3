import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { readAccessToken } from '../../src/account/sessions/verify-jwt.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { logInForJwt, makeStaff, PASSWORD, signUp } from '../support/people.ts'
import {
  enrol,
  factorOf,
  refusedLogin,
  sessionsOf,
  signUpWithFactor,
  tryLogin,
} from '../support/second-factor.ts'

const NEEDED = { status: 403, body: { type: 'urn:gatehouse:problem:factor-needed' } }

describe('with SECOND_FACTOR = staff', () => {
  const gatehouse = openGatehouse({ SECOND_FACTOR: 'staff' })
  const { get, post, patch, delete: remove } = callerOf(gatehouse)

  it('staff have their powers in a session of level 2 alone, and a refresh keeps it (MFA-49)', async () => {
    const [boss, carl] = [await signUp(gatehouse, 'boss'), await signUp(gatehouse)]
    await makeStaff(boss)
    const admin = `/account/admin/users/${carl.id}`
    for (const [method, path] of [
      ['GET', '/account/admin/users'],
      ['GET', admin],
      ['POST', `${admin}/disable`],
      ['DELETE', `${admin}/sessions`],
      ['DELETE', `${admin}/second-factor`],
    ] as const) {
      const response = await gatehouse.request(path, { method, token: boss.token })
      expect({ status: response.status, body: await response.json() }).toMatchObject(NEEDED)
    }
    const list = await get('/auth/users/', boss.token)
    expect((list.body as { username: string }[]).map(({ username }) => username)).toEqual([boss.username])
    expect((await patch(`/auth/users/${carl.id}/`, { email: 'x@example.com' }, boss.token)).status).toBe(404)
    expect((await get('/account', boss.token)).status).toBe(200)

    const enrolled = await enrol(gatehouse, boss)
    expect((await get(admin, boss.token)).status).toBe(200)
    const response = await tryLogin(gatehouse, '/auth/jwt/create/', enrolled, {
      otp: await enrolled.freshCode(),
    })
    const { refresh, access } = await response.json<{ refresh: string; access: string }>()
    expect((await get(admin, access)).status).toBe(200)
    const refreshed = await post('/auth/jwt/refresh/', { refresh })
    expect((await get(admin, (refreshed.body as { access: string }).access)).status).toBe(200)
    expect(await remove('/account/second-factor/totp', undefined, boss.token)).toMatchObject({
      status: 409,
      body: { type: 'urn:gatehouse:problem:last-factor' },
    })
    expect(
      (await remove('/account/second-factor/totp', undefined, (await enrol(gatehouse, carl)).token)).status,
    ).toBe(204)
    await gatehouse.settled()
  })
})

describe('with SECOND_FACTOR = all', () => {
  it('an old account needs one from the day on, and a new one after seven days (MFA-50)', async () => {
    const gatehouse = openGatehouse({ SECOND_FACTOR: 'all', SECOND_FACTOR_FROM: '2026-12-01' })
    const { get } = callerOf(gatehouse)
    const ada = await signUp(gatehouse)
    const status = async (person = ada) => (await tryLogin(gatehouse, '/api/login/', person)).status
    expect((await get('/account/second-factor', ada.token)).body).toMatchObject({
      required: false,
      required_by: 'policy',
      deadline: '2026-12-01T00:00:00.000Z',
    })
    expect(await status()).toBe(200)
    gatehouse.wait(11 * 86_400)
    expect(await refusedLogin(await tryLogin(gatehouse, '/api/login/', ada))).toEqual({
      status: 401,
      body: { message: `Two-step sign-in is required. Set it up at ${gatehouse.origin}/second-factor.` },
      otp: 'enrol',
    })
    expect(
      (await tryLogin(gatehouse, '/auth/token/login/', ada, { password: 'wrong' })).headers.get('x-otp'),
    ).toBeNull()
    const bob = await signUp(gatehouse)
    expect(await status(bob)).toBe(200)
    gatehouse.wait(7 * 86_400)
    expect(await status(bob)).toBe(401)
    await gatehouse.settled()
  })

  it('the page lets people in to set it up, and its cookie opens nothing else (MFA-50)', async () => {
    const gatehouse = openGatehouse({ SECOND_FACTOR: 'all' })
    const ada = await signUp(gatehouse)
    gatehouse.wait(8 * 86_400)
    const body = new URLSearchParams({ username: ada.username, password: PASSWORD, code: '' })
    const signedIn = await gatehouse.request('/second-factor/sign-in', { method: 'POST', body })
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/second-factor'])
    const [cookie = ''] = signedIn.headers.getSetCookie()
    expect(cookie).toMatch(/^page=[0-9a-f]{40}; Max-Age=1800; Path=\/; HttpOnly; SameSite=Strict$/)
    const token = cookie.slice(5, 45)
    for (const path of ['/account', '/api/profile/', '/auth/users/me/'])
      expect((await gatehouse.request(path, { token })).status).toBe(401)
    const headers = { cookie: `page=${token}` }
    const page = await (await gatehouse.request('/second-factor', { headers })).text()
    expect(page).toContain('Set up an app')
    const begun = await gatehouse.request('/second-factor/begin', {
      method: 'POST',
      headers,
      body: new URLSearchParams(),
    })
    expect(await begun.text()).toContain('role="img"')
    await gatehouse.settled()
  })
})

describe('with SECOND_FACTOR = off', () => {
  it('there is no endpoint, and a stored factor is not asked for (MFA-51)', async () => {
    const before = openGatehouse()
    const ada = await signUpWithFactor(before)
    const off = openGatehouse({ SECOND_FACTOR: 'off' })
    const { get, post } = callerOf(off)
    expect((await tryLogin(off, '/api/login/', ada)).status).toBe(200)
    expect(
      (await tryLogin(off, '/api/login/', ada, { password: `${PASSWORD}${await ada.code(1)}` })).status,
    ).toBe(401)
    for (const path of [
      '/account/second-factor',
      '/account/trusted-clients',
      '/auth/mfa/config/',
      '/second-factor',
    ])
      expect((await get(path, ada.token)).status, path).toBe(404)
    for (const path of [
      '/account/login',
      '/account/login/code',
      '/account/sudo',
      '/account/second-factor/totp',
      '/auth/login/',
      '/auth/jwt/login/',
      '/auth/app/activate/',
      '/second-factor/sign-in',
    ])
      expect((await post(path, {}, ada.token)).status, path).toBe(404)
    expect((await factorOf(ada))?.required_since).not.toBeNull()
    const { warnings } = (await get('/readyz')).body as { warnings: string[] }
    expect(warnings).toContain(
      'SECOND_FACTOR: off, and there are accounts whose owners turned a second factor on',
    )
    await off.settled()
  })
})

describe('a reset by staff', () => {
  const gatehouse = openGatehouse()
  const { get, delete: remove } = callerOf(gatehouse)

  it('takes everything away, and tells the owner (MFA-52)', async () => {
    const [ada, hal, carl] = [
      await signUpWithFactor(gatehouse),
      await signUpWithFactor(gatehouse),
      await signUp(gatehouse),
    ]
    await makeStaff(hal)
    await makeStaff(carl)
    const path = `/account/admin/users/${ada.id}/second-factor`
    expect(await remove(path, undefined, carl.token)).toMatchObject(NEEDED)
    expect(await remove(path, undefined, ada.token)).toMatchObject({
      status: 403,
      body: { type: 'urn:gatehouse:problem:not-yours' },
    })
    expect(await remove(`/account/admin/users/${hal.id}/second-factor`, undefined, hal.token)).toMatchObject({
      status: 403,
      body: { type: 'urn:gatehouse:problem:own-account' },
    })
    expect((await get(`/account/admin/users/${ada.id}`, hal.token)).body).toMatchObject({
      second_factor: { required: true, totp: true, recovery_codes_left: 10 },
    })
    gatehouse.wait(601)
    expect(await remove(path, undefined, hal.token)).toMatchObject({
      status: 403,
      body: { type: 'urn:gatehouse:problem:proof-needed' },
    })
    expect(await factorOf(ada)).not.toBeNull()
    const sudo = await gatehouse.request('/account/sudo', {
      method: 'POST',
      json: { otp: await hal.freshCode() },
      token: hal.token,
    })
    expect(sudo.status).toBe(204)
    expect((await remove(path, undefined, hal.token)).status).toBe(204)
    expect((await remove(path, undefined, hal.token)).status).toBe(204)
    await gatehouse.settled()
    expect([await factorOf(ada), await sessionsOf(ada)]).toEqual([null, []])
    expect((await get('/account', ada.token)).status).toBe(401)
    const events = await env.DB.prepare("select actor_id from events where kind = 'factor_reset'").all()
    expect(events.results).toEqual([{ actor_id: hal.id }])
    const [notice] = await gatehouse.emails()
    expect(notice).toMatchObject({ to: ada.email, subject: 'Gatehouse - Staff removed your second factor' })
    expect((await tryLogin(gatehouse, '/api/login/', ada)).status).toBe(200)
    await gatehouse.settled()
  })
})

describe('the claims of JWTs', () => {
  const gatehouse = openGatehouse()

  it('tell how the owner signed in, and a refresh keeps them (MFA-53)', async () => {
    const bob = await signUp(gatehouse)
    const plain = await logInForJwt(gatehouse, bob)
    const at = Math.floor(gatehouse.clock.now() / 1000)
    expect(decodeJwt(plain.access)).toMatchObject({ amr: ['pwd'], aal: 1, auth_time: at })
    const ada = await enrol(gatehouse, bob)
    const otp = await ada.freshCode()
    const signedIn = Math.floor(gatehouse.clock.now() / 1000)
    const response = await tryLogin(gatehouse, '/auth/jwt/create/', ada, { otp })
    const { access, refresh } = await response.json<{ access: string; refresh: string }>()
    const claims = { amr: ['pwd', 'otp', 'mfa'], aal: 2, auth_time: signedIn }
    expect(decodeJwt(access)).toMatchObject(claims)
    gatehouse.wait(60)
    const again = await gatehouse.request('/auth/jwt/refresh/', { method: 'POST', json: { refresh } })
    const { access: next } = await again.json<{ access: string }>()
    expect(decodeJwt(next)).toMatchObject(claims)
    expect(await readAccessToken(gatehouse.ports, next)).toMatchObject({ user_id: ada.id, aal: 2 })
    await gatehouse.settled()
  })
})
