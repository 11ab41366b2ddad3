import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { authenticate } from '../../src/account/sessions/session.ts'
import { readAccessToken, verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  DAY,
  hs256,
  NOW,
  newcomer,
  openOldHouse,
  SECRET,
  simple,
  simpleRefresh,
  UNTIL,
} from '../support/old-system.ts'
import { disable } from '../support/people.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'
import { json } from '../support/signed-jwt.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openOldHouse(bindings as unknown as Partial<Env>)
const { ports } = gatehouse

const me = async (token: string, house = gatehouse) => {
  const response = await house.request('/auth/users/me/', { token })
  return [response.status, await response.json<Record<string, unknown>>()] as const
}
const statusOf = async (token: string, house = gatehouse) => (await me(token, house))[0]
const post = (path: string, body: object, token?: string) =>
  gatehouse.request(path, { method: 'POST', json: body, ...(token !== undefined && { token }) })
const refreshed = async (refresh: string) => {
  const response = await post('/auth/jwt/refresh/', { refresh })
  return [
    response.status,
    await response.json<{ access: string; refresh: string; detail?: string }>(),
  ] as const
}
const sessionsOf = async ({ id }: { id: string }) =>
  (await rowsOf('sessions')).filter((row) => row.account_id === id && row.kind === 'jwt')

describe('an access token of simplejwt', () => {
  it.each(['/api/profile/', '/auth/users/me/', '/api/v1/users/getUser', '/account/sessions'])(
    'is accepted at %s',
    async (path) => {
      const ada = await newcomer(gatehouse)
      const token = await simple(ada.oldId)
      expect((await gatehouse.request(path, { token })).status).toBe(200)
      expect((await gatehouse.request(path, { token })).status).toBe(200)
      expect(await sessionsOf(ada)).toHaveLength(1)
    },
  )

  it.each([Number, String])('has the id as a %o', async (form) => {
    const ada = await newcomer(gatehouse)
    expect(await me(await simple(form(ada.oldId)))).toMatchObject([200, { id: ada.id }])
  })

  it('has an id of 64 bits, which is nobody else’s', async () => {
    const [one, other] = [await newcomer(gatehouse), await newcomer(gatehouse)]
    const ids = ['9007199254740992', '9007199254740993']
    for (const [at, { id }] of [one, other].entries())
      await env.DB.prepare('update imported_accounts set old_id = ? where account_id = ?')
        .bind(ids[at], id)
        .run()
    // As Python writes it: JavaScript has no such number.
    const claims = `{"token_type":"access","exp":${NOW + DAY},"iat":${NOW},"jti":"long","user_id":${ids[1]}}`
    expect(await me(await hs256(claims))).toMatchObject([200, { id: other.id }])
    expect(await me(await simple(ids[0] ?? ''))).toMatchObject([200, { id: one.id }])
  })

  it('is one read, but for the first time', async () => {
    const token = await simple((await newcomer(gatehouse)).oldId)
    expect((await costOf(() => authenticate(ports, token))).roundTrips).toBe(2)
    expect((await costOf(() => authenticate(ports, token))).roundTrips).toBe(1)
  })

  it('opens one session, however many come at once', async () => {
    const ada = await newcomer(gatehouse)
    const token = await simple(ada.oldId)
    const all = await Promise.all(Array.from({ length: 10 }, () => authenticate(ports, token)))
    expect(new Set(all.map(({ session }) => session.id)).size).toBe(1)
    expect(await sessionsOf(ada)).toHaveLength(1)
  })

  it('may write, is listed, and is ended for good', async () => {
    const ada = await newcomer(gatehouse)
    const token = await simple(ada.oldId)
    const change = await gatehouse.request('/auth/users/me/', {
      method: 'PATCH',
      token,
      json: { email: `${ada.oldId}@example.com` },
    })
    expect(change.status).toBe(200)
    const { sessions } = await (await gatehouse.request('/account/sessions', { token: ada.token })).json<{
      sessions: { id: string; kind: string }[]
    }>()
    const [old] = sessions.filter(({ kind }) => kind === 'jwt')
    const path = `/account/sessions/${old?.id}`
    expect((await gatehouse.request(path, { method: 'DELETE', token: ada.token })).status).toBe(204)
    for (let again = 0; again < 2; again++) expect(await statusOf(token)).toBe(401)
    expect(await sessionsOf(ada)).toHaveLength(0)
  })

  it.each(['/api/logout/', '/auth/token/logout/', '/api/v1/users/logout'])('ends at %s', async (path) => {
    const token = await simple((await newcomer(gatehouse)).oldId)
    expect((await post(path, {}, token)).ok).toBe(true)
    expect(await statusOf(token)).toBe(401)
    await expect(authenticate(ports, token)).rejects.toThrow('jwt_ended')
  })

  it('expires, with its session', async () => {
    const house = openOldHouse()
    const token = await simple((await newcomer(house)).oldId, { exp: NOW + 60 })
    house.wait(59)
    expect(await statusOf(token, house)).toBe(200)
    house.wait(1)
    expect(await statusOf(token, house)).toBe(401)
  })

  const refusals: Record<string, (id: string) => Promise<string>> = {
    'signed with another secret': (id) => simple(id, {}, `${SECRET}x`),
    'signed with the id as secret': (id) => simple(id, {}, '1'),
    expired: (id) => simple(id, { exp: NOW }),
    'without an end': (id) => simple(id, { exp: undefined }),
    'without a jti': (id) => simple(id, { jti: undefined }),
    'without a type': (id) => simple(id, { token_type: undefined }),
    'of a sliding type': (id) => simple(id, { token_type: 'sliding' }),
    'without an id': (id) => simple(id, { user_id: undefined }),
    'not valid yet': (id) => simple(id, { nbf: NOW + 60 }),
    'changed by a letter': async (id) =>
      (await simple(id)).replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
    'of no algorithm': async (id) => {
      const [, payload] = (await simple(id)).split('.')
      return `${json({ alg: 'none', typ: 'JWT' })}.${payload}.`
    },
    'said to be RS256': async (id) => {
      const [, payload, signature] = (await simple(id)).split('.')
      return `${json({ alg: 'RS256', typ: 'JWT' })}.${payload}.${signature}`
    },
    'said to be ES256, under our key': async (id) => {
      const [, payload, signature] = (await simple(id)).split('.')
      return `${json({ alg: 'ES256', typ: 'JWT', kid: 'test-1' })}.${payload}.${signature}`
    },
  }

  it.each(Object.entries(refusals))('%s is refused without D1', async (_, make) => {
    const token = await make((await newcomer(gatehouse)).oldId)
    expect(await statusOf(token)).toBe(401)
    expect(await costOf(() => authenticate(ports, token))).toMatchObject({ statements: 0, kv: 0 })
  })

  it('of nobody, of somebody disabled, or of somebody deleted is refused', async () => {
    await expect(authenticate(ports, await simple('999999'))).rejects.toThrow('jwt_nobody')
    await expect(authenticate(ports, await simple("1' or 1=1 --"))).rejects.toThrow('jwt_nobody')
    const [ada, bob] = [await newcomer(gatehouse), await newcomer(gatehouse)]
    const [opened, unused] = [await simple(ada.oldId), await simple(ada.oldId)]
    await authenticate(ports, opened)
    await disable(ada)
    for (const token of [opened, unused])
      await expect(authenticate(ports, token)).rejects.toThrow('jwt_inactive')
    const ofBob = await simple(bob.oldId)
    await authenticate(ports, ofBob)
    await env.DB.prepare('delete from accounts where id = ?').bind(bob.id).run()
    await expect(authenticate(ports, ofBob)).rejects.toThrow('jwt_nobody')
  })

  it('is refused after a new password, used before or not', async () => {
    const ada = await newcomer(gatehouse)
    const [opened, unused, refresh] = [
      await simple(ada.oldId),
      await simple(ada.oldId),
      await simpleRefresh(ada.oldId),
    ]
    await authenticate(ports, opened)
    const change = { current_password: ada.password, new_password: 'Rt5-harbour-Cormorant' }
    expect((await post('/auth/users/set_password/', change, ada.token)).status).toBe(204)
    for (const token of [opened, unused]) expect(await statusOf(token)).toBe(401)
    expect(await refreshed(refresh)).toMatchObject([401, { detail: 'Token is blacklisted' }])
  })

  it('is verified with D1, and never as a refresh token', async () => {
    const ada = await newcomer(gatehouse)
    const token = await simple(ada.oldId)
    expect((await post('/auth/jwt/verify/', { token })).status).toBe(200)
    expect(await readAccessToken(ports, token)).toMatchObject({ user_id: ada.id, expires_at: NOW + DAY })
    await expect(verifyJwt(ports, token, 'refresh')).rejects.toThrow('jwt_wrong_kind')
    expect(await refreshed(token)).toMatchObject([401, { detail: 'Token has wrong type' }])
    await post('/api/logout/', {}, token)
    expect((await post('/auth/jwt/verify/', { token })).status).toBe(401)
    expect(await readAccessToken(ports, token)).toBe(null)
  })

  it('means nothing without the configuration, and after its end', async () => {
    const token = await simple((await newcomer(gatehouse)).oldId, { exp: NOW + 365 * DAY })
    expect(await statusOf(token, openGatehouse())).toBe(401)
    const house = openOldHouse()
    expect(await statusOf(token, house)).toBe(200)
    house.wait((Date.parse(UNTIL) - house.clock.now()) / 1000)
    expect(await statusOf(token, house)).toBe(401)
  })
})

it('keeps neither JWTs nor their names in D1', async () => {
  const ada = await newcomer(gatehouse)
  const token = await simple(ada.oldId, { jti: 'c0ffee00c0ffee00' })
  await authenticate(ports, token)
  const everything = await everythingAsText()
  for (const text of [token, 'c0ffee00c0ffee00', SECRET]) expect(everything).not.toContain(text)
})
