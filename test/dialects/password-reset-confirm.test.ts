import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { canLogIn, logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { DEAD, NEW, OK, RESET, resetsAt } from '../support/reset-keys.ts'
import { rowsOf } from '../support/rows.ts'
import { BLANK, NO_TEXT, NULL, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse()
const { askForKey, validate, confirm } = resetsAt(gatehouse)
const { call, get, post } = callerOf(gatehouse)

let ada: SignedUp

beforeEach(async () => {
  ada = await signUp(gatehouse, 'Ada')
})

describe('POST /api/password_reset/confirm/', () => {
  it('sets the password, ends every session, signs nobody in, and tells the owner', async () => {
    const other = await logIn(gatehouse, ada)
    const { access, refresh } = await logInForJwt(gatehouse, ada)
    const answer = await gatehouse.request(`${RESET}/confirm/`, {
      method: 'POST',
      json: { token: await askForKey(ada), password: NEW },
    })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ status: 'OK' })
    expect(answer.headers.getSetCookie()).toEqual([])

    for (const token of [ada.token, other, access])
      expect((await get('/api/profile/', token)).status).toBe(401)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    expect((await rowsOf('sessions')).filter(({ account_id }) => account_id === ada.id)).toEqual([])
    expect([await canLogIn(gatehouse, ada, PASSWORD), await canLogIn(gatehouse, ada, NEW)]).toEqual([
      false,
      true,
    ])
    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({
      to: ada.email,
      subject: 'Gatehouse - Your password has been successfully changed!',
    })
    expect(JSON.stringify(message)).not.toContain(NEW)
  })

  it('works once', async () => {
    const key = await askForKey(ada)
    expect(await confirm(key)).toEqual(OK)
    expect(await refused(gatehouse, () => confirm(key, `${NEW}-2`))).toEqual(DEAD)
    expect(await validate(key)).toEqual(DEAD)
  })

  it('works for one of ten at once', async () => {
    const key = await askForKey(ada)
    const wishes = Array.from({ length: 10 }, (_, at) => `${NEW}-${at}`)
    const answers = await Promise.all(wishes.map((password) => confirm(key, password)))
    const won = answers.flatMap(({ status }, at) => (status === 200 ? [at] : []))
    expect(won).toHaveLength(1)
    expect(answers.filter(({ status }) => status !== 200)).toEqual(Array(9).fill(DEAD))
    expect(await canLogIn(gatehouse, ada, wishes[won[0] ?? -1] ?? '')).toBe(true)
  })

  it('keeps a key for a password that is not refused', async () => {
    const key = await askForKey(ada)
    expect(await refused(gatehouse, () => confirm(key, '123'))).toEqual({
      status: 400,
      body: {
        password: [
          'This password is too short. It must contain at least 8 characters.',
          'This password is too common.',
          'This password is entirely numeric.',
        ],
      },
    })
    expect(await refused(gatehouse, () => confirm(key, ada.email))).toEqual({
      status: 400,
      body: { password: ['The password is too similar to the email address.'] },
    })
    expect(await confirm(key)).toEqual(OK)
  })

  it('is not for the key of another account, nor after the password or the address was changed', async () => {
    const path = `/api/v1/users/${ada.id}/`
    const first = await askForKey(ada)
    await post(path, { old_password: PASSWORD, new_password: NEW }, ada.token)
    expect(await refused(gatehouse, () => confirm(first))).toEqual(DEAD)

    const second = await askForKey(ada)
    await call('PATCH', path, { json: { email: `new.${ada.email}` }, token: ada.token })
    expect(await refused(gatehouse, () => confirm(second))).toEqual(DEAD)
  })

  it('works after a login, and for a key that the other API mailed', async () => {
    const key = await askForKey(ada)
    await logIn(gatehouse, ada)
    expect(await confirm(key)).toEqual(OK)
    await post('/auth/users/reset_password/', { email: ada.email })
    expect(await confirm(linkOf((await gatehouse.emails())[0]).token, PASSWORD)).toEqual(OK)
  })

  it.each<[object, object]>([
    [{}, { token: REQUIRED, password: REQUIRED }],
    [
      { token: null, password: null },
      { token: NULL, password: NULL },
    ],
    [
      { token: '', password: ' ' },
      { token: BLANK, password: BLANK },
    ],
    [
      { token: { $ne: '' }, password: [NEW] },
      { token: NO_TEXT, password: NO_TEXT },
    ],
  ])('refuses %j', async (json, body) => {
    const answer = await refused(gatehouse, () => post(`${RESET}/confirm/`, json))
    expect(answer).toEqual({ status: 400, body })
  })

  it('refuses an unknown key, whatever the password', async () => {
    expect(await refused(gatehouse, () => confirm('x'.repeat(43)))).toEqual(DEAD)
    expect(await refused(gatehouse, () => confirm('x'.repeat(43), '123'))).toEqual(DEAD)
  })
})
