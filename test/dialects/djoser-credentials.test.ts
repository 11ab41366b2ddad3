import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import {
  ANONYMOUS,
  BLANK,
  ENDED,
  JWT_ENDED,
  NAME_TAKEN,
  NO_NAME,
  NO_TEXT,
  NUL,
  NULL,
  noMoreThan,
  REQUIRED,
  SURROGATE,
  TOO_SHORT,
} from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

const NEW_PASSWORD = 'Zx4-harbour-Lantern'
const DONE = { status: 204 }
const WRONG_PASSWORD = { current_password: ['Invalid password.'] }

let uma: SignedUp
beforeEach(async () => {
  uma = await signUp(gatehouse, 'uma')
})

describe('POST /auth/users/set_password/', () => {
  const set = (json: unknown, token = uma.token) => post('/auth/users/set_password/', json, token)

  it('sets a new password, ends every other session and keeps the one that asks', async () => {
    const other = await logIn(gatehouse, uma)
    const { access, refresh } = await logInForJwt(gatehouse, uma)
    const wish = { current_password: PASSWORD, new_password: NEW_PASSWORD, re_new_password: NEW_PASSWORD }
    expect(await set(wish)).toEqual(DONE)

    expect((await get('/auth/users/me/', uma.token)).status).toBe(200)
    expect(await get('/auth/users/me/', other)).toEqual(ENDED)
    expect(await get('/auth/users/me/', access)).toEqual(JWT_ENDED)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    await gatehouse.settled()
    expect((await post('/auth/jwt/verify/', { token: access })).status).toBe(401)
    expect(await canLogIn(gatehouse, uma, PASSWORD)).toBe(false)
    expect(await canLogIn(gatehouse, uma, NEW_PASSWORD)).toBe(true)
  })

  it('keeps the JWTs that ask, also where only KV is looked at', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, uma)
    expect(await set({ current_password: PASSWORD, new_password: NEW_PASSWORD }, access)).toEqual(DONE)
    await gatehouse.settled()
    expect(await post('/auth/jwt/verify/', { token: access })).toEqual({ status: 200, body: {} })
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(200)
    expect(await get('/auth/users/me/', uma.token)).toEqual(ENDED)
  })

  it('tells the owner by mail, and keeps both passwords to itself', async () => {
    await set({ current_password: PASSWORD, new_password: NEW_PASSWORD })
    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({
      to: uma.email,
      subject: 'Gatehouse - Your password has been successfully changed!',
    })
    expect(JSON.stringify(message) + (await everythingAsText())).not.toMatch(/kestrel|lantern/i)
  })

  it('takes a form', async () => {
    const body = new URLSearchParams({ current_password: PASSWORD, new_password: NEW_PASSWORD })
    expect(await call('POST', '/auth/users/set_password', { body, token: uma.token })).toEqual(DONE)
    expect(await canLogIn(gatehouse, uma, NEW_PASSWORD)).toBe(true)
  })

  const right = { current_password: PASSWORD, new_password: NEW_PASSWORD }
  it.each<[string, object, unknown]>([
    ['nothing', {}, { current_password: REQUIRED, new_password: REQUIRED }],
    [
      'null',
      { current_password: null, new_password: null, re_new_password: null },
      { current_password: NULL, new_password: NULL, re_new_password: NULL },
    ],
    [
      'blanks',
      { current_password: '', new_password: ' ', re_new_password: '' },
      { current_password: BLANK, new_password: BLANK, re_new_password: BLANK },
    ],
    [
      'what is no text',
      { current_password: [], new_password: {}, re_new_password: true },
      { current_password: NO_TEXT, new_password: NO_TEXT, re_new_password: NO_TEXT },
    ],
    [
      'null characters and surrogates',
      { current_password: '\0', new_password: 'a\0', re_new_password: '\ud800' },
      { current_password: NUL, new_password: NUL, re_new_password: SURROGATE },
    ],
    ['a wrong password before a weak one', { current_password: 'x', new_password: '1' }, WRONG_PASSWORD],
    [
      'a wrong password before two that differ',
      { ...right, current_password: 'x', re_new_password: 'y' },
      WRONG_PASSWORD,
    ],
    [
      'a weak one before two that differ',
      { ...right, new_password: 'Xy7-kq', re_new_password: 'y' },
      { new_password: TOO_SHORT },
    ],
    [
      'two that differ',
      { ...right, re_new_password: PASSWORD },
      { non_field_errors: ["The two password fields didn't match."] },
    ],
    [
      'one that is too long',
      { ...right, new_password: 'a'.repeat(1025) },
      { new_password: noMoreThan(1024, 'bytes') },
    ],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => set(json))).toEqual({ status: 400, body })
  })

  it('refuses one that is like the name', async () => {
    const ask = () => set({ ...right, new_password: `${uma.username.toUpperCase()}@example` })
    expect(await refused(gatehouse, ask)).toEqual({
      status: 400,
      body: { new_password: ['The password is too similar to the email address.'] },
    })
  })

  it('asks for a login', async () => {
    expect(await refused(gatehouse, () => post('/auth/users/set_password/', right))).toEqual(ANONYMOUS)
  })
})

describe('POST /auth/users/set_username/', () => {
  const set = (json: unknown) => post('/auth/users/set_username/', json, uma.token)
  const rename = { current_password: PASSWORD, new_username: 'renamed' }

  it('renames, and no session ends', async () => {
    const { access } = await logInForJwt(gatehouse, uma)
    const name = `new-${uma.username}`
    const wish = { current_password: PASSWORD, new_username: ` ${name} `, re_new_username: name }
    expect(await set(wish)).toEqual(DONE)

    const me = { status: 200, body: { email: uma.email, id: uma.id, username: name } }
    expect(await get('/auth/users/me/', uma.token)).toEqual(me)
    expect(await get('/auth/users/me/', access)).toEqual(me)
    expect(await canLogIn(gatehouse, uma, PASSWORD)).toBe(false)
    expect(await canLogIn(gatehouse, { ...uma, username: name }, PASSWORD)).toBe(true)
  })

  it('takes a form', async () => {
    const new_username = `form-${uma.username}`
    const body = new URLSearchParams({ current_password: PASSWORD, new_username })
    expect(await call('POST', '/auth/users/set_username', { body, token: uma.token })).toEqual(DONE)
    expect((await get('/auth/users/me/', uma.token)).body).toMatchObject({ username: new_username })
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { current_password: REQUIRED, new_username: REQUIRED }],
    [
      'null',
      { current_password: null, new_username: null, re_new_username: null },
      { current_password: NULL, new_username: NULL, re_new_username: NULL },
    ],
    [
      'blanks',
      { current_password: ' ', new_username: ' ', re_new_username: ' ' },
      { current_password: BLANK, new_username: BLANK, re_new_username: BLANK },
    ],
    [
      'what is no text',
      { current_password: {}, new_username: [], re_new_username: false },
      { current_password: NO_TEXT, new_username: NO_TEXT, re_new_username: NO_TEXT },
    ],
    ['a name of other letters', { ...rename, new_username: 'no blanks' }, { new_username: NO_NAME }],
    ['a long name', { ...rename, new_username: 'u'.repeat(151) }, { new_username: noMoreThan(150) }],
    ['a null character', { ...rename, new_username: 'u\0' }, { new_username: [...NO_NAME, ...NUL] }],
    ['a surrogate', { ...rename, new_username: 'u\ud800' }, { new_username: SURROGATE }],
    ['a wrong password', { ...rename, current_password: PASSWORD.toLowerCase() }, WRONG_PASSWORD],
    [
      'two names that differ',
      { ...rename, re_new_username: 'Renamed' },
      { non_field_errors: ["The two username fields didn't match."] },
    ],
    [
      'a wrong password before two names that differ',
      { current_password: 'x', new_username: 'renamed', re_new_username: 'other' },
      WRONG_PASSWORD,
    ],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => set(json))).toEqual({ status: 400, body })
  })

  it('refuses a name that is taken, and one’s own', async () => {
    const other = await signUp(gatehouse, 'other')
    for (const new_username of [other.username.toUpperCase(), uma.username]) {
      expect(await refused(gatehouse, () => set({ ...rename, new_username }))).toEqual({
        status: 400,
        body: { new_username: NAME_TAKEN },
      })
    }
  })

  it('takes one’s own name in another case', async () => {
    const ida = await signUp(gatehouse, 'ida')
    const new_username = ida.username.toUpperCase()
    const json = { current_password: ida.password, new_username }
    const answer = await call('POST', '/auth/users/set_username/', { token: ida.token, json })
    expect(answer.status).toBe(204)
    const me = await call('GET', '/auth/users/me/', { token: ida.token })
    expect(me.body).toEqual({ email: ida.email, id: ida.id, username: new_username })
  })

  it('does not tell who is there to whoever has not the password', async () => {
    const other = await signUp(gatehouse, 'other')
    const ask = () => set({ current_password: 'x', new_username: other.username })
    expect(await refused(gatehouse, ask)).toEqual({ status: 400, body: WRONG_PASSWORD })
  })

  it('asks for a login', async () => {
    expect(await refused(gatehouse, () => post('/auth/users/set_username/', rename))).toEqual(ANONYMOUS)
  })
})
