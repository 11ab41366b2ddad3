import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { cookiesOf, EXPRESS, failure, logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

const WRONG = { status: 401, body: failure(401, 'Invalid user credentials') }
const JWT = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)

let ada: SignedUp
let eve: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'Ada')
  eve = await signUp(gatehouse, 'Eve')
})

const logInWith = (json: unknown) => post(`${EXPRESS}/login`, json)

describe('POST /api/v1/users/login', () => {
  it('answers with the user and both tokens, which are in the cookies too (WEB-10)', async () => {
    const json = { username: ada.username, password: PASSWORD }
    const response = await gatehouse.request(`${EXPRESS}/login`, { method: 'POST', json })

    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const body = await response.json<{ data: Record<'accessToken' | 'refreshToken', string> }>()
    expect(body).toEqual({
      statusCode: 200,
      data: {
        user: {
          _id: ada.id,
          username: ada.username,
          email: ada.email,
          fullName: '',
          Avatar: '',
          avatar: '',
          CoverImg: '',
          coverImage: '',
          createdAt: '2026-11-20T08:00:00.000Z',
          updatedAt: '2026-11-20T08:00:00.000Z',
        },
        accessToken: JWT,
        refreshToken: JWT,
      },
      message: 'User logged in successfully',
      success: true,
    })
    expect(cookiesOf(response)).toEqual({
      accessToken: {
        value: body.data.accessToken,
        attributes: ['HttpOnly', 'Max-Age=86400', 'Path=/', 'SameSite=Lax'],
      },
      refreshToken: {
        value: body.data.refreshToken,
        attributes: ['HttpOnly', 'Max-Age=864000', 'Path=/', 'SameSite=Lax'],
      },
    })
  })

  it.each([
    ['http://localhost:8787', false],
    ['http://127.0.0.1:8787', false],
    ['http://[::1]:8787', false],
    ['https://localhost', true],
    ['https://example.com', true],
    ['http://example.com', true],
    ['http://localhost.example.com', true],
  ])('asked at %s, marks its cookies Secure: %s', async (origin, secure) => {
    const body = JSON.stringify({ username: ada.username, password: PASSWORD })
    const headers = { 'content-type': 'application/json' }
    const response = await gatehouse.send(
      new Request(`${origin}${EXPRESS}/login`, { method: 'POST', headers, body }),
    )
    const attributes = Object.values(cookiesOf(response)).map((cookie) => cookie.attributes)
    expect(attributes.map((each) => each.includes('Secure'))).toEqual([secure, secure])
  })

  it.each<[string, (person: SignedUp) => Record<string, string>]>([
    ['a name in another case', ({ username }) => ({ username: username.toUpperCase() })],
    ['an address in another case', ({ email }) => ({ email: email.toUpperCase() })],
    ['both', ({ username, email }) => ({ username, email })],
    ['an identifier that is a name', ({ username }) => ({ identifier: username })],
    ['an identifier that is an address', ({ email }) => ({ identifier: ` ${email} ` })],
    ['an address and an empty name', ({ email }) => ({ username: '', email })],
  ])('takes %s', async (_, who) => {
    const answer = await logInWith({ ...who(ada), password: PASSWORD })
    expect(answer).toMatchObject({ status: 200, body: { data: { user: { _id: ada.id } } } })
  })

  it('takes a form', async () => {
    const body = new URLSearchParams({ email: ada.email, password: PASSWORD })
    expect(await call('POST', `${EXPRESS}/login/`, { body })).toMatchObject({ status: 200 })
  })

  it('opens a session of its own each time', async () => {
    const [one, other] = [await logInAtExpress(gatehouse, ada), await logInAtExpress(gatehouse, ada)]
    await post(`${EXPRESS}/logout`, {}, one.accessToken)
    expect((await get(`${EXPRESS}/getUser`, one.accessToken)).status).toBe(401)
    expect((await get(`${EXPRESS}/getUser`, other.accessToken)).status).toBe(200)
  })

  it('takes a name that looks like the address of another for a name', async () => {
    const password = 'Zx4-harbour-Lantern'
    const json = { username: ada.email, password }
    expect((await post('/api/v1/users/', json)).status).toBe(201)

    expect(await refused(gatehouse, () => logInWith({ email: ada.email, password }))).toEqual(WRONG)
    const answer = await logInWith({ email: ada.email, password: PASSWORD })
    expect(answer).toMatchObject({ status: 200, body: { data: { user: { _id: ada.id } } } })
    for (const who of [
      { username: ada.email },
      { identifier: ada.email },
      { username: ada.email, email: ada.email },
    ])
      expect(await logInWith({ ...who, password })).toMatchObject({
        status: 200,
        body: { data: { user: { username: ada.email } } },
      })
  })

  it.each<[string, () => object]>([
    ['a wrong password', () => ({ username: ada.username, password: `${PASSWORD}!` })],
    ['an unknown name', () => ({ username: 'nobody', password: PASSWORD })],
    ['an unknown address', () => ({ email: 'nobody@example.com', password: PASSWORD })],
    ['an unknown identifier', () => ({ identifier: 'nobody', password: PASSWORD })],
    [
      'the name of one and the address of another',
      () => ({ username: ada.username, email: eve.email, password: PASSWORD }),
    ],
    [
      'a name and an unknown address',
      () => ({ username: ada.username, email: 'a@example.com', password: PASSWORD }),
    ],
    ['a wildcard', () => ({ username: '%', password: PASSWORD })],
  ])('refuses %s with the same words, and sets no cookie', async (_, json) => {
    expect(await refused(gatehouse, () => logInWith(json()))).toEqual(WRONG)
    const response = await gatehouse.request(`${EXPRESS}/login`, { method: 'POST', json: json() })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('refuses a disabled account like an unknown one', async () => {
    const gone = await signUp(gatehouse)
    await disable(gone)
    const json = { username: gone.username, password: PASSWORD }
    expect(await refused(gatehouse, () => logInWith(json))).toEqual(WRONG)
  })

  it.each<[string, object, Record<string, string>]>([
    ['nothing', {}, { password: 'password is required' }],
    ['no password', { username: 'ada' }, { password: 'password is required' }],
    ['a blank password', { username: 'ada', password: ' ' }, { password: 'password is required' }],
    ['null for a password', { username: 'ada', password: null }, { password: 'password is required' }],
    ['no name', { password: 'x' }, { 'username or email': 'username or email is required' }],
    [
      'only blank names',
      { username: ' ', email: '', identifier: '', password: 'x' },
      { 'username or email': 'username or email is required' },
    ],
  ])('asks for what is missing: %s', async (_, json, errors) => {
    const body = failure(400, Object.values(errors)[0] ?? '', errors)
    expect(await refused(gatehouse, () => logInWith(json))).toEqual({ status: 400, body })
  })

  const values = [7, true, null, ['ada'], {}, { $ne: null }, { $gt: '' }, { length: 9 }]
  it.each(
    values.flatMap((value) => ['username', 'email', 'identifier'].map((name) => [name, value] as const)),
  )('takes text alone for text: %s %j', async (name, value) => {
    const message = `${name} must be text`
    const body = failure(400, message, { [name]: message })
    const answer = await refused(gatehouse, () => logInWith({ [name]: value, password: PASSWORD }))
    expect(answer).toEqual({ status: 400, body })
  })

  it.each([7, true, ['x'], { $ne: null }])('takes text alone for a password: %j', async (password) => {
    const message = 'password must be text'
    const body = failure(400, message, { password: message })
    const answer = await refused(gatehouse, () => logInWith({ username: ada.username, password }))
    expect(answer).toEqual({ status: 400, body })
  })

  it.each<[string, RequestInit, number, string]>([
    ['broken JSON', { body: '{"username":' }, 400, 'The body is not well formed: JSON'],
    ['a list', { body: '[]' }, 400, 'The body is not an object'],
    ['null', { body: 'null' }, 400, 'The body is not an object'],
    [
      'text that is not UTF-8',
      { body: new Uint8Array([0x22, 0xff]) },
      400,
      'The body is not well formed: JSON',
    ],
    ['17 KiB', { body: JSON.stringify({ x: 'x'.repeat(17_000) }) }, 413, 'The request body is too large'],
  ])('refuses %s', async (_, init, status, message) => {
    const headers = { 'content-type': 'application/json' }
    const ask = () => call('POST', `${EXPRESS}/login`, { ...init, headers })
    expect(await refused(gatehouse, ask)).toEqual({ status, body: failure(status, message) })
  })

  it('reads nothing from a body of another type', async () => {
    const body = JSON.stringify({ username: ada.username, password: PASSWORD })
    const ask = () => call('POST', `${EXPRESS}/login`, { body, headers: { 'content-type': 'text/plain' } })
    expect(await refused(gatehouse, ask)).toEqual({
      status: 400,
      body: failure(400, 'password is required', { password: 'password is required' }),
    })
  })
})
