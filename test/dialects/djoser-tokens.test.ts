import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import {
  ANONYMOUS,
  BLANK,
  ENDED,
  JWT_ENDED,
  NO_TEXT,
  NUL,
  NULL,
  OUT_OF_SERVICE,
  SURROGATE,
} from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

const WRONG = { status: 400, body: { non_field_errors: ['Unable to log in with provided credentials.'] } }

describe('POST /auth/token/login/', () => {
  let ben: SignedUp
  beforeAll(async () => {
    ben = await signUp(gatehouse, 'Ben')
  })
  const logInWith = (json: unknown) => refused(gatehouse, () => post('/auth/token/login/', json))

  it('answers with a token of its own each time, and the others stay good', async () => {
    const tokenPair = { username: ben.username, password: PASSWORD }
    const form = new FormData()
    for (const [name, value] of Object.entries(tokenPair)) form.append(name, value)
    const answers = [
      await post('/auth/token/login/', tokenPair),
      await post('/auth/token/login', {
        username: ` ${ben.username.toUpperCase()}`,
        password: `${PASSWORD}\n`,
      }),
      await call('POST', '/auth/token/login/', { body: new URLSearchParams(tokenPair) }),
      await call('POST', '/auth/token/login', { body: form }),
    ]
    const body = { auth_token: expect.stringMatching(/^[0-9a-f]{40}$/) }
    expect(answers).toEqual(answers.map(() => ({ status: 200, body })))

    const tokens = new Set([
      ben.token,
      ...answers.map((answer) => (answer.body as { auth_token: string }).auth_token),
    ])
    expect(tokens.size).toBe(5)
    for (const token of tokens) expect((await get('/auth/users/me/', token)).status).toBe(200)
    for (const token of tokens) expect(await everythingAsText()).not.toContain(token)
  })

  it('says the same to a wrong password, an unknown name, a field that is missing and whoever is disabled', async () => {
    const gone = await signUp(gatehouse, 'gone')
    await disable(gone)
    for (const json of [
      { username: ben.username, password: PASSWORD.toUpperCase() },
      { username: 'nobody', password: PASSWORD },
      { username: ben.email, password: PASSWORD },
      { username: gone.username, password: PASSWORD },
      { username: ben.username },
      { password: PASSWORD },
      {},
    ]) {
      expect(await logInWith(json)).toEqual(WRONG)
    }
  })

  it.each<[string, object, unknown]>([
    ['null', { username: null, password: null }, { username: NULL, password: NULL }],
    ['blanks', { username: ' ', password: '' }, { username: BLANK, password: BLANK }],
    ['what is no text', { username: {}, password: [] }, { username: NO_TEXT, password: NO_TEXT }],
    ['null characters', { username: 'b\0', password: '\0' }, { username: NUL, password: NUL }],
    ['surrogates', { username: '\ud800', password: '\ud800' }, { username: SURROGATE, password: SURROGATE }],
  ])('refuses %s', async (_, json, body) => {
    expect(await logInWith(json)).toEqual({ status: 400, body })
  })

  it('is out of service without its secret', async () => {
    vi.spyOn(console, 'error').mockImplementationOnce(() => {})
    const closed = openGatehouse({ MASTER_KEYS: '' })
    const tokenPair = { username: ben.username, password: PASSWORD }
    expect(await refused(closed, () => callerOf(closed).post('/auth/token/login/', tokenPair))).toEqual(
      OUT_OF_SERVICE,
    )
  })
})

describe('POST /auth/token/logout/', () => {
  let ben: SignedUp
  beforeEach(async () => {
    ben = await signUp(gatehouse, 'ben')
  })
  const logOut = (token: string) => post('/auth/token/logout/', undefined, token)

  it('ends the session that asks, and no other', async () => {
    const other = await logIn(gatehouse, ben)
    const { access } = await logInForJwt(gatehouse, ben)
    expect(await logOut(ben.token)).toEqual({ status: 204 })
    expect(await get('/auth/users/me/', ben.token)).toEqual(ENDED)
    expect(await refused(gatehouse, () => logOut(ben.token))).toEqual(ENDED)
    expect((await get('/auth/users/me/', other)).status).toBe(200)
    expect((await get('/auth/users/me/', access)).status).toBe(200)
  })

  it('ends a session of JWTs, and its refresh token with it', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, ben)
    expect(await call('POST', '/auth/token/logout', { headers: { authorization: `JWT ${access}` } })).toEqual(
      {
        status: 204,
      },
    )
    expect(await get('/auth/users/me/', access)).toEqual(JWT_ENDED)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    expect((await get('/auth/users/me/', ben.token)).status).toBe(200)
  })

  it('asks for a login, and looks at nothing but the header', async () => {
    expect(await refused(gatehouse, () => post('/auth/token/logout/', { auth_token: ben.token }))).toEqual(
      ANONYMOUS,
    )
    expect(await refused(gatehouse, () => logOut('stale'))).toEqual(ENDED)
    const form = { token: ben.token, body: '<token/>', headers: { 'content-type': 'application/xml' } }
    expect(await call('POST', '/auth/token/logout/', form)).toEqual({ status: 204 })
  })
})
