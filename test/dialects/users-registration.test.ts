import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'
import { ADDRESS_TAKEN, BLANK, NAME_TAKEN, NO_ADDRESS, NO_TEXT, NULL, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post, put } = callerOf(gatehouse)

const USERS = '/api/v1/users'
const NO_NAME = [
  'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
]
const LONG = ['Ensure this field has no more than 150 characters.']
const ID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const TOKEN = expect.stringMatching(/^[0-9a-f]{40}$/)

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'Ada')
})

describe('POST /api/v1/users/', () => {
  const register = (json: unknown) => refused(gatehouse, () => post(`${USERS}/`, json))

  it('opens an account, answers with a token, and keeps the password to itself', async () => {
    const richard = {
      username: 'richard',
      first_name: 'Richard',
      last_name: 'Hendriks',
      email: 'richard@piedpiper.com',
    }
    const answer = await post(`${USERS}/`, { ...richard, password: PASSWORD })
    expect(answer).toEqual({ status: 201, body: { id: ID, ...richard, auth_token: TOKEN } })
    const { id, auth_token } = answer.body as Record<'id' | 'auth_token', string>
    expect(await get(`${USERS}/${id}/`, auth_token)).toEqual({ status: 200, body: { id, ...richard } })
    const stored = await everythingAsText()
    expect(stored).not.toContain(PASSWORD)
    expect(stored).not.toContain(auth_token)
  })

  it.each<[string, RequestInit & { json?: unknown }]>([
    ['JSON', { json: { username: 'json', password: PASSWORD } }],
    [
      'a form, at the address without a slash',
      { body: new URLSearchParams({ username: 'form', password: PASSWORD }) },
    ],
    [
      'digits, as Django REST Framework does',
      { json: { username: 90071992547409931n.toString(), password: PASSWORD } },
    ],
  ])('takes %s; what is optional is empty', async (_, init) => {
    const answer = await call('POST', USERS, init)
    expect(answer).toEqual({
      status: 201,
      body: {
        id: ID,
        username: expect.any(String),
        first_name: '',
        last_name: '',
        email: '',
        auth_token: TOKEN,
      },
    })
  })

  it('keeps every digit of a number', async () => {
    const body = `{"username": 12345678901234567890, "password": "${PASSWORD}"}`
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const answer = await call('POST', `${USERS}/`, { body, headers })
    expect(answer).toMatchObject({ status: 201, body: { username: '12345678901234567890' } })
  })

  it('drops blanks, brings names to NFKC and the domain to lower case', async () => {
    const json = { username: ' ﬁx ', password: PASSWORD, first_name: ' F ', email: ' Fix@EXAMPLE.com ' }
    expect(await post(`${USERS}/`, json)).toMatchObject({
      status: 201,
      body: { username: 'fix', first_name: 'F', email: 'Fix@example.com' },
    })
  })

  it('sets nothing that nobody may set', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const wish = { id, is_staff: true, is_superuser: true, is_active: false, epoch: 9, auth_token: 'x' }
    const answer = await post(`${USERS}/`, { username: 'mallory', password: PASSWORD, ...wish })
    expect(answer.status).toBe(201)
    const row = (await rowsOf('accounts')).find(({ username }) => username === 'mallory')
    expect(row).toMatchObject({ is_staff: 0, is_active: 1, epoch: 0, id: expect.not.stringMatching(id) })
  })

  it('ignores a stale token', async () => {
    const answer = await post(`${USERS}/`, { username: 'stale', password: PASSWORD }, 'f'.repeat(40))
    expect(answer.status).toBe(201)
  })

  const fine = { username: 'bob', password: PASSWORD }
  it.each<[string, unknown, object]>([
    ['nothing', {}, { username: REQUIRED, password: REQUIRED }],
    [
      'null',
      { ...fine, username: null, first_name: null, email: null },
      { username: NULL, first_name: NULL, email: NULL },
    ],
    ['blanks', { username: ' ', password: '' }, { username: BLANK, password: BLANK }],
    ['a list', { ...fine, username: ['bob'] }, { username: NO_TEXT }],
    ['an operator', { ...fine, password: { $ne: null } }, { password: NO_TEXT }],
    ['true', { ...fine, last_name: true }, { last_name: NO_TEXT }],
    ['other signs', { ...fine, username: 'bob!' }, { username: NO_NAME }],
    [
      'long names',
      { ...fine, username: 'b'.repeat(151), first_name: 'b'.repeat(151) },
      { username: LONG, first_name: LONG },
    ],
    ['no address', { ...fine, email: 'bob@b' }, { email: NO_ADDRESS }],
    [
      'a turned direction of writing (REG-22)',
      { ...fine, first_name: 'b\u202eb' },
      { first_name: ['Enter a valid value.'] },
    ],
    ['NUL', { ...fine, first_name: 'b\0b' }, { first_name: ['Null characters are not allowed.'] }],
    [
      'half a sign',
      { ...fine, first_name: '\ud800' },
      { first_name: ['Surrogate characters are not allowed.'] },
    ],
    [
      'a long password',
      { ...fine, password: 'é'.repeat(513) },
      { password: ['Ensure this field has no more than 1024 bytes.'] },
    ],
    [
      'a short, common, numeric password',
      { ...fine, password: '123' },
      {
        password: [
          'This password is too short. It must contain at least 8 characters.',
          'This password is too common.',
          'This password is entirely numeric.',
        ],
      },
    ],
    [
      'a password like the name',
      { ...fine, username: 'kestrelbird', password: 'kestrelbird1' },
      { password: ['The password is too similar to the username.'] },
    ],
  ])('refuses %s', async (_, json, body) => {
    expect(await register(json)).toEqual({ status: 400, body })
  })

  it('refuses a name or an address that somebody has, in any case, and names both', async () => {
    const username = ada.username.toLowerCase()
    const email = ada.email.toUpperCase()
    expect(await register({ username, password: PASSWORD })).toEqual({
      status: 400,
      body: { username: NAME_TAKEN },
    })
    expect(await register({ ...fine, email })).toEqual({ status: 400, body: { email: ADDRESS_TAKEN } })
    expect(await register({ username, password: PASSWORD, email })).toEqual({
      status: 400,
      body: { username: NAME_TAKEN, email: ADDRESS_TAKEN },
    })
  })

  it.each<[string, BodyInit, string | undefined, number, object]>([
    [
      'broken JSON',
      '{"username"',
      'application/json',
      400,
      { detail: expect.stringMatching(/^JSON parse error - /) },
    ],
    [
      'a byte-order mark',
      '\ufeff{}',
      'application/json',
      400,
      { detail: expect.stringMatching(/^JSON parse error - /) },
    ],
    [
      'no UTF-8',
      new Uint8Array([34, 255, 34]),
      'application/json',
      400,
      { detail: expect.stringMatching(/^JSON parse error - /) },
    ],
    [
      'a list',
      '[]',
      'application/json',
      400,
      { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] },
    ],
    [
      'text',
      '"bob"',
      'application/json',
      400,
      { non_field_errors: ['Invalid data. Expected a dictionary, but got str.'] },
    ],
    ['null', 'null', 'application/json', 400, { non_field_errors: ['No data provided'] }],
    [
      'XML',
      '<bob/>',
      'application/xml',
      415,
      { detail: 'Unsupported media type "application/xml" in request.' },
    ],
    [
      'a form without a boundary',
      'x',
      'multipart/form-data',
      400,
      { detail: expect.stringMatching(/^Multipart form parse error - /) },
    ],
    [
      '17 KiB',
      `{"x":"${'x'.repeat(17_000)}"}`,
      'application/json',
      413,
      { detail: 'The request body is too large.' },
    ],
  ])('refuses a body that is %s', async (_, body, type, status, said) => {
    const ask = () => call('POST', `${USERS}/`, { body, headers: { 'content-type': type ?? '' } })
    expect(await refused(gatehouse, ask)).toEqual({ status, body: said })
  })

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('has no %s, with a slash or without', async (method) => {
    const answer = {
      status: 405,
      body: { detail: `Method "${method}" not allowed.` },
      allow: 'POST, OPTIONS',
    }
    expect(await call(method, `${USERS}/`)).toEqual(answer)
    expect(await call(method, USERS, { token: ada.token })).toEqual(answer)
  })
})

it('puts nothing at the root of the users', async () => {
  expect(await put('/api/v1/', {})).toEqual({ status: 404, body: { detail: 'Not found.' } })
})
