import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf, uidOf } from '../support/links.ts'
import { canLogIn, disable, logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { BLANK, ENDED, JWT_ENDED, NO_TEXT, NUL, NULL, REQUIRED, SURROGATE, TOO_SHORT } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post, put } = callerOf(gatehouse)

const NEW_PASSWORD = 'Zx4-harbour-Lantern'
const DONE = { status: 204 }
const NO_USER = { status: 400, body: { uid: ["Invalid user id or user doesn't exist."] } }
const DEAD_LINK = { status: 400, body: { token: ['Invalid token for given user.'] } }

let zoe: SignedUp
beforeEach(async () => {
  zoe = await signUp(gatehouse, 'zoe')
})

async function askForReset({ email }: SignedUp) {
  expect(await post('/auth/users/reset_password/', { email })).toEqual(DONE)
  const [message] = await gatehouse.emails()
  return linkOf(message)
}

describe('POST /auth/users/reset_password_confirm/', () => {
  const confirm = (json: unknown) => post('/auth/users/reset_password_confirm/', json)

  it('sets the password, ends every session, tells the owner and works once', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, zoe)
    const wish = {
      ...(await askForReset(zoe)),
      new_password: ` ${NEW_PASSWORD} `,
      re_new_password: NEW_PASSWORD,
    }
    expect(await confirm(wish)).toEqual(DONE)

    expect(await get('/auth/users/me/', zoe.token)).toEqual(ENDED)
    expect(await get('/auth/users/me/', access)).toEqual(JWT_ENDED)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    expect((await gatehouse.emails())[0]).toMatchObject({
      to: zoe.email,
      subject: 'Gatehouse - Your password has been successfully changed!',
    })
    expect((await post('/auth/jwt/verify/', { token: access })).status).toBe(401)
    expect(
      await refused(gatehouse, () => confirm({ ...wish, new_password: PASSWORD, re_new_password: PASSWORD })),
    ).toEqual(DEAD_LINK)
    expect(await canLogIn(gatehouse, zoe, PASSWORD)).toBe(false)
    expect(await canLogIn(gatehouse, zoe, NEW_PASSWORD)).toBe(true)
  })

  it('takes a form', async () => {
    const body = new URLSearchParams({ ...(await askForReset(zoe)), new_password: NEW_PASSWORD })
    expect(await call('POST', '/auth/users/reset_password_confirm', { body })).toEqual(DONE)
    expect(await canLogIn(gatehouse, zoe, NEW_PASSWORD)).toBe(true)
  })

  const nobody = { uid: 'x', token: 'x', new_password: NEW_PASSWORD }
  it.each<[string, object, unknown]>([
    ['nothing', {}, { uid: REQUIRED, token: REQUIRED, new_password: REQUIRED }],
    [
      'null',
      { uid: null, token: null, new_password: null, re_new_password: null },
      { uid: NULL, token: NULL, new_password: NULL, re_new_password: NULL },
    ],
    [
      'blanks',
      { uid: '', token: ' ', new_password: '', re_new_password: '' },
      { uid: BLANK, token: BLANK, new_password: BLANK, re_new_password: BLANK },
    ],
    [
      'what is no text',
      { uid: [], token: {}, new_password: true, re_new_password: [] },
      { uid: NO_TEXT, token: NO_TEXT, new_password: NO_TEXT, re_new_password: NO_TEXT },
    ],
    [
      'null characters',
      { uid: '\0a', token: 'a\0', new_password: 'a\0' },
      { uid: NUL, token: NUL, new_password: NUL },
    ],
    ['a lone surrogate', { ...nobody, new_password: '\ud800' }, { new_password: SURROGATE }],
    [
      'a weak password before anything of the link',
      { ...nobody, new_password: 'Xy7-kq' },
      { new_password: TOO_SHORT },
    ],
    [
      'two passwords that differ before anything of the link',
      { ...nobody, re_new_password: PASSWORD },
      { non_field_errors: ["The two password fields didn't match."] },
    ],
    ['a user who is none', nobody, NO_USER.body],
    ['a number for a user', { ...nobody, uid: 7 }, NO_USER.body],
    ['a user of another system', { ...nobody, uid: 'MQ' }, NO_USER.body],
    ['a user who is not there', { ...nobody, uid: btoa(crypto.randomUUID()) }, NO_USER.body],
    [
      'surrogates in a link',
      { ...nobody, uid: '\ud800', token: '\ud800' },
      { uid: SURROGATE, token: SURROGATE },
    ],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => confirm(json))).toEqual({ status: 400, body })
  })

  it('refuses a link that was changed, or is somebody else’s', async () => {
    const other = await signUp(gatehouse, 'other')
    const { uid, token } = await askForReset(zoe)
    const wish = { uid, token, new_password: NEW_PASSWORD }
    for (const wrong of [{ token: `${token}A` }, { token: token.toLowerCase() }, { uid: uidOf(other) }]) {
      expect(await refused(gatehouse, () => confirm({ ...wish, ...wrong }))).toEqual(DEAD_LINK)
    }
    expect(await refused(gatehouse, () => confirm({ ...wish, uid: `${uid}=` }))).toEqual(NO_USER)
    expect(await confirm(wish)).toEqual(DONE)
  })

  it('lets a link live on when the password is refused', async () => {
    const link = await askForReset(zoe)
    const similar = () => confirm({ ...link, new_password: zoe.email })
    expect(await refused(gatehouse, similar)).toEqual({
      status: 400,
      body: { new_password: ['The password is too similar to the email address.'] },
    })
    expect(await confirm({ ...link, new_password: NEW_PASSWORD })).toEqual(DONE)
  })

  const changes: [string, () => Promise<unknown>][] = [
    [
      'a new password',
      () =>
        put(
          '/api/change_password/',
          { old_password: PASSWORD, new_password: 'Wd9-orchard-Thimble' },
          zoe.token,
        ),
    ],
    ['another address', () => put('/auth/users/me/', { email: `new-${zoe.email}` }, zoe.token)],
    ['no address any more', () => put('/api/profile/', { email: '' }, zoe.token)],
    [
      'three newer links',
      async () => {
        for (let time = 0; time < 3; time++) {
          gatehouse.wait(1)
          await askForReset(zoe)
        }
      },
    ],
    ['an hour', async () => gatehouse.wait(3600)],
  ]
  it.each(changes)('refuses a link after %s', async (_, change) => {
    const link = await askForReset(zoe)
    await change()
    expect(await refused(gatehouse, () => confirm({ ...link, new_password: NEW_PASSWORD }))).toEqual(
      DEAD_LINK,
    )
    expect(await canLogIn(gatehouse, zoe, NEW_PASSWORD)).toBe(false)
  })

  it('lets a link live through a login, a logout, another name and almost an hour', async () => {
    const link = await askForReset(zoe)
    const token = await logIn(gatehouse, zoe)
    await put('/api/profile/', { username: `new-${zoe.username}`, email: zoe.email.toUpperCase() }, token)
    await post('/auth/token/logout/', undefined, token)
    gatehouse.wait(3599)
    expect(await confirm({ ...link, new_password: NEW_PASSWORD })).toEqual(DONE)
  })

  it('sets no password for whoever was disabled since', async () => {
    const link = await askForReset(zoe)
    await disable(zoe)
    expect(await refused(gatehouse, () => confirm({ ...link, new_password: NEW_PASSWORD }))).toEqual(
      DEAD_LINK,
    )
  })

  it('does not take a link for a new name', async () => {
    await post('/auth/users/reset_username/', { email: zoe.email })
    const link = linkOf((await gatehouse.emails())[0])
    expect(await refused(gatehouse, () => confirm({ ...link, new_password: NEW_PASSWORD }))).toEqual(
      DEAD_LINK,
    )
  })
})
