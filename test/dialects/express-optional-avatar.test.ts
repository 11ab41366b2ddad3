import { describe, expect, it } from 'vitest'
import { defineConfig } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { EXPRESS, type Fields, failure, formOf, GREEN, RED } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { pictureAddresses } from '../support/rows.ts'

const gatehouse = openGatehouse({}, { config: defineConfig({ apis: { express: { avatar: 'optional' } } }) })
const { call } = callerOf(gatehouse)

const register = (init: RequestInit & { json?: unknown }) => call('POST', `${EXPRESS}/register`, init)
const person = (username: string) => ({ username, email: `${username}@example.com`, password: PASSWORD })
const registered = (username: string, pictures: object = {}) => ({
  status: 201,
  body: {
    statusCode: 201,
    data: {
      _id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      username,
      email: `${username}@example.com`,
      fullName: '',
      Avatar: '',
      avatar: '',
      CoverImg: '',
      coverImage: '',
      createdAt: '2026-11-20T08:00:00.000Z',
      updatedAt: '2026-11-20T08:00:00.000Z',
      ...pictures,
    },
    message: 'User registered successfully',
    success: true,
  },
})

describe('POST /api/v1/users/register where an avatar is optional', () => {
  it.each<[string, (username: string) => RequestInit & { json?: unknown }]>([
    ['json', (username) => ({ json: person(username) })],
    ['urlencoded', (username) => ({ body: new URLSearchParams(person(username)) })],
    ['multipart', (username) => ({ body: formOf(person(username)) })],
    // What a page makes of a file in JSON, and of none.
    ['stray', (username) => ({ json: { ...person(username), avatar: {}, coverImage: null } })],
  ])('takes %s without files, and shows empty addresses', async (username, init) => {
    expect(await register(init(username))).toEqual(registered(username))
    expect(await pictureAddresses()).toEqual([])
  })

  it('still takes pictures', async () => {
    const address = expect.stringMatching(/\/media\/[\w-]{43}$/)
    expect(await register({ body: formOf({ ...person('pictured'), avatar: RED }) })).toEqual(
      registered('pictured', { Avatar: address, avatar: address }),
    )
  })

  it.each<[string, RequestInit & { json?: unknown }, ReturnType<typeof failure>]>([
    [
      'JSON without a password',
      { json: { username: 'ada', email: 'ada@example.com' } },
      failure(400, 'password is required', { password: 'password is required' }),
    ],
    [
      'a file for a username',
      { body: formOf({ ...person('ada'), username: RED }) },
      failure(400, 'username must be text', { username: 'username must be text' }),
    ],
    [
      'a body of another type',
      { body: JSON.stringify(person('ada')), headers: { 'content-type': 'text/plain' } },
      failure(400, 'All fields are required', {
        username: 'username is required',
        email: 'email is required',
        password: 'password is required',
      }),
    ],
    ['JSON that is a list', { json: [] }, failure(400, 'The body is not an object')],
  ])('refuses %s', async (_, init, body) => {
    expect(await refused(gatehouse, () => register(init))).toEqual({ status: 400, body })
  })
})

describe('PATCH /api/v1/users/edit-account', () => {
  const edit = async (username: string, fields: Fields) => {
    const { token } = await signUp(gatehouse, username)
    return () => call('PATCH', `${EXPRESS}/edit-account`, { body: formOf(fields), token })
  }

  it('changes text and pictures of one form', async () => {
    const ask = await edit('Edited', { fullName: 'Grace Hopper', avatar: RED, coverImage: GREEN })
    const address = expect.stringMatching(/\/media\/[\w-]{43}$/)
    expect(await ask()).toMatchObject({
      status: 200,
      body: { data: { fullName: 'Grace Hopper', avatar: address, coverImage: address } },
    })
  })

  it('changes text alone, as update-account does', async () => {
    const ask = await edit('Texted', { fullName: 'Grace', coverImage: 'undefined' })
    expect(await ask()).toMatchObject({ status: 200, body: { data: { fullName: 'Grace', coverImage: '' } } })
  })

  it.each<[string, Fields, ReturnType<typeof failure>]>([
    ['a form without a field of it', { other: 'x' }, failure(400, 'All fields are required')],
    ['a file of another name', { fullName: 'Grace', photo: RED }, failure(400, 'Unexpected field: photo')],
  ])('refuses %s', async (name, fields, body) => {
    const ask = await edit(`Refused${name.length}`, fields)
    expect(await refused(gatehouse, ask)).toEqual({ status: 400, body })
  })
})
