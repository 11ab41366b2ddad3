import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { ADDRESS_TAKEN, NO_ADDRESS, NO_TEXT, NULL } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, patch } = callerOf(gatehouse)

const USERS = '/api/v1/users'
const LONG = ['Ensure this field has no more than 150 characters.']

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'Ada')
})

const presented = ({ id, username, email }: SignedUp, names = { first_name: '', last_name: '' }) => ({
  id,
  username,
  ...names,
  email,
})

describe('GET /api/v1/users/{id}/', () => {
  it('answers with oneself, whatever form the id has, with a slash and without (IDR-04)', async () => {
    const { id, token } = ada
    const undashed = id.replaceAll('-', '')
    for (const form of [id, id.toUpperCase(), undashed, undashed.toUpperCase()]) {
      const answer = { status: 200, body: presented(ada) }
      expect(await get(`${USERS}/${form}/`, token)).toEqual(answer)
      expect(await get(`${USERS}/${form}`, token)).toEqual(answer)
    }
  })

  it('asks for a token', async () => {
    const path = `${USERS}/${ada.id}/`
    const detail = 'Authentication credentials were not provided.'
    expect(await get(path)).toEqual({ status: 401, body: { detail }, challenge: 'Token' })
    const other = await call('GET', path, { headers: { cookie: `accessToken=${ada.token}` } })
    expect(other).toEqual({ status: 401, body: { detail }, challenge: 'Token' })
  })

  it.each([
    ['Token', 'Invalid token header. No credentials provided.', 'Token'],
    ['Token a b', 'Invalid token header. Token string should not contain spaces.', 'Token'],
    [`Token ${'f'.repeat(40)}`, 'Invalid token.', 'Token'],
    [`Bearer ${'f'.repeat(40)}`, 'Invalid token.', 'Bearer realm="api"'],
    ['Basic YWRhOmFkYQ==', 'Authentication credentials were not provided.', 'Token'],
  ])('refuses the header "%s" (OPQ-01)', async (authorization, detail, challenge) => {
    const ask = () => call('GET', `${USERS}/${ada.id}/`, { headers: { authorization } })
    expect(await refused(gatehouse, ask)).toEqual({ status: 401, body: { detail }, challenge })
  })

  it.each(['Token', 'token', 'Bearer', 'BEARER', 'JWT'])('takes a token after %s', async (keyword) => {
    const headers = { authorization: `${keyword} ${ada.token}` }
    expect((await call('GET', `${USERS}/${ada.id}/`, { headers })).status).toBe(200)
  })

  const words = [
    '1',
    'id',
    'me',
    '..',
    '%2e%2e',
    'x'.repeat(10_000),
    '00000000-0000-4000-8000-00000000000g',
    `${'0'.repeat(36)}%00`,
    '{00000000-0000-4000-8000-000000000000}',
    '-'.repeat(36),
  ]
  it.each(words)('finds nothing at %s/ (IDR-04)', async (word) => {
    const answer = await refused(gatehouse, () => get(`${USERS}/${word}/`, ada.token))
    expect(answer).toEqual({ status: 404, body: { detail: 'Not found.' } })
  })
})

describe.each(['PUT', 'PATCH'])('%s /api/v1/users/{id}/', (method) => {
  let bob: SignedUp

  beforeEach(async () => {
    bob = await signUp(gatehouse, 'bob')
  })

  const change = (json: unknown) => call(method, `${USERS}/${bob.id}/`, { json, token: bob.token })

  it('changes what was sent, and nothing else', async () => {
    expect(await change({ last_name: ' Hopper ' })).toEqual({
      status: 200,
      body: presented(bob, { first_name: '', last_name: 'Hopper' }),
    })
    const email = `new.${bob.email}`
    expect(await change({ first_name: 'Grace', email })).toEqual({
      status: 200,
      body: presented({ ...bob, email }, { first_name: 'Grace', last_name: 'Hopper' }),
    })
  })

  it('takes nothing for an answer: a body without fields changes nothing', async () => {
    const answer = { status: 200, body: presented(bob) }
    expect(await refused(gatehouse, () => change({}))).toEqual(answer)
    const bare = () => call(method, `${USERS}/${bob.id}`, { token: bob.token })
    expect(await refused(gatehouse, bare)).toEqual(answer)
  })

  it('ignores the username, the password and whatever nobody may set', async () => {
    const wish = {
      username: 'root',
      password: 'x',
      is_staff: true,
      id: ada.id,
      avatar: 'x',
      sessionVersion: 9,
    }
    expect(await refused(gatehouse, () => change(wish))).toEqual({ status: 200, body: presented(bob) })
  })

  it('forgets the address, and lets several people have none', async () => {
    expect(await change({ email: '' })).toEqual({ status: 200, body: presented({ ...bob, email: '' }) })
    const other = await signUp(gatehouse)
    const answer = await patch(`${USERS}/${other.id}/`, { email: ' ' }, other.token)
    expect(answer).toMatchObject({ status: 200, body: { email: '' } })
  })

  it.each<[string, object, object]>([
    ['null', { first_name: null, email: null }, { first_name: NULL, email: NULL }],
    ['a long name', { last_name: 'x'.repeat(151) }, { last_name: LONG }],
    ['no address', { email: 'x' }, { email: NO_ADDRESS }],
    ['a list', { first_name: ['x'] }, { first_name: NO_TEXT }],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => change(json))).toEqual({ status: 400, body })
  })

  it('refuses the address of another', async () => {
    const ask = () => change({ email: ada.email.toUpperCase(), first_name: 'Bob' })
    expect(await refused(gatehouse, ask)).toEqual({ status: 400, body: { email: ADDRESS_TAKEN } })
  })
})

describe.each(['GET', 'PUT', 'PATCH', 'DELETE', 'POST'])('%s on the account of another', (method) => {
  const forbidden = {
    status: 403,
    body: { detail: 'You do not have permission to perform this action.' },
  }

  it('is refused like an account of nobody, before the body is looked at (IDR-02, IDR-05)', async () => {
    const eve = await signUp(gatehouse, 'eve')
    const nobody = '11111111-2222-4333-8444-555555555555'
    for (const id of [ada.id, ada.id.toUpperCase(), nobody]) {
      for (const init of [{}, method === 'GET' ? {} : { json: { email: 1, old_password: 'x' } }]) {
        const ask = () => call(method, `${USERS}/${id}/`, { ...init, token: eve.token })
        expect(await refused(gatehouse, ask)).toEqual(forbidden)
      }
    }
  })

  it('is refused to nobody in particular first of all (IDR-05)', async () => {
    const detail = 'Authentication credentials were not provided.'
    const ask = () => call(method, `${USERS}/${ada.id}`, method === 'GET' ? {} : { body: '{' })
    expect(await refused(gatehouse, ask)).toEqual({ status: 401, body: { detail }, challenge: 'Token' })
  })

  it('is refused to a token of an account that was disabled', async () => {
    const gone = await signUp(gatehouse, 'gone')
    await disable(gone)
    const ask = () => call(method, `${USERS}/${gone.id}/`, { token: gone.token })
    expect(await refused(gatehouse, ask)).toEqual({
      status: 401,
      body: { detail: 'User inactive or deleted.' },
      challenge: 'Bearer realm="api"',
    })
  })
})
