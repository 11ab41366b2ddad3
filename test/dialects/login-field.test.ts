import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { operationsOf } from '../../src/dialects/documents/operations.ts'
import { documentsOf } from '../../src/http/documents.ts'
import { defineConfig, type LoginField } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { EXPRESS, failure } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, proveAddress, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { BLANK, NO_TEXT, NULL, REQUIRED } from './sentences.ts'

const standard = openGatehouse()

/** A server where people sign in so, at every API, over the accounts of all of them. */
const openWith = (loginField: LoginField) => {
  const gatehouse = openGatehouse({}, { config: defineConfig({ loginField }) })
  return { gatehouse, ...callerOf(gatehouse) }
}

const TOKEN = expect.stringMatching(/^[0-9a-f]{40}$/)
const NO_PAIR = { status: 400, body: { non_field_errors: ['Unable to log in with provided credentials.'] } }
const NO_ACCOUNT = {
  status: 401,
  challenge: 'Bearer realm="api"',
  body: { detail: 'No active account found with the given credentials' },
}
const JWTS = { refresh: expect.stringMatching(/^ey/), access: expect.stringMatching(/^ey/) }

/** The sign-ins of the Django APIs: what they answer, and to whom they do not. */
const signIns = [
  {
    path: '/api/login/',
    signedIn: ({ id }: SignedUp) => ({ token: TOKEN, user_id: id }),
    wrong: { status: 401, challenge: 'Token', body: { message: 'Wrong username or password' } },
    isStrict: true,
  },
  {
    path: '/auth/token/login/',
    signedIn: () => ({ auth_token: TOKEN }),
    wrong: NO_PAIR,
    isStrict: false,
  },
  { path: '/auth/jwt/create/', signedIn: () => JWTS, wrong: NO_ACCOUNT, isStrict: true },
  { path: '/api-token-auth/', signedIn: () => ({ token: TOKEN }), wrong: NO_PAIR, isStrict: true },
]

/** Somebody whose username is the email address of another account. */
async function signUpAs(username: string): Promise<SignedUp> {
  const email = `${crypto.randomUUID()}@example.com`
  const { post } = callerOf(standard)
  const { status, body } = await post('/api/v1/users/', { username, email, password: `${PASSWORD}-2` })
  expect(status).toBe(201)
  const { id, auth_token: token } = body as { id: string; auth_token: string }
  return { id, username, email, password: `${PASSWORD}-2`, token }
}

describe.each(signIns)('POST $path', ({ path, signedIn, wrong, isStrict }) => {
  describe('by email', () => {
    const { gatehouse, post } = openWith('email')

    it('finds the account whose address it is, in any case', async () => {
      const ada = await signUp(standard)
      for (const email of [ada.email, ` ${ada.email.toUpperCase()} `])
        expect(await post(path, { email, password: PASSWORD })).toEqual({ status: 200, body: signedIn(ada) })
      const form = new URLSearchParams({ email: ada.email, password: PASSWORD })
      expect((await gatehouse.request(path, { method: 'POST', body: form })).status).toBe(200)
    })

    it('finds no account by its username, even if that is the address', async () => {
      const ada = await signUp(standard)
      const eve = await signUpAs(ada.email)
      const asEve = { email: ada.email, password: eve.password }
      expect(await refused(gatehouse, () => post(path, asEve))).toEqual(wrong)
      expect(await post(path, { email: ada.email, password: PASSWORD })).toEqual({
        status: 200,
        body: signedIn(ada),
      })
      for (const email of [ada.username, ada.id, 'nobody@example.com', 'no address'])
        expect(await refused(gatehouse, () => post(path, { email, password: PASSWORD }))).toEqual(wrong)
    })

    it('does not look at a username', async () => {
      const ada = await signUp(standard)
      const { username, email, password } = ada
      const expected = isStrict ? { status: 400, body: { email: REQUIRED } } : wrong
      expect(await refused(gatehouse, () => post(path, { username, password }))).toEqual(expected)
      expect((await post(path, { username: 'nobody', email, password })).status).toBe(200)
    })

    it.each<[string, object, object]>([
      ['blanks', { email: ' ', password: ' ' }, { email: BLANK, password: BLANK }],
      ['null', { email: null, password: null }, { email: NULL, password: NULL }],
      ['what is no text', { email: ['a'], password: {} }, { email: NO_TEXT, password: NO_TEXT }],
    ])('refuses %s by field', async (_, json, body) => {
      expect(await refused(gatehouse, () => post(path, json))).toEqual({ status: 400, body })
    })

    it.each<[string, object, object]>([
      ['nothing', {}, { email: REQUIRED, password: REQUIRED }],
      ['no password', { email: 'ada@example.com' }, { password: REQUIRED }],
      ['no address', { password: PASSWORD }, { email: REQUIRED }],
    ])('refuses %s', async (_, json, body) => {
      const answer = await refused(gatehouse, () => post(path, json))
      expect(answer).toEqual(isStrict ? { status: 400, body } : wrong)
    })
  })

  describe('by either', () => {
    const { gatehouse, post } = openWith('either')

    it('takes a username or an address in the field `username`', async () => {
      const ada = await signUp(standard)
      for (const username of [ada.username, ada.email.toUpperCase()])
        expect(await post(path, { username, password: PASSWORD })).toEqual({
          status: 200,
          body: signedIn(ada),
        })
    })

    it('finds a username before an address that nobody proved, and after one that was proved', async () => {
      const ada = await signUp(standard)
      const eve = await signUpAs(ada.email)
      const go = (password: string) => post(path, { username: ada.email, password })
      expect(await go(eve.password)).toEqual({ status: 200, body: signedIn(eve) })
      expect(await refused(gatehouse, () => go(PASSWORD))).toEqual(wrong)
      await proveAddress(ada)
      expect(await go(PASSWORD)).toEqual({ status: 200, body: signedIn(ada) })
      expect(await refused(gatehouse, () => go(eve.password))).toEqual(wrong)
    })

    it('refuses a form without the field', async () => {
      const ada = await signUp(standard)
      const answer = await refused(gatehouse, () => post(path, { email: ada.email, password: PASSWORD }))
      expect(answer).toEqual(isStrict ? { status: 400, body: { username: REQUIRED } } : wrong)
    })
  })

  it('by username, finds no account by its address', async () => {
    const { gatehouse, post } = openWith('username')
    const ada = await signUp(standard)
    const answer = await refused(gatehouse, () => post(path, { username: ada.email, password: PASSWORD }))
    expect(answer).toEqual(wrong)
    expect((await post(path, { username: ada.username, password: PASSWORD })).status).toBe(200)
  })
})

it.each<LoginField>(['username', 'email', 'either'])('Express takes either where it is %s', async (by) => {
  const { gatehouse, post } = openWith(by)
  const { username, email } = await signUp(standard)
  for (const who of [{ username }, { email }, { identifier: email }, { username: email, email }])
    expect((await post(`${EXPRESS}/login`, { ...who, password: PASSWORD })).status).toBe(200)
  const wrong = { username, email: 'other@example.com', password: PASSWORD }
  expect(await refused(gatehouse, () => post(`${EXPRESS}/login`, wrong))).toEqual({
    status: 401,
    body: failure(401, 'Invalid user credentials'),
  })
})

it.each<[LoginField, string]>([
  ['username', 'username'],
  ['email', 'email'],
  ['either', 'username'],
])('the documents have the field of a sign-in by %s', (by, field) => {
  const operations = Object.values(documentsOf(defineConfig({ loginField: by }))).flatMap(operationsOf)
  const fields = signIns.map(({ path }) => {
    const shape = operations.find(({ method, paths }) => method === 'POST' && paths.includes(path))?.body
      ?.shape
    return Object.keys(z.toJSONSchema(shape ?? z.never(), { io: 'input' }).properties ?? {})
  })
  expect(fields).toEqual(signIns.map(() => [field, 'password', 'otp']))
})
