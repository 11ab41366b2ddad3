import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addressIn } from '../support/links.ts'
import { canLogIn, logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import {
  ANONYMOUS,
  BLANK,
  ENDED,
  JWT_ENDED,
  NO_TEXT,
  NUL,
  NULL,
  noMoreThan,
  REQUIRED,
  SURROGATE,
  TOO_SHORT,
} from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, put } = callerOf(gatehouse)

const NEW_PASSWORD = 'Zx4-harbour-Lantern'

describe('PUT /api/change_password/', () => {
  let rosa: SignedUp
  beforeEach(async () => {
    rosa = await signUp(gatehouse, 'rosa')
  })
  const change = (json: unknown, token = rosa.token) => put('/api/change_password/', json, token)
  const CHANGED = { status: 200, body: { message: 'Password updated successfully.' } }

  it('sets a new password, ends every other session and keeps the one that asks', async () => {
    const other = await logIn(gatehouse, rosa)
    const { access, refresh } = await logInForJwt(gatehouse, rosa)
    expect(await change({ old_password: ` ${PASSWORD} `, new_password: ` ${NEW_PASSWORD} ` })).toEqual(
      CHANGED,
    )

    expect((await get('/api/profile/', rosa.token)).status).toBe(200)
    expect(await get('/api/profile/', other)).toEqual(ENDED)
    expect(await get('/api/profile/', access)).toEqual(JWT_ENDED)
    expect((await call('POST', '/auth/jwt/refresh/', { json: { refresh } })).status).toBe(401)
    expect(await canLogIn(gatehouse, rosa, PASSWORD)).toBe(false)
    expect(await canLogIn(gatehouse, rosa, NEW_PASSWORD)).toBe(true)
  })

  it('that comes while another one is made is asked to come back in a second, and changes nothing', async () => {
    const passwords = [NEW_PASSWORD, `${NEW_PASSWORD}-2`]
    const answers = await Promise.all(
      passwords.map((new_password) => change({ old_password: PASSWORD, new_password })),
    )
    const lost = answers.findIndex(({ status }) => status === 503)
    expect(answers[lost]).toEqual({
      status: 503,
      retryAfter: '1',
      body: { detail: 'Service temporarily unavailable, try again later.' },
    })
    expect(answers[1 - lost]).toEqual(CHANGED)
    expect(await canLogIn(gatehouse, rosa, passwords[1 - lost] ?? '')).toBe(true)
    expect(await canLogIn(gatehouse, rosa, passwords[lost] ?? '')).toBe(false)
  })

  it('keeps a session of JWTs that asks', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, rosa)
    expect(await change({ old_password: PASSWORD, new_password: NEW_PASSWORD }, access)).toEqual(CHANGED)
    expect((await get('/api/profile/', access)).status).toBe(200)
    expect((await call('POST', '/auth/jwt/refresh/', { json: { refresh } })).status).toBe(200)
    expect(await get('/api/profile/', rosa.token)).toEqual(ENDED)
  })

  it('tells the owner by mail, without a password, with a link for whoever it was not', async () => {
    await change({ old_password: PASSWORD, new_password: NEW_PASSWORD })
    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({
      to: rosa.email,
      subject: 'Gatehouse - Your password has been successfully changed!',
    })
    expect(`${message?.text}${message?.html}`).not.toMatch(/kestrel|lantern/i)
    expect(addressIn(message).pathname).toBe('/not-me')
    expect(await everythingAsText()).not.toMatch(/kestrel|lantern/i)
  })

  const wishes: [string, object, unknown][] = [
    ['nothing', {}, { old_password: REQUIRED, new_password: REQUIRED }],
    ['null', { old_password: null, new_password: null }, { old_password: NULL, new_password: NULL }],
    ['blanks', { old_password: ' ', new_password: ' ' }, { old_password: BLANK, new_password: BLANK }],
    ['no texts', { old_password: {}, new_password: true }, { old_password: NO_TEXT, new_password: NO_TEXT }],
    [
      'null characters',
      { old_password: '\0', new_password: 'a\0' },
      { old_password: NUL, new_password: NUL },
    ],
    [
      'lone surrogates',
      { old_password: '\ud800', new_password: '\ud800' },
      { old_password: SURROGATE, new_password: SURROGATE },
    ],
    [
      'the wrong password, whatever the new one',
      { old_password: NEW_PASSWORD, new_password: '123' },
      { old_password: ['Wrong password.'] },
    ],
    [
      'a weak one',
      { old_password: PASSWORD, new_password: '12345' },
      {
        new_password: [...TOO_SHORT, 'This password is too common.', 'This password is entirely numeric.'],
      },
    ],
    [
      'one of more than 1,024 bytes',
      { old_password: PASSWORD, new_password: 'é'.repeat(513) },
      { new_password: noMoreThan(1024, 'bytes') },
    ],
  ]
  it.each(wishes)('refuses %s and changes nothing', async (_, wish, body) => {
    expect(await refused(gatehouse, () => change(wish))).toEqual({ status: 400, body })
  })

  it('refuses one that is like the name that the person has now', async () => {
    await put('/api/profile/', { last_name: 'Wolfgangus' }, rosa.token)
    expect(
      await refused(gatehouse, () => change({ old_password: PASSWORD, new_password: 'wolfgangus7' })),
    ).toEqual({
      status: 400,
      body: { new_password: ['The password is too similar to the last name.'] },
    })
  })

  it('asks for a login', async () => {
    const wish = { old_password: PASSWORD, new_password: NEW_PASSWORD }
    expect(await refused(gatehouse, () => put('/api/change_password/', wish))).toEqual(ANONYMOUS)
    expect(await canLogIn(gatehouse, rosa, PASSWORD)).toBe(true)
  })
})
