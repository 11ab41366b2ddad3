import { describe, expect, it } from 'vitest'
import { utf8 } from '../conformance/encoding.ts'
import { callerOf } from '../support/caller.ts'
import { BLUE, EXPRESS, type Fields, failure, formOf, GREEN, RED } from '../support/express.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { pictureAddresses, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

const register = (fields: Fields, at: AppEnv = gatehouse) =>
  callerOf(at).call('POST', `${EXPRESS}/register`, { body: formOf(fields) })

const person = (username: string) => ({ username, email: `${username}@example.com`, password: PASSWORD })

/** The refusal for one field. */
const field = (name: string, message: string) => failure(400, message, { [name]: message })

const NO_PICTURE = failure(400, 'The file is no picture that is taken here: JPEG, PNG, GIF or WebP')
const EVERYTHING = failure(400, 'All fields are required', {
  username: 'username is required',
  email: 'email is required',
  password: 'password is required',
  Avatar: 'Avatar file is required',
})

// Nobody has registered yet, so R2 has to be empty after each of these.
describe('POST /api/v1/users/register, refused', () => {
  const ada = person('ada')
  const svg = utf8('<svg onload="alert(1)"/>')
  const long = 'a'.repeat(151)

  it.each<[string, Fields, ReturnType<typeof failure>]>([
    ['nothing (REG-14, IMG-27)', {}, EVERYTHING],
    ['a cover alone (REG-14, IMG-27)', { ...ada, CoverImg: RED }, field('Avatar', 'Avatar file is required')],
    ['text for an avatar (IMG-24)', { ...ada, Avatar: 'a.png' }, field('Avatar', 'Avatar file is required')],
    [
      'a file for a username (IMG-24)',
      { ...ada, username: RED, Avatar: RED },
      field('username', 'username must be text'),
    ],
    ['a blank username', { ...ada, username: ' ', Avatar: RED }, field('username', 'username is required')],
    [
      'a space in the username',
      { ...ada, username: 'a b', Avatar: RED },
      field('username', 'username is not valid'),
    ],
    [
      'a long username',
      { ...ada, username: long, Avatar: RED },
      field('username', 'username must have at most 150 characters'),
    ],
    ['no address', { ...ada, email: 'ada', Avatar: RED }, field('email', 'email is not valid')],
    [
      'a password of five characters',
      { ...ada, password: '12345', Avatar: RED, CoverImg: GREEN },
      field('password', 'password must have at least 6 characters'),
    ],
    [
      'a long name',
      { ...ada, fullName: long, Avatar: RED },
      field('fullName', 'fullName must have at most 150 characters'),
    ],
    ['two avatars (IMG-23)', { ...ada, Avatar: [RED, GREEN] }, failure(400, 'Unexpected field: Avatar')],
    [
      'an avatar under both names (IMG-23)',
      { ...ada, Avatar: RED, avatar: GREEN },
      failure(400, 'Unexpected field: avatar'),
    ],
    [
      'a file under another name (IMG-23)',
      { ...ada, Avatar: RED, photo: GREEN },
      failure(400, 'Unexpected field: photo'),
    ],
    [
      'a file under a name that every object has',
      { ...ada, Avatar: RED, constructor: GREEN },
      failure(400, 'Unexpected field: constructor'),
    ],
    ['markup for an avatar', { ...ada, Avatar: svg }, NO_PICTURE],
    ['a good avatar and markup for a cover', { ...ada, Avatar: RED, CoverImg: svg }, NO_PICTURE],
    ['an empty avatar', { ...ada, Avatar: new Uint8Array() }, NO_PICTURE],
  ])('with %s: nothing is kept', async (_, fields, body) => {
    expect(await refused(gatehouse, () => register(fields))).toEqual({ status: 400, body })
    expect(await pictureAddresses()).toEqual([])
  })

  it.each<[string, RequestInit & { json?: unknown }]>([
    ['JSON', { json: ada }],
    ['a form without files', { body: new URLSearchParams(ada) }],
  ])('sent as %s: the avatar is missing, as multer leaves it', async (_, init) => {
    const ask = () => call('POST', `${EXPRESS}/register`, init)
    const body = field('Avatar', 'Avatar file is required')
    expect(await refused(gatehouse, ask)).toEqual({ status: 400, body })
  })

  it.each([
    ['no boundary (IMG-25)', 'multipart/form-data'],
    ['the boundary of another form (IMG-25)', 'multipart/form-data; boundary=other'],
  ])('with %s: the form cannot be read', async (_, type) => {
    const body = '--mine\r\nContent-Disposition: form-data; name="username"\r\n\r\nada\r\n--mine--\r\n'
    const ask = () => call('POST', `${EXPRESS}/register`, { body, headers: { 'content-type': type } })
    expect(await refused(gatehouse, ask)).toEqual({
      status: 400,
      body: failure(400, 'The body is not well formed: Multipart form'),
    })
  })
})

describe('POST /api/v1/users/register', () => {
  it('opens an account with both pictures, and neither signs in nor shows the password', async () => {
    const body = formOf({ ...person('john_doe'), Avatar: RED, CoverImg: GREEN })
    const response = await gatehouse.request(`${EXPRESS}/register`, { method: 'POST', body })

    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(response.headers.getSetCookie()).toEqual([])
    const answer = await response.json<{ data: { Avatar: string; CoverImg: string } }>()
    const { Avatar, CoverImg } = answer.data
    expect(answer).toEqual({
      statusCode: 201,
      data: {
        _id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        username: 'john_doe',
        email: 'john_doe@example.com',
        fullName: '',
        Avatar: expect.stringMatching(/^http:\/\/localhost:8787\/media\/[\w-]{43}$/),
        avatar: Avatar,
        CoverImg: expect.stringMatching(/^http:\/\/localhost:8787\/media\/[\w-]{43}$/),
        coverImage: CoverImg,
        createdAt: '2026-11-20T08:00:00.000Z',
        updatedAt: '2026-11-20T08:00:00.000Z',
      },
      message: 'User registered successfully',
      success: true,
    })
    const kept = [Avatar, CoverImg].map((address) => address.slice(address.lastIndexOf('/') + 1))
    expect(await pictureAddresses()).toEqual(kept.sort())
    expect(await rowsOf('sessions')).toEqual([])
  })

  it('takes seven digits for a password, as the seed does, unless the API is made strict', async () => {
    const fields = { ...person('lenient'), password: '1234567', Avatar: RED }
    const strict = openGatehouse({ LENIENT_PASSWORD_DOORS: '' })
    expect(await refused(strict, () => register(fields, strict))).toEqual({
      status: 400,
      body: {
        ...failure(400, 'password must have at least 8 characters'),
        errors: [
          { field: 'password', message: 'password must have at least 8 characters' },
          { field: 'password', message: 'password is too common' },
          { field: 'password', message: 'password is entirely numeric' },
        ],
      },
    })
    expect((await register(fields)).status).toBe(201)
  })

  it.each([
    ['Ada', 'Ada', '', 'Ada'],
    ['Ada Lovelace', 'Ada', 'Lovelace', 'Ada Lovelace'],
    ['  Augusta   Ada  King ', 'Augusta', 'Ada King', 'Augusta Ada King'],
    ['', '', '', ''],
  ])('takes the full name "%s" apart', async (fullName, first_name, last_name, shown) => {
    const username = `named${fullName.replaceAll(' ', '')}`
    const answer = await register({ ...person(username), fullName, avatar: BLUE })
    expect(answer).toMatchObject({ status: 201, body: { data: { fullName: shown, CoverImg: '' } } })
    const row = (await rowsOf('accounts')).find((account) => account.username === username)
    expect(row).toMatchObject({ first_name, last_name })
  })

  it('sets nothing that nobody may set', async () => {
    const _id = '00000000-0000-4000-8000-000000000000'
    const wish = { is_staff: 'true', isStaff: 'true', _id, id: _id, sessionVersion: '9', ['__proto__']: 'x' }
    expect((await register({ ...person('mallory'), ...wish, Avatar: RED })).status).toBe(201)
    const row = (await rowsOf('accounts')).find((account) => account.username === 'mallory')
    expect(row).toMatchObject({ is_staff: 0, is_active: 1, epoch: 0, id: expect.not.stringMatching(_id) })
  })

  it('refuses a name or an address that somebody has, in any case, and keeps none of the pictures', async () => {
    const { username, email } = await signUp(gatehouse, 'Taken')
    const name = { username: 'username belongs to another user' }
    const address = { email: 'email belongs to another user' }
    for (const [wish, errors] of [
      [{ username: username.toLowerCase() }, name],
      [{ email: email.toUpperCase() }, address],
      [
        { username, email },
        { ...name, ...address },
      ],
    ] as const) {
      const ask = () => register({ ...person('free'), ...wish, Avatar: RED, CoverImg: GREEN })
      const body = failure(409, 'User with email or username already exists', errors)
      expect(await refused(gatehouse, ask)).toEqual({ status: 409, body })
    }
  })

  it('ignores a stale Authorization header', async () => {
    const body = formOf({ ...person('stale'), Avatar: RED })
    expect((await call('POST', `${EXPRESS}/register/`, { body, token: 'f'.repeat(40) })).status).toBe(201)
  })
})

describe('POST /api/v1/users/register with much', () => {
  const MIB = 1024 * 1024

  it('refuses a picture of more than 5 MiB, and neither is kept', async () => {
    const large = new Uint8Array(5 * MIB + 1)
    large.set(RED)
    const ask = () => register({ ...person('large'), Avatar: RED, CoverImg: large })
    expect(await refused(gatehouse, ask)).toEqual({
      status: 413,
      body: failure(413, 'The picture is too large'),
    })
  })

  it.each([
    ['says so', true],
    ['does not say so', false],
  ])('refuses a form of more than 12 MiB that %s', async (_, says) => {
    const body = new Uint8Array(12 * MIB + 1)
    const headers = new Headers({ 'content-type': 'multipart/form-data; boundary=x' })
    if (says) headers.set('content-length', String(body.length))
    const ask = () => call('POST', `${EXPRESS}/register`, { body, headers })
    expect(await refused(gatehouse, ask)).toEqual({
      status: 413,
      body: failure(413, 'The request body is too large'),
    })
  })

  it('reads a form of just under 12 MiB', async () => {
    const ask = () => register({ ...person('filler'), filler: 'x'.repeat(12 * MIB - 2000) })
    expect(await refused(gatehouse, ask)).toEqual({
      status: 400,
      body: field('Avatar', 'Avatar file is required'),
    })
  })
})
