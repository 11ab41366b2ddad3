import { beforeAll, describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import {
  ADDRESS_TAKEN,
  ANONYMOUS,
  BLANK,
  ENDED,
  NAME_TAKEN,
  NO_ADDRESS,
  NO_NAME,
  NO_TEXT,
  NUL,
  NULL,
  noMoreThan,
  OUT_OF_SERVICE,
  REQUIRED,
  SURROGATE,
  TOO_SHORT,
} from './sentences.ts'

const gatehouse = openGatehouse()
const { get, post } = callerOf(gatehouse)
const OPENED = { status: 201, body: { message: 'User registered successfully' } }

async function tokenOf(username: string): Promise<string> {
  const { body } = await post('/api/login/', { username, password: PASSWORD })
  return (body as { token: string }).token
}

describe('POST /api/register/', () => {
  const eve = { username: 'eve', password: PASSWORD, email: 'eve@example.com' }
  const register = (json: unknown) => refused(gatehouse, () => post('/api/register/', json))

  it('opens an account and keeps the password to itself', async () => {
    const ada = { username: 'ada', password: PASSWORD, email: 'ada@example.com', first_name: 'Ada' }
    expect(await post('/api/register/', ada)).toEqual(OPENED)
    expect(await get('/api/profile/', await tokenOf('ada'))).toEqual({
      status: 200,
      body: { first_name: 'Ada', last_name: '', email: 'ada@example.com', username: 'ada', image: null },
    })
    expect(await everythingAsText()).not.toContain(PASSWORD)
    expect(await gatehouse.emails()).toEqual([])
  })

  it('drops the blanks around names, and writes the domain in lower case', async () => {
    const lin = { username: ' lin ', password: PASSWORD, email: ' Lin@EXAMPLE.com ', first_name: ' Li ' }
    expect(await post('/api/register', lin)).toEqual(OPENED)
    expect((await get('/api/profile/', await tokenOf('lin'))).body).toEqual({
      first_name: 'Li',
      last_name: '',
      email: 'Lin@example.com',
      username: 'lin',
      image: null,
    })
  })

  const all = (what: string[]) => ({
    username: what,
    password: what,
    email: what,
    first_name: what,
    last_name: what,
    image: what,
  })
  it.each<[string, unknown, unknown]>([
    ['null', null, all(NULL)],
    ['blanks', ' ', { username: BLANK, password: BLANK, email: BLANK, image: BLANK }],
    ['a list', [], { ...all(NO_TEXT), email: NO_ADDRESS }],
    ['an object', {}, { ...all(NO_TEXT), email: NO_ADDRESS }],
    ['a truth value', true, { ...all(NO_TEXT), email: NO_ADDRESS }],
  ])('refuses %s in every field', async (_, value, body) => {
    const json = Object.fromEntries(Object.keys(all([])).map((name) => [name, value]))
    expect(await register(json)).toEqual({ status: 400, body })
  })

  const e = (length: number) => 'e'.repeat(length)
  it.each<[string, object, unknown]>([
    ['a name with a blank in it', { username: 'eve adams' }, { username: NO_NAME }],
    [
      'what is too long',
      {
        username: e(151),
        email: `${e(243)}@example.com`,
        first_name: e(151),
        last_name: e(151),
        password: 'é'.repeat(513),
      },
      {
        username: noMoreThan(150),
        email: noMoreThan(254),
        first_name: noMoreThan(150),
        last_name: noMoreThan(150),
        password: noMoreThan(1024, 'bytes'),
      },
    ],
    [
      'null characters',
      { username: 'e\0', password: `${PASSWORD}\0`, first_name: 'e\0', last_name: '\0' },
      { username: [...NO_NAME, ...NUL], password: NUL, first_name: NUL, last_name: NUL },
    ],
    ['a null character in an address', { email: 'e\0@example.com' }, { email: [...NUL, ...NO_ADDRESS] }],
    [
      'lone surrogates',
      { username: 'e\ud800', password: `${PASSWORD}\ud800`, first_name: '\udfff', email: 'e\ud800@x.org' },
      { username: SURROGATE, password: SURROGATE, first_name: SURROGATE, email: NO_ADDRESS },
    ],
    ['a weak password', { password: 'Xy7-kq' }, { password: TOO_SHORT }],
  ])('refuses %s', async (_, wrong, body) => {
    expect(await register({ ...eve, ...wrong })).toEqual({ status: 400, body })
  })

  it('names a name and an address that are taken, whatever their case and form', async () => {
    const { username, email } = await signUp(gatehouse, 'fi')
    const again = { ...eve, username: username.toUpperCase().replace('FI', 'ﬁ'), email: email.toUpperCase() }
    expect(await register(again)).toEqual({
      status: 400,
      body: { username: NAME_TAKEN, email: ADDRESS_TAKEN },
    })
  })

  it('is out of service without its secret, and logs neither password nor address', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const closed = openGatehouse({ MASTER_KEYS: '' })
    expect(await refused(closed, () => callerOf(closed).post('/api/register/', eve))).toEqual(OUT_OF_SERVICE)

    const lines = log.mock.calls.map((line) => line.join(' '))
    log.mockRestore()
    expect(lines).toEqual([expect.stringContaining('MASTER_KEYS')])
    expect(lines.join()).not.toContain(PASSWORD)
    expect(lines.join()).not.toContain(eve.email)
  })
})

describe('POST /api/login/', () => {
  let kim: SignedUp
  beforeAll(async () => {
    kim = await signUp(gatehouse, 'Kim')
  })
  const WRONG = { status: 401, challenge: 'Token', body: { message: 'Wrong username or password' } }
  const logInWith = (json: unknown) => refused(gatehouse, () => post('/api/login/', json))

  it('answers with a token of its own each time, and the others stay good', async () => {
    const answers = [
      await post('/api/login/', { username: kim.username, password: PASSWORD }),
      await post('/api/login', { username: ` ${kim.username.toLowerCase()} `, password: ` ${PASSWORD} ` }),
      await post('/api/login/', { username: kim.username.replace('K', '\uff2b'), password: PASSWORD }),
    ]
    const body = { token: expect.stringMatching(/^[0-9a-f]{40}$/), user_id: kim.id }
    expect(answers).toEqual(answers.map(() => ({ status: 200, body })))

    const tokens = new Set([kim.token, ...answers.map((answer) => (answer.body as { token: string }).token)])
    expect(tokens.size).toBe(4)
    for (const token of tokens) expect((await get('/api/profile/', token)).status).toBe(200)
  })

  it('stores no token that could be used', async () => {
    const token = await tokenOf(kim.username)
    expect(await everythingAsText()).not.toContain(token)
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { username: REQUIRED, password: REQUIRED }],
    ['null', { username: null, password: null }, { username: NULL, password: NULL }],
    ['blanks', { username: ' ', password: '  ' }, { username: BLANK, password: BLANK }],
    ['no texts', { username: ['kim'], password: false }, { username: NO_TEXT, password: NO_TEXT }],
    ['null characters', { username: 'kim\0', password: 'k\0' }, { username: NUL, password: NUL }],
    ['surrogates', { username: '\ud800', password: '\ud800' }, { username: SURROGATE, password: SURROGATE }],
  ])('refuses %s', async (_, json, body) => {
    expect(await logInWith(json)).toEqual({ status: 400, body })
  })

  it('does not tell a wrong password from a name that nobody has, or an account that is disabled', async () => {
    const gone = await signUp(gatehouse, 'gone')
    await disable(gone)
    expect(await logInWith({ username: kim.username, password: PASSWORD.toLowerCase() })).toEqual(WRONG)
    expect(await logInWith({ username: 'nobody', password: PASSWORD })).toEqual(WRONG)
    expect(await logInWith({ username: gone.username, password: PASSWORD })).toEqual(WRONG)
  })
})

describe('POST /api/logout/', () => {
  const LOGGED_OUT = { status: 200, body: { message: 'Logged out successfully' } }

  it('ends the session that asks, and no other', async () => {
    const noor = await signUp(gatehouse, 'noor')
    const other = await logIn(gatehouse, noor)
    expect(await post('/api/logout/', undefined, noor.token)).toEqual(LOGGED_OUT)
    expect(await post('/api/logout/', undefined, noor.token)).toEqual(ENDED)

    expect((await get('/api/profile/', other)).status).toBe(200)
    expect(await post('/api/logout', { all: true }, other)).toEqual(LOGGED_OUT)
    expect(await get('/api/profile/', other)).toEqual(ENDED)
  })

  it('ends a session of JWTs, and its refresh token with it', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, await signUp(gatehouse))
    expect(await post('/api/logout/', undefined, access)).toEqual(LOGGED_OUT)
    expect((await get('/api/profile/', access)).status).toBe(401)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
  })

  it('asks for a login', async () => {
    expect(await refused(gatehouse, () => post('/api/logout/', undefined))).toEqual(ANONYMOUS)
  })
})
