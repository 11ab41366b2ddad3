import { env } from 'cloudflare:workers'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { failing, linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import {
  BLACKLISTED,
  BLANK,
  INVALID,
  JWT_ENDED,
  NO_TEXT,
  NUL,
  NULL,
  OUT_OF_SERVICE,
  REQUIRED,
  SURROGATE,
  WRONG_TYPE,
} from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

const BEARER = 'Bearer realm="api"'
const NO_ACCOUNT = {
  status: 401,
  challenge: BEARER,
  body: { detail: 'No active account found with the given credentials' },
}
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

let amy: SignedUp
beforeAll(async () => {
  amy = await signUp(gatehouse, 'Amy')
})

const withForm = (path: string, fields: Record<string, string>) =>
  call('POST', path, { body: new URLSearchParams(fields) })

describe('POST /auth/jwt/create/', () => {
  it('answers with two tokens that say whose they are, and nothing about them', async () => {
    const now = Math.floor(gatehouse.clock.now() / 1000)
    const answer = await post('/auth/jwt/create/', {
      username: amy.username.toLowerCase(),
      password: PASSWORD,
    })
    expect(answer).toEqual({
      status: 200,
      body: { refresh: expect.stringMatching(JWT), access: expect.stringMatching(JWT) },
    })

    const { access, refresh } = answer.body as { access: string; refresh: string }
    const claims = {
      iat: now,
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
      user_id: amy.id,
      iss: 'http://localhost:8787',
      sub: amy.id,
      sid: expect.any(String),
      ep: 0,
      amr: ['pwd'],
      aal: 1,
      auth_time: now,
    }
    expect(decodeProtectedHeader(access)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'test-1' })
    expect(decodeJwt(access)).toEqual({ ...claims, token_type: 'access', exp: now + 300 })
    expect(decodeJwt(refresh)).toEqual({ ...claims, token_type: 'refresh', exp: now + 86_400, step: 0 })
    expect(decodeJwt(access).jti).not.toBe(decodeJwt(refresh).jti)
  })

  it('signs what anybody can check with the public keys, and those keys sign nothing', async () => {
    const { access } = await logInForJwt(gatehouse, amy)
    const { status, body } = await get('/.well-known/jwks.json')
    expect(status).toBe(200)
    expect(body).toEqual({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          kid: 'test-1',
          alg: 'ES256',
          use: 'sig',
          x: expect.any(String),
          y: expect.any(String),
        },
      ],
    })
    const currentDate = new Date(gatehouse.clock.now())
    const { payload } = await jwtVerify(access, createLocalJWKSet(body as JSONWebKeySet), { currentDate })
    expect(payload.user_id).toBe(amy.id)
  })

  it('takes a form', async () => {
    expect(await withForm('/auth/jwt/create', { username: amy.username, password: ` ${PASSWORD}` })).toEqual({
      status: 200,
      body: { refresh: expect.stringMatching(JWT), access: expect.stringMatching(JWT) },
    })
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { username: REQUIRED, password: REQUIRED }],
    ['null', { username: null, password: null }, { username: NULL, password: NULL }],
    ['blanks', { username: '', password: ' ' }, { username: BLANK, password: BLANK }],
    ['what is no text', { username: [], password: true }, { username: NO_TEXT, password: NO_TEXT }],
    ['null characters', { username: 'a\0', password: 'a\0' }, { username: NUL, password: NUL }],
    ['surrogates', { username: '\ud800', password: '\ud800' }, { username: SURROGATE, password: SURROGATE }],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => post('/auth/jwt/create/', json))).toEqual({ status: 400, body })
  })

  it('says the same to a wrong password, an unknown name and whoever is disabled', async () => {
    const gone = await signUp(gatehouse, 'gone')
    await disable(gone)
    for (const json of [
      { username: amy.username, password: PASSWORD.toLowerCase() },
      { username: 'nobody', password: PASSWORD },
      { username: gone.username, password: PASSWORD },
    ]) {
      expect(await refused(gatehouse, () => post('/auth/jwt/create/', json))).toEqual(NO_ACCOUNT)
    }
  })

  it.each(['MASTER_KEYS', 'SIGNING_KEYS'])(
    'is out of service without %s, and opens no session',
    async (name) => {
      vi.spyOn(console, 'error').mockImplementationOnce(() => {})
      const closed = openGatehouse({ [name]: '' })
      const json = { username: amy.username, password: PASSWORD }
      expect(await refused(closed, () => callerOf(closed).post('/auth/jwt/create/', json))).toEqual(
        OUT_OF_SERVICE,
      )
    },
  )
})

describe('POST /auth/jwt/verify/', () => {
  const verify = (token: unknown) => post('/auth/jwt/verify/', { token })
  const GOOD = { status: 200, body: {} }

  it('finds either token good, and gives away nothing of it (JWT-17)', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, amy)
    expect(await verify(access)).toEqual(GOOD)
    expect(await verify(refresh)).toEqual(GOOD)
    expect(await withForm('/auth/jwt/verify', { token: access })).toEqual(GOOD)
    expect(await call('POST', '/auth/jwt/verify/', { json: { token: access }, token: 'stale' })).toEqual(GOOD)
  })

  it('refuses what has expired (JWT-17)', async () => {
    const later = openGatehouse()
    later.wait(120)
    const { access, refresh } = await logInForJwt(later, amy)
    later.wait(300)
    expect(await callerOf(later).post('/auth/jwt/verify/', { token: access })).toEqual(INVALID)
    expect(await callerOf(later).post('/auth/jwt/verify/', { token: refresh })).toEqual(GOOD)
  })

  it('refuses both tokens of a session that was ended, and of no other (JWT-17)', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, amy)
    const other = await logInForJwt(gatehouse, amy)
    await post('/auth/token/logout/', undefined, access)
    await gatehouse.settled()
    expect(await verify(access)).toEqual(BLACKLISTED)
    expect(await verify(refresh)).toEqual(BLACKLISTED)
    expect(await verify(other.access)).toEqual(GOOD)
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { token: REQUIRED }],
    ['null', { token: null }, { token: NULL }],
    ['a blank', { token: '' }, { token: BLANK }],
    ['what is no text', { token: [] }, { token: NO_TEXT }],
  ])('refuses %s', async (_, json, body) => {
    expect(await post('/auth/jwt/verify/', json)).toEqual({ status: 400, body })
  })

  it('finds nothing good while KV does not answer: 503 (FLT-11)', async () => {
    const { access } = await logInForJwt(gatehouse, amy)
    const down = callerOf(openGatehouse({ REVOKED: failing(env.REVOKED, 'get') }))
    const lines = await linesLoggedBy(async () => {
      expect(await down.post('/auth/jwt/verify/', { token: access })).toEqual({
        status: 503,
        body: { detail: 'Service temporarily unavailable, try again later.' },
        retryAfter: '60',
      })
      expect((await down.get('/auth/users/me/', access)).status).toBe(200)
    })
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: 'unavailable', message: 'KV' }])
  })

  it('refuses what is no JWT of ours (JWT-17)', async () => {
    const { access } = await logInForJwt(gatehouse, amy)
    const elsewhere = openGatehouse({ PUBLIC_URL: 'https://elsewhere.example' })
    for (const bad of [amy.token, 'a.b.c', access.slice(0, -1), 7]) expect(await verify(bad)).toEqual(INVALID)
    expect(await callerOf(elsewhere).post('/auth/jwt/verify/', { token: access })).toEqual(INVALID)
  })
})

describe.each(['/auth/jwt/blacklist/', '/auth/jwt/logout/'])('POST %s', (path) => {
  let access: string
  let refresh: string
  beforeEach(async () => {
    const tokenPair = await logInForJwt(gatehouse, amy)
    access = tokenPair.access
    refresh = tokenPair.refresh
  })

  it('ends the session of a refresh token, and no other', async () => {
    const other = await logInForJwt(gatehouse, amy)
    expect(await post(path, { refresh })).toEqual({ status: 200, body: {} })
    expect(await refused(gatehouse, () => post(path, { refresh }))).toEqual(BLACKLISTED)
    expect(await post('/auth/jwt/refresh/', { refresh })).toEqual(BLACKLISTED)
    expect(await get('/auth/users/me/', access)).toEqual(JWT_ENDED)
    await gatehouse.settled()
    expect(await post('/auth/jwt/verify/', { token: refresh })).toEqual(BLACKLISTED)
    expect((await get('/auth/users/me/', other.access)).status).toBe(200)
  })

  it('takes a form, without a slash at the end', async () => {
    expect(await withForm(path.slice(0, -1), { refresh })).toEqual({ status: 200, body: {} })
    expect((await get('/auth/users/me/', access)).status).toBe(401)
  })

  it('refuses an access token, and what is no token', async () => {
    expect(await refused(gatehouse, () => post(path, { refresh: access }))).toEqual(WRONG_TYPE)
    expect(await refused(gatehouse, () => post(path, { refresh: 'x' }))).toEqual(INVALID)
    expect(await refused(gatehouse, () => post(path, {}))).toEqual({
      status: 400,
      body: { refresh: REQUIRED },
    })
    expect((await get('/auth/users/me/', access)).status).toBe(200)
  })
})
