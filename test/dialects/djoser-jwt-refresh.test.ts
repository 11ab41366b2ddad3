import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, logInForJwt, type SignedUp, signUp } from '../support/people.ts'
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
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

let amy: SignedUp
beforeAll(async () => {
  amy = await signUp(gatehouse, 'Amy')
})

const withForm = (path: string, fields: Record<string, string>) =>
  call('POST', path, { body: new URLSearchParams(fields) })

describe('POST /auth/jwt/refresh/', () => {
  const fresh = (refresh: unknown) => post('/auth/jwt/refresh/', { refresh })

  it('answers with a new access token, and the refresh token stays good', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, amy)
    gatehouse.wait(60)
    const answers = [
      await fresh(refresh),
      await fresh(` ${refresh} `),
      await withForm('/auth/jwt/refresh', { refresh }),
      await call('POST', '/auth/jwt/refresh/', { json: { refresh }, token: 'stale' }),
    ]
    expect(answers).toEqual(
      answers.map(() => ({ status: 200, body: { access: expect.stringMatching(JWT) } })),
    )

    const next = answers.map(({ body }) => (body as { access: string }).access)
    const { iat = 0, exp, ...claims } = decodeJwt(access)
    for (const token of next) {
      expect(decodeJwt(token)).toEqual({ ...claims, jti: expect.any(String), iat: iat + 60, exp: iat + 360 })
      expect((await get('/auth/users/me/', token)).status).toBe(200)
    }
    expect(new Set([access, ...next].map((token) => decodeJwt(token).jti)).size).toBe(5)
  })

  it('works for a day', async () => {
    const later = openGatehouse()
    later.wait(120)
    const { refresh } = await logInForJwt(later, amy)
    later.wait(86_399)
    expect((await callerOf(later).post('/auth/jwt/refresh/', { refresh })).status).toBe(200)
    later.wait(1)
    expect(await callerOf(later).post('/auth/jwt/refresh/', { refresh })).toEqual(INVALID)
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { refresh: REQUIRED }],
    ['null', { refresh: null }, { refresh: NULL }],
    ['a blank', { refresh: ' ' }, { refresh: BLANK }],
    ['what is no text', { refresh: {} }, { refresh: NO_TEXT }],
    ['a null character', { refresh: 'a\0' }, { refresh: NUL }],
    ['a lone surrogate', { refresh: '\ud800' }, { refresh: SURROGATE }],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => post('/auth/jwt/refresh/', json))).toEqual({ status: 400, body })
  })

  it('refuses an access token, a token of another kind and what is none', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, amy)
    expect(await refused(gatehouse, () => fresh(access))).toEqual(WRONG_TYPE)
    const [header = '', claims = ''] = refresh.split('.')
    const unsigned = `${btoa('{"alg":"none","kid":"test-1"}').replace(/=+$/, '')}.${claims}.`
    for (const bad of [
      amy.token,
      'a.b.c',
      `${header}.${claims}.`,
      unsigned,
      `${refresh}.`,
      'a'.repeat(5000),
      7,
    ]) {
      expect(await refused(gatehouse, () => fresh(bad))).toEqual(INVALID)
    }
  })

  it('tells whoever is disabled that they are', async () => {
    const gone = await signUp(gatehouse, 'gone')
    const { refresh } = await logInForJwt(gatehouse, gone)
    await disable(gone)
    expect(await refused(gatehouse, () => fresh(refresh))).toEqual({
      status: 401,
      challenge: BEARER,
      body: { detail: 'No active account found for the given token.' },
    })
  })

  it('is out of service without its secret', async () => {
    vi.spyOn(console, 'error').mockImplementationOnce(() => {})
    const { refresh } = await logInForJwt(gatehouse, amy)
    const closed = openGatehouse({ SIGNING_KEYS: '' })
    expect(await refused(closed, () => callerOf(closed).post('/auth/jwt/refresh/', { refresh }))).toEqual(
      OUT_OF_SERVICE,
    )
  })
})

describe('POST /auth/jwt/refresh/, when refresh tokens rotate', () => {
  const rotating = openGatehouse({ ROTATE_REFRESH_TOKENS: 'true' } as Partial<Env>)
  const me = (access: string) => callerOf(rotating).get('/auth/users/me/', access)
  const ask = (refresh: string) => callerOf(rotating).post('/auth/jwt/refresh/', { refresh })

  async function rotate(refresh: string) {
    const answer = await ask(refresh)
    expect(answer).toEqual({
      status: 200,
      body: { access: expect.stringMatching(JWT), refresh: expect.stringMatching(JWT) },
    })
    return answer.body as { access: string; refresh: string }
  }

  it('answers with a pair that lives on from then', async () => {
    const first = await logInForJwt(rotating, amy)
    rotating.wait(86_000)
    const second = await rotate(first.refresh)
    expect((await me(second.access)).status).toBe(200)
    rotating.wait(86_000)
    const third = await rotate(second.refresh)
    expect((await me(third.access)).status).toBe(200)
    expect(decodeJwt(third.refresh)).toMatchObject({ step: 2, sid: decodeJwt(first.refresh).sid })
  })

  it('answers whoever comes again within ten seconds with a pair of the same step', async () => {
    const first = await logInForJwt(rotating, amy)
    const second = await rotate(first.refresh)
    rotating.wait(9)
    const again = await rotate(first.refresh)
    expect(again.refresh).not.toBe(second.refresh)
    expect(decodeJwt(again.refresh)).toEqual({ ...decodeJwt(second.refresh), jti: expect.any(String) })
    expect((await me(again.access)).status).toBe(200)
    await rotate(again.refresh)
  })

  it('ends the session when a token comes again after ten seconds', async () => {
    const first = await logInForJwt(rotating, amy)
    const second = await rotate(first.refresh)
    rotating.wait(10)
    expect(await ask(first.refresh)).toEqual(BLACKLISTED)
    expect(await ask(second.refresh)).toEqual(BLACKLISTED)
    expect(await me(second.access)).toEqual(JWT_ENDED)
    await rotating.settled()
    expect(await callerOf(rotating).post('/auth/jwt/verify/', { token: second.access })).toEqual(BLACKLISTED)
  })

  it('ends the session when a token comes that is two steps behind', async () => {
    const first = await logInForJwt(rotating, amy)
    const second = await rotate(first.refresh)
    const third = await rotate(second.refresh)
    expect(await ask(first.refresh)).toEqual(BLACKLISTED)
    expect(await ask(third.refresh)).toEqual(BLACKLISTED)
    expect(await me(third.access)).toEqual(JWT_ENDED)
  })
})
