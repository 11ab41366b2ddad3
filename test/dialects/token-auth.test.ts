import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import { BLANK, NO_TEXT, NULL, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

const USERS = '/api/v1/users'
const TOKEN = expect.stringMatching(/^[0-9a-f]{40}$/)

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'Ada')
})

const presented = ({ id, username, email }: SignedUp) => ({
  id,
  username,
  first_name: '',
  last_name: '',
  email,
})

describe('POST /api-token-auth/', () => {
  const logIn = (json: unknown) => post('/api-token-auth/', json)
  const unable = {
    status: 400,
    body: { non_field_errors: ['Unable to log in with provided credentials.'] },
  }

  it('answers with a token of its own, and the token of the registration lives on', async () => {
    const { username } = ada
    const answer = await logIn({ username, password: PASSWORD })
    expect(answer).toEqual({ status: 200, body: { token: TOKEN } })
    const { token } = answer.body as { token: string }
    expect(token).not.toBe(ada.token)
    expect(await get(`${USERS}/${ada.id}/`, token)).toEqual({ status: 200, body: presented(ada) })
    expect((await get(`${USERS}/${ada.id}/`, ada.token)).status).toBe(200)
    expect(await everythingAsText()).not.toContain(token)
  })

  it.each<[string, () => RequestInit & { json?: unknown; token?: string }]>([
    ['a form', () => ({ body: new URLSearchParams({ username: ada.username, password: PASSWORD }) })],
    [
      'a name in another case',
      () => ({ json: { username: ada.username.toUpperCase(), password: PASSWORD } }),
    ],
    [
      'a password with blanks around it',
      () => ({ json: { username: ada.username, password: ` ${PASSWORD} ` } }),
    ],
    [
      'a stale token',
      () => ({ json: { username: ada.username, password: PASSWORD }, token: 'f'.repeat(40) }),
    ],
  ])('takes %s', async (_, init) => {
    expect(await call('POST', '/api-token-auth', init())).toEqual({ status: 200, body: { token: TOKEN } })
  })

  it.each<[string, () => object]>([
    ['a wrong password', () => ({ username: ada.username, password: 'wrong' })],
    ['a password in another case', () => ({ username: ada.username, password: PASSWORD.toLowerCase() })],
    ['an unknown name', () => ({ username: 'nobody', password: PASSWORD })],
    ['an address for a name', () => ({ username: ada.email, password: PASSWORD })],
  ])('refuses %s with the same words', async (_, json) => {
    expect(await refused(gatehouse, () => logIn(json()))).toEqual(unable)
  })

  it('refuses a disabled account like an unknown one', async () => {
    const gone = await signUp(gatehouse)
    await disable(gone)
    expect(await refused(gatehouse, () => logIn({ username: gone.username, password: PASSWORD }))).toEqual(
      unable,
    )
  })

  it.each<[unknown, object]>([
    [{}, { username: REQUIRED, password: REQUIRED }],
    [{ username: 'ada' }, { password: REQUIRED }],
    [
      { username: ' ', password: ' ' },
      { username: BLANK, password: BLANK },
    ],
    [
      { username: null, password: null },
      { username: NULL, password: NULL },
    ],
    [
      { username: { $ne: null }, password: ['x'] },
      { username: NO_TEXT, password: NO_TEXT },
    ],
    [{ username: true, password: PASSWORD }, { username: NO_TEXT }],
  ])('refuses %j', async (json, body) => {
    expect(await refused(gatehouse, () => logIn(json))).toEqual({ status: 400, body })
  })

  it.each(['GET', 'PUT', 'DELETE'])('has no %s', async (method) => {
    const body = { detail: `Method "${method}" not allowed.` }
    expect(await call(method, '/api-token-auth/')).toEqual({ status: 405, body, allow: 'POST, OPTIONS' })
    expect(await call('OPTIONS', '/api-token-auth')).toEqual({ status: 204, allow: 'POST, OPTIONS' })
  })
})
