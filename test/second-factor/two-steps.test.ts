import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, PASSWORD, signUp } from '../support/people.ts'
import { type Enrolled, factorOf, sessionsOf, signUpWithFactor } from '../support/second-factor.ts'

const gatehouse = openGatehouse()
const { get, post } = callerOf(gatehouse)

const who = ({ username }: { username: string }) => ({ username, password: PASSWORD })
const begin = async (ada: Enrolled, as = 'token') => {
  const { status, body } = await post('/account/login', { ...who(ada), as })
  expect(status).toBe(401)
  return (body as { sign_in: string }).sign_in
}
const ENDED = {
  status: 401,
  body: {
    type: 'urn:gatehouse:problem:sign-in-ended',
    title: 'This sign-in has ended. Begin again.',
    status: 401,
  },
}

describe('a sign-in at /account/login', () => {
  it('hands out the credential of any API, in one step or two', async () => {
    const [bob, ada] = [await signUp(gatehouse), await signUpWithFactor(gatehouse)]
    for (const as of ['token', 'jwt', 'express']) {
      const plain = await gatehouse.request('/account/login', { method: 'POST', json: { ...who(bob), as } })
      const body = await plain.json<Record<string, unknown>>()
      expect([plain.status, body.as, body.level]).toEqual([200, as, 1])
      expect(plain.headers.getSetCookie()).toHaveLength(as === 'express' ? 2 : 0)
      expect((await get('/account', String(body.token ?? body.access))).status).toBe(200)

      const sign_in = await begin(ada, as)
      const done = await post('/account/login/code', { sign_in, otp: await ada.freshCode() })
      expect(done).toMatchObject({ status: 200, body: { as, level: 2, account: { id: ada.id } } })
    }
    expect(await post('/account/login', { ...who(bob), as: 'other' })).toMatchObject({ status: 400 })
    expect(await post('/account/login', { password: PASSWORD })).toMatchObject({ status: 400 })
    const evil = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const crossed = await gatehouse.request('/account/login', {
      method: 'POST',
      json: { ...who(bob), as: 'express' },
      headers: evil,
    })
    expect([crossed.status, crossed.headers.getSetCookie()]).toEqual([403, []])
    await gatehouse.settled()
  })

  it('goes on from another address, and not when it was altered, is late, or was ended (MFA-31)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const go = async (sign_in: string) => post('/account/login/code', { sign_in, otp: await ada.freshCode() })
    const signIn = await begin(ada)
    const elsewhere = await gatehouse.request('/account/login/code', {
      method: 'POST',
      json: { sign_in: signIn, otp: await ada.freshCode() },
      headers: { 'cf-connecting-ip': '203.0.113.77' },
    })
    expect(elsewhere.status).toBe(200)
    for (const altered of [`A${signIn.slice(1)}`, signIn.replace('.', '.A').slice(0, -1), 'x', 'e30.e30', ''])
      expect([400, 401]).toContain((await go(altered)).status)
    const late = await begin(ada)
    gatehouse.wait(9 * 60)
    expect(await go(late)).toMatchObject(ENDED)
    const other = await begin(ada, 'jwt')
    const trench = await post('/auth/token/login/code/', {
      ephemeral_token: other,
      code: await ada.freshCode(),
    })
    expect(trench).toMatchObject({ status: 401, body: { error: 'Invalid or expired token.' } })

    const before = await begin(ada)
    const everywhere = await gatehouse.request('/account/sessions', { method: 'DELETE', token: ada.token })
    expect(everywhere.status).toBe(204)
    expect(await go(before)).toMatchObject(ENDED)
    const passwords = { old_password: PASSWORD, new_password: PASSWORD.toUpperCase() }
    const unchanged = await begin(ada)
    await gatehouse.request('/api/change_password/', { method: 'PUT', json: passwords, token: ada.token })
    expect(await go(unchanged)).toMatchObject(ENDED)
    const disabled = await post('/account/login', {
      username: ada.username,
      password: PASSWORD.toUpperCase(),
    })
    await disable(ada)
    expect(await go((disabled.body as { sign_in: string }).sign_in)).toMatchObject(ENDED)
    await gatehouse.settled()
  })

  it('is no credential before its code (MFA-32)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const sessions = await sessionsOf(ada)
    const signIn = await begin(ada)
    expect((await get('/account', signIn)).status).toBe(401)
    expect((await get('/auth/users/me/', signIn)).status).toBe(401)
    expect((await get('/api/v1/users/getUser', signIn)).status).toBe(401)
    for (const path of ['/auth/jwt/refresh/', '/auth/jwt/verify/'])
      expect((await post(path, { refresh: signIn, token: signIn })).status).toBe(401)
    const { ephemeral_token } = (await post('/auth/jwt/login/', who(ada))).body as { ephemeral_token: string }
    expect((await get('/account', ephemeral_token)).status).toBe(401)
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toEqual(sessions)
  })
})

describe('the endpoints of django-trench (MFA-33)', () => {
  const pair = { refresh: expect.any(String), access: expect.any(String) }
  const ephemeral = { ephemeral_token: expect.any(String), method: 'app' }

  it('sign in, in one step without a factor and in two with one', async () => {
    const [bob, ada] = [await signUp(gatehouse), await signUpWithFactor(gatehouse)]
    for (const base of ['/auth/jwt', '/auth']) {
      expect(await post(`${base}/login/`, who(bob))).toMatchObject({ status: 200, body: pair })
      const wrong = { error: 'Unable to login with provided credentials.' }
      expect(await post(`${base}/login/`, { ...who(bob), password: 'wrong' })).toMatchObject({
        status: 400,
        body: wrong,
      })
      const begun = await post(`${base}/login/`, who(ada))
      expect(begun).toMatchObject({ status: 200, body: ephemeral })
      const { ephemeral_token } = begun.body as { ephemeral_token: string }
      const code = (digits: string) => post(`${base}/login/code/`, { ephemeral_token, code: digits })
      expect(await code('000000')).toMatchObject({ status: 401, body: { error: 'Invalid or expired code.' } })
      expect(await code(await ada.freshCode())).toMatchObject({ status: 200, body: pair })
    }
    const bad = await post('/auth/login/code/', { ephemeral_token: 'x', code: '000000' })
    expect(bad).toMatchObject({ status: 401, body: { error: 'Invalid or expired token.' } })
    await gatehouse.settled()
  })

  it('take a code once, with one ephemeral token (MFA-34)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const { ephemeral_token } = (await post('/auth/login/', who(ada))).body as { ephemeral_token: string }
    const code = await ada.freshCode()
    const answers = await Promise.all([1, 2].map(() => post('/auth/login/code/', { ephemeral_token, code })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    await gatehouse.settled()
  })

  it('answer a missing code at /auth/token/login/ where a setting asks for it', async () => {
    const trench = openGatehouse({ TRENCH_TOKEN_LOGIN: 'true' })
    const ada = await signUpWithFactor(trench)
    const asked = callerOf(trench)
    const begun = await asked.post('/auth/token/login/', who(ada))
    expect(begun).toMatchObject({ status: 200, body: ephemeral })
    const { ephemeral_token } = begun.body as { ephemeral_token: string }
    const done = await asked.post('/auth/token/login/code/', { ephemeral_token, code: await ada.freshCode() })
    expect(done).toMatchObject({ status: 200, body: { auth_token: expect.stringMatching(/^[0-9a-f]{40}$/) } })
    await trench.settled()
  })

  it('turn a factor on, renew its codes, and turn it off', async () => {
    const ada = await signUp(gatehouse)
    const { token } = ada
    expect(await get('/auth/mfa/config/', token)).toMatchObject({
      status: 200,
      body: {
        methods: ['app'],
        confirm_disable_with_code: true,
        confirm_regeneration_with_code: true,
        allow_backup_codes_regeneration: true,
      },
    })
    expect(await get('/auth/mfa/user-active-methods/', token)).toMatchObject({ status: 200, body: [] })
    const off = { status: 400, body: { error: '2FA is not enabled.' } }
    expect(await post('/auth/app/deactivate/', { code: '000000' }, token)).toMatchObject(off)
    const begun = await post('/auth/app/activate/', {}, token)
    expect(begun).toMatchObject({
      status: 200,
      body: { details: expect.stringMatching(/^otpauth:\/\/totp\//) },
    })
    const secret = new URL((begun.body as { details: string }).details).searchParams.get('secret') ?? ''
    const { fromBase32 } = await import('../support/base32.ts')
    const { codesAt, stepAt } = await import('../../src/account/second-factor/totp.ts')
    const totp = { secret: fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 } as const
    const code = async () => (await codesAt(totp, [stepAt(totp, gatehouse.clock.now())]))[0]
    const wrong = { status: 400, body: { code: ['Code invalid or expired.'] } }
    expect(await post('/auth/app/activate/confirm/', { code: '000000' }, token)).toMatchObject(wrong)
    const on = await post('/auth/app/activate/confirm/', { code: await code() }, token)
    expect((on.body as { backup_codes: string[] }).backup_codes).toHaveLength(10)
    expect(await get('/auth/mfa/user-active-methods/', token)).toMatchObject({
      body: [{ name: 'app', is_primary: true }],
    })
    expect(await post('/auth/app/activate/', {}, token)).toMatchObject({
      status: 400,
      body: { error: 'MFA method already active.' },
    })
    gatehouse.wait(60)
    expect(await post('/auth/app/codes/regenerate/', { code: '000000' }, token)).toMatchObject(wrong)
    const renewed = await post('/auth/app/codes/regenerate/', { code: await code() }, token)
    expect((renewed.body as { backup_codes: string[] }).backup_codes).toHaveLength(10)
    const none = { status: 400, body: { error: 'Requested MFA method does not exist.' } }
    for (const path of ['/auth/code/request/', '/auth/mfa/change-primary-method/', '/auth/email/activate/'])
      expect(await post(path, {}, token)).toMatchObject(none)
    gatehouse.wait(60)
    expect((await post('/auth/app/deactivate/', { code: await code() }, token)).status).toBe(204)
    expect(await factorOf(ada)).toBeNull()
  })
})
