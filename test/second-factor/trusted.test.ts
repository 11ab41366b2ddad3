import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, disable, makeStaff, PASSWORD } from '../support/people.ts'
import {
  type Enrolled,
  LOGINS,
  REQUIRED,
  sessionsOf,
  signUpWithFactor,
  tryLogin,
} from '../support/second-factor.ts'

const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse({ ...bindings })
const { get, post, delete: remove } = callerOf(gatehouse)

const logIn = (json: object, headers: Record<string, string> = {}) =>
  gatehouse.request('/account/login', { method: 'POST', json, headers })
const who = ({ username }: Enrolled) => ({ username, password: PASSWORD })

async function trust(ada: Enrolled, as = 'token'): Promise<Response> {
  const response = await logIn({ ...who(ada), otp: await ada.freshCode(), trust: true, as })
  expect(response.status).toBe(200)
  return response
}
const tokenOf = async (ada: Enrolled) => (await trust(ada)).headers.get('x-trusted-client') ?? ''
const asked = async (ada: Enrolled, token: string, path = '/api/login/') => {
  const response = await tryLogin(gatehouse, path, ada, { headers: { 'x-trusted-client': token } })
  return response.status === 200 ? 'not asked' : response.headers.get('x-otp')
}

describe('a trusted client', () => {
  it('is not asked for a code, at every API, and such a session has level 1 (MFA-42, MFA-44)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const token = await tokenOf(ada)
    expect(token).toMatch(/^[0-9a-f]{40}$/)
    for (const path of LOGINS) expect(await asked(ada, token, path)).toBe('not asked')
    const methods = (await sessionsOf(ada)).map((session) => session.methods).sort()
    expect(methods).toEqual([...Array(2).fill('pwd otp'), ...Array(6).fill('pwd trusted')])
    const list = await get('/account/trusted-clients', ada.token)
    expect(list.body).toEqual({
      trusted_clients: [
        {
          id: expect.stringMatching(/^[0-9a-f]{32}$/),
          user_agent: '',
          place: null,
          created_at: expect.any(String),
          last_used_at: expect.any(String),
          expires_at: expect.any(String),
        },
      ],
    })
    expect(await asked(ada, '')).toBe(REQUIRED)
  })

  it('of the Express API has a cookie instead (MFA-42)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const response = await trust(ada, 'express')
    expect(response.headers.get('x-trusted-client')).toBeNull()
    const cookie = response.headers.getSetCookie().find((each) => each.startsWith('trusted='))
    expect(cookie).toMatch(/^trusted=[0-9a-f]{40}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
    const again = await tryLogin(gatehouse, '/api/v1/users/login', ada, {
      headers: { cookie: cookie?.split(';')[0] ?? '' },
    })
    expect(again.status).toBe(200)
    const elsewhere = await tryLogin(gatehouse, '/api/login/', ada, {
      headers: { cookie: cookie?.split(';')[0] ?? '' },
    })
    expect(elsewhere.status).toBe(401)
    await gatehouse.settled()
  })

  it('is asked again if it is another account’s, has expired, or anything of the account has changed (MFA-42)', async () => {
    const [ada, bob] = [await signUpWithFactor(gatehouse), await signUpWithFactor(gatehouse)]
    expect(await asked(bob, await tokenOf(ada))).toBe(REQUIRED)

    const old = await tokenOf(bob)
    gatehouse.wait(30 * 86_400)
    expect(await asked(bob, old)).toBe(REQUIRED)

    const ended = await tokenOf(ada)
    const fresh = await logIn({ ...who(ada), otp: await ada.freshCode() })
    const { token } = await fresh.json<{ token: string }>()
    const { body } = await get('/account/trusted-clients', token)
    const [client] = (body as { trusted_clients: { id: string }[] }).trusted_clients
    expect((await remove(`/account/trusted-clients/${client?.id}`, undefined, token)).status).toBe(204)
    expect((await remove(`/account/trusted-clients/${client?.id}`, undefined, token)).status).toBe(404)
    expect(await asked(ada, ended)).toBe(REQUIRED)

    const renewed = await tokenOf(ada)
    expect((await post('/account/second-factor/recovery-codes', undefined, token)).status).toBe(200)
    expect(await asked(ada, renewed)).toBe(REQUIRED)

    const changed = await tokenOf(ada)
    const passwords = { old_password: PASSWORD, new_password: 'Rt5-harbour-Cormorant' }
    const done = await gatehouse.request('/api/change_password/', { method: 'PUT', json: passwords, token })
    expect(done.status).toBe(200)
    const again = await tryLogin(gatehouse, '/api/login/', ada, {
      password: 'Rt5-harbour-Cormorant',
      headers: { 'x-trusted-client': changed },
    })
    expect(again.headers.get('x-otp')).toBe('required; methods="totp recovery"')
    await gatehouse.settled()
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(false)
    await gatehouse.settled()
  })

  it('that is made up costs nothing more than none (MFA-43)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const rowsOf = async (headers: Record<string, string>) => {
      await gatehouse.settled()
      const count = counting()
      await tryLogin(gatehouse, '/api/login/', ada, { headers })
      const { roundTrips, statements } = count()
      return [roundTrips, statements]
    }
    const none = await rowsOf({})
    for (const token of ['x', '0'.repeat(40), `${'ab'.repeat(20)}`])
      expect(await rowsOf({ 'x-trusted-client': token })).toEqual(none)
    await gatehouse.settled()
  })

  it('proves nothing, and has no powers of staff (MFA-44)', async () => {
    const strict = openGatehouse({ SECOND_FACTOR: 'staff' })
    const boss = await signUpWithFactor(strict)
    await makeStaff(boss)
    const trusted = await strict.request('/account/login', {
      method: 'POST',
      json: { ...who(boss), otp: await boss.freshCode(), trust: true },
    })
    const client = trusted.headers.get('x-trusted-client') ?? ''
    const headers = { 'x-trusted-client': client }
    const again = await strict.request('/account/login', { method: 'POST', json: who(boss), headers })
    const { token, level } = await again.json<{ token: string; level: number }>()
    expect(level).toBe(1)
    const asStaff = await strict.request('/account/admin/users', { token })
    expect([asStaff.status, (await asStaff.json<{ type: string }>()).type]).toEqual([
      403,
      'urn:gatehouse:problem:factor-needed',
    ])
    const factor = await strict.request('/account/second-factor/recovery-codes', { method: 'POST', token })
    expect(factor.status).toBe(403)
    await strict.settled()
  })

  it('there is no other while the account is disabled, and none in twenty-one', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const first = await tokenOf(ada)
    for (let at = 0; at < 20; at++) await tokenOf(ada)
    const { results } = await env.DB.prepare('select 1 from trusted_clients where account_id = ?')
      .bind(ada.id)
      .all()
    expect(results).toHaveLength(20)
    expect(await asked(ada, first)).toBe(REQUIRED)
    await disable(ada)
    expect((await tryLogin(gatehouse, '/api/login/', ada)).headers.get('x-otp')).toBeNull()
    await gatehouse.settled()
  })
})
