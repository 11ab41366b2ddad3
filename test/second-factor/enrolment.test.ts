import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { unsealTotp } from '../../src/account/second-factor/totp-secret.ts'
import { fromBase32 } from '../support/base32.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { logIn, logInForJwt, PASSWORD, signUp } from '../support/people.ts'
import { enrol, factorOf, sessionsOf, signUpWithFactor, tryLogin } from '../support/second-factor.ts'

const gatehouse = openGatehouse()
const { get, post, delete: remove, call } = callerOf(gatehouse)
const FACTOR = '/account/second-factor'

const eventsOf = async ({ id }: { id: string }) => {
  await gatehouse.settled()
  const { results } = await env.DB.prepare(
    "select kind from events where account_id = ? and kind like '%factor%' or account_id = ? and kind like 'recovery%' order by id",
  )
    .bind(id, id)
    .all<{ kind: string }>()
  return results.map(({ kind }) => kind)
}
const proofNeeded = (...methods: string[]) => ({
  status: 403,
  body: {
    type: 'urn:gatehouse:problem:proof-needed',
    title: 'Prove first that it is you.',
    status: 403,
    methods,
  },
})

describe('turning a second factor on', () => {
  it('has a code to scan whatever the names are', async () => {
    const longest = openGatehouse({ SITE_NAME: 'नाम '.repeat(100).trim() })
    const username = '\u{20000}'.repeat(150)
    const json = { username, password: PASSWORD }
    const account = await longest.request('/api/v1/users/', { method: 'POST', json })
    const { auth_token: token } = await account.json<{ auth_token: string }>()
    const begun = await callerOf(longest).post(`${FACTOR}/totp`, undefined, token)
    const { otpauth_url, qr_svg, secret } = begun.body as Record<string, string>
    expect([begun.status, qr_svg?.slice(0, 4)]).toEqual([201, '<svg'])
    const { pathname, searchParams } = new URL(otpauth_url ?? '')
    const [site = '', name = ''] = decodeURIComponent(pathname.slice(1)).split(':')
    expect(username.startsWith(name) && name.length > 200).toBe(true)
    expect(searchParams.get('issuer')).toBe(site)
    expect(searchParams.get('secret')).toBe(secret)
  })

  it('needs the first code, and that code cannot sign in (MFA-35)', async () => {
    const ada = await signUp(gatehouse)
    const none = {
      required: false,
      required_by: null,
      totp: null,
      passkeys: 0,
      recovery_codes_left: 0,
      email_approval: false,
      deadline: null,
    }
    expect(await get(FACTOR, ada.token)).toMatchObject({ status: 200, body: none })
    const begun = await post(`${FACTOR}/totp`, undefined, ada.token)
    const { secret, otpauth_url, qr_svg, expires_at } = begun.body as Record<string, string>
    expect(begun.status).toBe(201)
    expect(otpauth_url).toBe(`otpauth://totp/Gatehouse:${ada.username}?secret=${secret}&issuer=Gatehouse`)
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(qr_svg).toMatch(/^<svg [^>]*role="img"[^>]*><path /)
    expect(Date.parse(expires_at ?? '')).toBe(gatehouse.clock.now() + 15 * 60_000)
    expect(await get(FACTOR, ada.token)).toMatchObject({ body: none })
    expect((await tryLogin(gatehouse, '/api/login/', ada)).status).toBe(200)
    const wrong = await post(`${FACTOR}/totp/confirm`, { code: '000000' }, ada.token)
    expect(wrong).toMatchObject({ status: 400, body: { type: 'urn:gatehouse:problem:invalid' } })
    expect(await get(FACTOR, ada.token)).toMatchObject({ body: none })

    const eve = await enrol(gatehouse, ada)
    expect(eve.recoveryCodes).toHaveLength(10)
    for (const code of eve.recoveryCodes)
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    expect((await get(FACTOR, ada.token)).body).toEqual({
      ...none,
      required: true,
      required_by: 'you',
      totp: { added_at: new Date(gatehouse.clock.now()).toISOString() },
      recovery_codes_left: 10,
    })
    const used = await tryLogin(gatehouse, '/api/login/', eve, { otp: await eve.code() })
    expect([used.status, used.headers.get('x-otp')]).toEqual([401, 'used'])
    const [notice] = await gatehouse.emails()
    expect(notice).toMatchObject({ to: ada.email, subject: 'Gatehouse - Two-step sign-in is on' })
    expect(await eventsOf(ada)).toEqual(['factor_added'])
  })

  it('refuses a secret that has expired or was replaced (MFA-35)', async () => {
    const ada = await signUp(gatehouse)
    const begin = async () =>
      fromBase32(((await post(`${FACTOR}/totp`, undefined, ada.token)).body as { secret: string }).secret)
    const confirm = async (secret: Uint8Array<ArrayBuffer>) => {
      const { codesAt, stepAt } = await import('../../src/account/second-factor/totp.ts')
      const totp = { secret, algorithm: 'SHA1', digits: 6, period: 30 } as const
      const [code] = await codesAt(totp, [stepAt(totp, gatehouse.clock.now())])
      return (await post(`${FACTOR}/totp/confirm`, { code }, ada.token)).status
    }
    const [first, second] = [await begin(), await begin()]
    expect(await confirm(first)).toBe(400)
    await call('POST', '/account/sudo', { json: { password: PASSWORD }, token: ada.token })
    gatehouse.wait(10 * 60 - 1)
    await call('POST', '/account/sudo', { json: { password: PASSWORD }, token: ada.token })
    gatehouse.wait(5 * 60 + 2)
    expect(await confirm(second)).toBe(400)
    expect(await confirm(await begin())).toBe(200)
  })

  it('ends all other sessions, and refuses their JWTs, with the first factor (MFA-36)', async () => {
    const ada = await signUp(gatehouse)
    const [token, jwt] = [await logIn(gatehouse, ada), await logInForJwt(gatehouse, ada)]
    await enrol(gatehouse, ada)
    expect((await get('/account', ada.token)).status).toBe(200)
    for (const credential of [token, jwt.access]) expect((await get('/account', credential)).status).toBe(401)
    const refreshed = await gatehouse.request('/auth/jwt/refresh/', {
      method: 'POST',
      json: { refresh: jwt.refresh },
    })
    expect(refreshed.status).toBe(401)
    expect((await sessionsOf(ada)).map(({ methods }) => methods)).toEqual(['pwd otp'])
    expect(await env.REVOKED.get(`u:${ada.id}`)).not.toBeNull()
  })

  it('needs a recent proof, in every way (MFA-37)', async () => {
    const ada = await signUp(gatehouse)
    gatehouse.wait(601)
    const { token } = ada
    expect(await post(`${FACTOR}/totp`, undefined, token)).toMatchObject(proofNeeded('password'))
    expect(await post(`${FACTOR}/totp/confirm`, { code: '000000' }, token)).toMatchObject(
      proofNeeded('password'),
    )
    expect(await post('/auth/app/activate/', {}, token)).toMatchObject({
      status: 403,
      body: { error: 'Sign in again to do this.' },
    })
    expect(await post('/auth/app/activate/confirm/', { code: '000000' }, token)).toMatchObject({
      status: 403,
    })
    expect(await factorOf(ada)).toBeNull()
    expect(await post('/account/sudo', { password: 'wrong-horse' }, token)).toMatchObject({ status: 400 })
    expect(await post(`${FACTOR}/totp`, undefined, token)).toMatchObject({ status: 403 })
    expect(await post('/account/sudo', { password: PASSWORD }, token)).toMatchObject({ status: 204 })
    expect(await post(`${FACTOR}/totp`, undefined, token)).toMatchObject({ status: 201 })
  })
})

describe('with a second factor', () => {
  it('a session and the password take nothing away and make nothing (MFA-38)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    gatehouse.wait(601)
    const before = await factorOf(ada)
    const needed = proofNeeded('totp', 'recovery')
    expect(await post('/account/sudo', { password: PASSWORD }, ada.token)).toMatchObject(needed)
    expect(await remove(`${FACTOR}/totp`, undefined, ada.token)).toMatchObject(needed)
    expect(await post(`${FACTOR}/recovery-codes`, undefined, ada.token)).toMatchObject(needed)
    expect(await post(`${FACTOR}/totp`, undefined, ada.token)).toMatchObject(needed)
    expect(await call('PATCH', FACTOR, { json: { email_approval: true }, token: ada.token })).toMatchObject(
      needed,
    )
    for (const path of ['/auth/app/deactivate/', '/auth/app/codes/regenerate/'])
      expect(await post(path, { code: '000000' }, ada.token)).toMatchObject({
        status: 400,
        body: { code: ['Code invalid or expired.'] },
      })
    await gatehouse.settled()
    expect(await factorOf(ada)).toEqual(before)
  })

  it('a code proves it, lifts the session, and then the factor can be taken away', async () => {
    const ada = await signUpWithFactor(gatehouse)
    gatehouse.wait(601)
    expect(await post('/account/sudo', { otp: '000000' }, ada.token)).toMatchObject({
      status: 401,
      body: { type: 'urn:gatehouse:problem:code-wrong' },
    })
    expect((await post('/account/sudo', { otp: await ada.code() }, ada.token)).status).toBe(204)
    const renewed = await post(`${FACTOR}/recovery-codes`, undefined, ada.token)
    const { recovery_codes: codes } = renewed.body as { recovery_codes: string[] }
    expect(codes).toHaveLength(10)
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: ada.recoveryCodes[0] })).status).toBe(401)
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: codes[0] })).status).toBe(200)
    expect((await remove(`${FACTOR}/totp`, undefined, ada.token)).status).toBe(204)
    expect(await factorOf(ada)).toBeNull()
    expect((await tryLogin(gatehouse, '/api/login/', ada)).status).toBe(200)
    expect(await remove(`${FACTOR}/totp`, undefined, ada.token)).toMatchObject({
      status: 409,
      body: { type: 'urn:gatehouse:problem:no-factor' },
    })
    expect(await eventsOf(ada)).toEqual([
      'factor_added',
      'recovery_codes_made',
      'recovery_code_used',
      'factor_removed',
    ])
    const subjects = (await gatehouse.emails()).slice(0, 3).map(({ subject }) => subject)
    expect(subjects).toEqual([
      'Gatehouse - Two-step sign-in is off',
      'Gatehouse - A recovery code was used',
      'Gatehouse - You have new recovery codes',
    ])
  })

  it('another app takes over, and the recovery codes stay', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const other = await logInWith(ada)
    const next = await enrol(gatehouse, ada)
    expect(next.recoveryCodes).toEqual([])
    expect((await get('/account', other)).status).toBe(200)
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: await ada.freshCode() })).status).toBe(401)
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: await next.code() })).status).toBe(200)
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: ada.recoveryCodes[3] })).status).toBe(200)
  })

  it('a sealed secret opens in its own row alone, and the log says so (MFA-15)', async () => {
    const [ada, bob] = [await signUpWithFactor(gatehouse), await signUpWithFactor(gatehouse)]
    await env.DB.prepare(
      'update second_factors set totp = (select totp from second_factors where account_id = ?) where account_id = ?',
    )
      .bind(bob.id, ada.id)
      .run()
    const lines: string[] = []
    const { error } = console
    console.error = (line: string) => lines.push(line)
    const response = await tryLogin(gatehouse, '/api/login/', ada, { otp: await bob.freshCode() })
    console.error = error
    expect(response.status).toBe(401)
    expect(lines).toContain(JSON.stringify({ event: 'sealed secret unreadable', account: ada.id }))
    expect(await unsealTotp(gatehouse.ports, bob.id, String((await factorOf(bob))?.totp))).toMatchObject({
      digits: 6,
    })
  })
})

async function logInWith(ada: Awaited<ReturnType<typeof signUpWithFactor>>): Promise<string> {
  const response = await tryLogin(gatehouse, '/api-token-auth/', ada, { otp: await ada.freshCode() })
  return (await response.json<{ token: string }>()).token
}
