import { describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'
import {
  ADDRESS_TAKEN,
  BLANK,
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
const { call, post } = callerOf(gatehouse)

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('POST /auth/users/', () => {
  const eve = { username: 'eve', password: PASSWORD, email: 'eve@example.com' }
  const register = (wish: object) => refused(gatehouse, () => post('/auth/users/', wish))

  it('opens an account, and shows who it is without the password or a token', async () => {
    const ada = { username: 'ada', password: PASSWORD, re_password: PASSWORD, email: ' Ada@EXAMPLE.com ' }
    expect(await post('/auth/users/', ada)).toEqual({
      status: 201,
      body: { email: 'Ada@example.com', id: expect.stringMatching(UUID), username: 'ada' },
    })
    expect(await rowsOf('sessions')).toEqual([])
    expect(await everythingAsText()).not.toContain(PASSWORD)
    expect(await gatehouse.emails()).toEqual([])
  })

  it('normalises a name, and needs no address', async () => {
    const form = new URLSearchParams({ username: ' ﬁx ', password: PASSWORD })
    expect(await call('POST', '/auth/users', { body: form })).toEqual({
      status: 201,
      body: { email: '', id: expect.stringMatching(UUID), username: 'fix' },
    })
  })

  it('accepts the example of its document', async () => {
    const example = {
      username: 'example_user',
      password: 'example_password',
      re_password: 'example_password',
      email: 'example@example.com',
    }
    expect(await post('/auth/users/', example)).toEqual({
      status: 201,
      body: { email: 'example@example.com', id: expect.stringMatching(UUID), username: 'example_user' },
    })
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { username: REQUIRED, password: REQUIRED }],
    [
      'null',
      { username: null, password: null, re_password: null, email: null },
      { username: NULL, password: NULL, re_password: NULL, email: NULL },
    ],
    [
      'what is no text',
      { username: {}, password: [], re_password: true, email: false },
      { username: NO_TEXT, password: NO_TEXT, re_password: NO_TEXT, email: NO_ADDRESS },
    ],
    [
      'blanks',
      { username: '\u00a0', password: ' \t', re_password: '', email: ' ' },
      { username: BLANK, password: BLANK, re_password: BLANK },
    ],
    [
      'null characters',
      { username: '\0', password: '\0', re_password: 'a\0' },
      { username: [...NO_NAME, ...NUL], password: NUL, re_password: NUL },
    ],
    [
      'lone surrogates',
      { username: '\udc00', password: '\udc00', email: '\udc00@x.org' },
      { username: SURROGATE, password: SURROGATE, email: NO_ADDRESS },
    ],
    [
      'what is too long',
      { username: 'e'.repeat(151), password: PASSWORD.repeat(60), email: `${'e'.repeat(243)}@example.com` },
      { username: noMoreThan(150), password: noMoreThan(1024, 'bytes'), email: noMoreThan(254) },
    ],
    [
      'what is too long, twice',
      { ...eve, password: PASSWORD.repeat(60), re_password: PASSWORD.repeat(60) },
      { password: noMoreThan(1024, 'bytes') },
    ],
    [
      'a weak password before two that differ',
      { ...eve, password: 'Xy7-kq', re_password: 'other' },
      { password: TOO_SHORT },
    ],
    [
      'two passwords that differ',
      { ...eve, re_password: PASSWORD.toUpperCase() },
      { non_field_errors: ["The two password fields didn't match."] },
    ],
    ['two passwords of which one is null', { ...eve, re_password: null }, { re_password: NULL }],
  ])('refuses %s', async (_, wish, body) => {
    expect(await register(wish)).toEqual({ status: 400, body })
  })

  it('names a name and an address that are taken', async () => {
    const { username, email } = await signUp(gatehouse, 'max')
    expect(await register({ ...eve, username: username.toUpperCase(), email: email.toUpperCase() })).toEqual({
      status: 400,
      body: { username: NAME_TAKEN, email: ADDRESS_TAKEN },
    })
  })

  it('is out of service without its secret', async () => {
    vi.spyOn(console, 'error').mockImplementationOnce(() => {})
    const closed = openGatehouse({ MASTER_KEYS: '' })
    expect(await refused(closed, () => callerOf(closed).post('/auth/users/', eve))).toEqual(OUT_OF_SERVICE)
  })
})
