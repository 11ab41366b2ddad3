import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call, get, post, put } = callerOf(gatehouse)
let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse)
})

const NEXT = 'Rt5-harbour-Cormorant'
const protectedDoors = [
  ['GET', '/api/profile/'],
  ['GET', '/auth/users/me/'],
  ['GET', '/api/v1/users/{id}/'],
  ['GET', '/api/v1/users/getUser'],
  ['GET', '/account/sessions'],
] as const

describe.each(protectedDoors)('%s %s', (method, path) => {
  const ask = (init: Parameters<typeof call>[2], query = '') =>
    refused(gatehouse, () => call(method, path.replace('{id}', ada.id) + query, init))

  it('takes a credential from the header alone (OPQ-10)', async () => {
    const { access } = await logInForJwt(gatehouse, ada)
    for (const credential of [ada.token, access]) {
      for (const name of ['token', 'auth_token', 'access_token', 'jwt'])
        expect((await ask({}, `?${name}=${credential}`)).status).toBe(401)
      for (const name of ['token', 'auth_token', 'sessionid', 'refreshToken'])
        expect((await ask({ headers: { cookie: `${name}=${credential}` } })).status).toBe(401)
      expect((await ask({ headers: { 'x-auth-token': credential } })).status).toBe(401)
    }
  })

  it('takes no mailed link for a credential, and does not use it up (OPQ-11)', async () => {
    await post('/auth/users/reset_password/', { email: ada.email })
    const { uid, token } = linkOf((await gatehouse.emails())[0])
    for (const credential of [token, uid, `${uid}.${token}.x`])
      expect((await ask({ token: credential })).status).toBe(401)
    const answer = await post('/api/password_reset/validate_token/', { token })
    expect(answer).toEqual({ status: 200, body: { status: 'OK' } })
  })

  it('does not let the caller choose how fresh the answer is (REV-13, FLT-28)', async () => {
    const token = await logIn(gatehouse, ada)
    await post('/auth/token/logout/', undefined, token)
    for (const bookmark of ['first-unconstrained', '00000000-00000000-00000000-0'])
      expect((await ask({ token, headers: { 'x-d1-bookmark': bookmark } })).status).toBe(401)
  })
})

it('the primary database is asked, never a replica (REV-13)', async () => {
  const asked: PropertyKey[] = []
  const DB = new Proxy(env.DB, {
    get(database, name) {
      asked.push(name)
      return Reflect.get(database, name).bind(database)
    },
  })
  const gatehouse = openGatehouse({ DB })
  const token = await logIn(gatehouse, ada)
  await gatehouse.request('/auth/users/me/', { token })
  expect(new Set(asked)).toEqual(new Set(['prepare', 'batch']))
})

describe('a sign-out (REV-04)', () => {
  it.each([
    ['/api/logout/', 401],
    ['/auth/token/logout/', 401],
    ['/api/v1/users/logout', 401],
  ])(
    'at %s without a credential, or with one that is nobody’s, ends nobody’s session',
    async (path, status) => {
      for (const init of [
        {},
        { token: 'ab'.repeat(20) },
        { token: 'x' },
        { json: { username: ada.username } },
      ])
        expect((await refused(gatehouse, () => call('POST', path, init))).status).toBe(status)
      expect((await get('/auth/users/me/', ada.token)).status).toBe(200)
    },
  )
})

describe('a poisoned entry of KV (REV-12)', () => {
  it('refuses where D1 is not asked, and nowhere else', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, ada)
    const [, claims = ''] = access.split('.')
    const { sid } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')))
    await env.REVOKED.put(`s:${sid}`, '1')
    expect((await post('/auth/jwt/verify/', { token: access })).status).toBe(401)
    expect((await get('/auth/users/me/', access)).status).toBe(200)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(200)
  })
})

describe('POST /auth/jwt/verify/ (JWT-17)', () => {
  it('finds nothing good of an account that is gone, disabled tokens aside', async () => {
    const person = await signUp(gatehouse)
    const { access, refresh } = await logInForJwt(gatehouse, person)
    await call('DELETE', `/api/v1/users/${person.id}/`, { token: person.token })
    await gatehouse.settled()
    for (const token of [access, refresh])
      expect((await post('/auth/jwt/verify/', { token })).status).toBe(401)
  })
})

describe('a refresh from another device after a new password (RFR-11)', () => {
  it.each(['change', 'reset'])('by %s is refused, at both APIs', async (how) => {
    const person = await signUp(gatehouse)
    const jwt = await logInForJwt(gatehouse, person)
    const express = await logInAtExpress(gatehouse, person)
    if (how === 'change')
      await put('/api/change_password/', { old_password: PASSWORD, new_password: NEXT }, person.token)
    else {
      await post('/auth/users/reset_password/', { email: person.email })
      const link = linkOf((await gatehouse.emails())[0])
      await post('/auth/users/reset_password_confirm/', { ...link, new_password: NEXT })
    }
    expect((await post('/auth/jwt/refresh/', { refresh: jwt.refresh })).status).toBe(401)
    const { refreshToken } = express
    expect((await post('/api/v1/users/refreshToken', { refreshToken })).status).toBe(401)
  })
})

describe('POST /auth/jwt/refresh/ with what is no text (RFR-14)', () => {
  it.each([7, 1.5, true, null, [], ['x'], {}, { $ne: null }, ''])('%j changes nothing', async (refresh) => {
    const { status } = await refused(gatehouse, () => post('/auth/jwt/refresh/', { refresh }))
    expect([400, 401]).toContain(status)
  })

  it('a megabyte is too large', async () => {
    const answer = await refused(gatehouse, () =>
      post('/auth/jwt/refresh/', { refresh: 'x'.repeat(2 ** 20) }),
    )
    expect(answer).toEqual({ status: 413, body: { detail: 'The request body is too large.' } })
  })
})
