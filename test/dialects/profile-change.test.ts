import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import {
  ADDRESS_TAKEN,
  ANONYMOUS,
  BLANK,
  NAME_TAKEN,
  NO_ADDRESS,
  NO_NAME,
  NO_TEXT,
  NUL,
  NULL,
  noMoreThan,
  SURROGATE,
} from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, put, patch } = callerOf(gatehouse)

const NEW_PASSWORD = 'Zx4-harbour-Lantern'

describe('PUT /api/profile/', () => {
  let max: SignedUp
  beforeEach(async () => {
    max = await signUp(gatehouse, 'max')
  })
  const profileOf = async ({ token }: SignedUp) => (await get('/api/profile/', token)).body
  const untouched = ({ username, email }: SignedUp) => ({
    first_name: '',
    last_name: '',
    email,
    username,
    image: null,
  })

  it('changes everything that is sent', async () => {
    const wish = {
      username: ` new-${max.username} `,
      first_name: ' Max ',
      last_name: 'Planck',
      email: `New-${max.email}`.replace('example', 'EXAMPLE'),
    }
    const body = {
      first_name: 'Max',
      last_name: 'Planck',
      email: `New-${max.email}`,
      username: `new-${max.username}`,
      image: null,
    }
    expect(await put('/api/profile/', wish, max.token)).toEqual({ status: 200, body })
    expect(await profileOf(max)).toEqual(body)
    expect(await canLogIn(gatehouse, max, PASSWORD)).toBe(false)
    expect(await canLogIn(gatehouse, { ...max, username: wish.username }, PASSWORD)).toBe(true)
  })

  it('leaves what is not sent, under PATCH as well', async () => {
    expect(await patch('/api/profile/', { first_name: 'Max' }, max.token)).toEqual({
      status: 200,
      body: { ...untouched(max), first_name: 'Max' },
    })
    expect(await put('/api/profile', { email: '' }, max.token)).toEqual({
      status: 200,
      body: { ...untouched(max), first_name: 'Max', email: '' },
    })
    expect(await put('/api/profile/', {}, max.token)).toEqual({
      status: 200,
      body: { ...untouched(max), first_name: 'Max', email: '' },
    })
  })

  it('lets a name and an address be written in another case by whom they belong to', async () => {
    const wish = { username: max.username.toUpperCase(), email: max.email.replace('max', 'MAX') }
    expect(await put('/api/profile/', wish, max.token)).toEqual({
      status: 200,
      body: { ...untouched(max), ...wish },
    })
  })

  it('does not touch what is not of the profile', async () => {
    const wish = {
      id: 'x',
      user_id: 'x',
      is_staff: true,
      is_active: false,
      password: NEW_PASSWORD,
      sessionVersion: 9,
    }
    expect(await put('/api/profile/', wish, max.token)).toEqual({ status: 200, body: untouched(max) })
    expect(await canLogIn(gatehouse, max, PASSWORD)).toBe(true)
    expect((await get('/auth/users/', max.token)).body).toEqual([
      { id: max.id, username: max.username, email: max.email },
    ])
  })

  it.each<[string, object, unknown]>([
    [
      'null',
      { username: null, first_name: null, last_name: null, email: null },
      { username: NULL, first_name: NULL, last_name: NULL, email: NULL },
    ],
    [
      'what is no text',
      { username: [], first_name: {}, last_name: true, email: [], image: {} },
      { username: NO_TEXT, first_name: NO_TEXT, last_name: NO_TEXT, email: NO_ADDRESS, image: NO_TEXT },
    ],
    ['blanks', { username: ' ' }, { username: BLANK }],
    [
      'null characters',
      { username: 'm\0', first_name: 'm\0', last_name: 'm\0', image: 'm\0' },
      { username: [...NO_NAME, ...NUL], first_name: NUL, last_name: NUL, image: NUL },
    ],
    [
      'lone surrogates',
      { username: '\ud800', first_name: '\ud800', last_name: '\ud800', email: '\ud800@x.org' },
      { username: SURROGATE, first_name: SURROGATE, last_name: SURROGATE, email: NO_ADDRESS },
    ],
    [
      'what is too long',
      { username: 'm'.repeat(151), first_name: 'm'.repeat(151), last_name: 'm'.repeat(151) },
      { username: noMoreThan(150), first_name: noMoreThan(150), last_name: noMoreThan(150) },
    ],
    ['one bad field among good ones', { first_name: 'Max', email: 'max' }, { email: NO_ADDRESS }],
    ['no object', [], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
  ])('refuses %s and changes nothing', async (_, wish, body) => {
    expect(await refused(gatehouse, () => put('/api/profile/', wish, max.token))).toEqual({
      status: 400,
      body,
    })
    expect(await refused(gatehouse, () => patch('/api/profile/', wish, max.token))).toEqual({
      status: 400,
      body,
    })
  })

  it('names both a name and an address that belong to somebody else', async () => {
    const other = await signUp(gatehouse, 'other')
    const wish = {
      username: other.username.toUpperCase(),
      email: other.email.toUpperCase(),
      first_name: 'Max',
    }
    expect(await refused(gatehouse, () => put('/api/profile/', wish, max.token))).toEqual({
      status: 400,
      body: { username: NAME_TAKEN, email: ADDRESS_TAKEN },
    })
  })

  it('asks for a login before it looks at the body', async () => {
    expect(await refused(gatehouse, () => put('/api/profile/', { username: '' }))).toEqual(ANONYMOUS)
    const broken = { body: '{', headers: { 'content-type': 'application/xml' } }
    expect(await refused(gatehouse, () => call('PATCH', '/api/profile/', broken))).toEqual(ANONYMOUS)
  })
})
