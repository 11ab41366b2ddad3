import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { canLogIn, disable, logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

const RESET = '/api/password_reset'
const NEW = 'Zx4-harbour-Lantern'
const OK = { status: 200, body: { status: 'OK' } }
const DEAD = {
  status: 404,
  body: { detail: 'The OTP password entered is not valid. Please check and try again.' },
}
const REQUIRED = ['This field is required.']
const NULL = ['This field may not be null.']
const BLANK = ['This field may not be blank.']
const NO_TEXT = ['Not a valid string.']
const NO_ADDRESS = ['Enter a valid email address.']

let ada: SignedUp

beforeEach(async () => {
  ada = await signUp(gatehouse, 'Ada')
})

/** The key of the newest email. */
async function lastKey(from: AppEnv = gatehouse): Promise<string> {
  const [message] = await from.emails()
  const [, key = ''] = /token=([\w-]+)/.exec(message?.text ?? '') ?? []
  expect(key).not.toBe('')
  return key
}

async function askForKey({ email }: SignedUp): Promise<string> {
  expect(await post(`${RESET}/`, { email })).toEqual(OK)
  return lastKey()
}

const validate = (token: unknown) => post(`${RESET}/validate_token/`, { token })
const confirm = (token: unknown, password: unknown = NEW) => post(`${RESET}/confirm/`, { token, password })

describe('POST /api/password_reset/', () => {
  it('mails a key, by itself and in a link of ours, and stores it in no form that could be used', async () => {
    const sent = (await gatehouse.emails()).length
    const key = await askForKey(ada)
    const emails = await gatehouse.emails()
    expect(emails).toHaveLength(sent + 1)
    expect(emails[0]).toEqual({
      to: ada.email,
      subject: 'Password Reset for Gatehouse',
      text: expect.stringContaining(`http://localhost:8787/password/reset?token=${key}\n`),
      html: expect.stringContaining(key),
    })
    expect(emails[0]?.text).toContain(`Or enter this key in the app: ${key}\n`)
    expect(await everythingAsText()).not.toContain(key)
  })

  it.each<[string, (email: string) => RequestInit & { json?: unknown; token?: string }]>([
    ['an address in another case', (email) => ({ json: { email: ` ${email.toUpperCase()} ` } })],
    ['a form', (email) => ({ body: new URLSearchParams({ email }) })],
    ['a stale token', (email) => ({ json: { email }, token: 'f'.repeat(40) })],
  ])('takes %s, and mails to the address as it is stored', async (_, init) => {
    expect(await call('POST', RESET, init(ada.email))).toEqual(OK)
    expect((await gatehouse.emails())[0]?.to).toBe(ada.email)
  })

  it('answers an unknown address, and that of a disabled account, alike, and mails to neither', async () => {
    const gone = await signUp(gatehouse)
    await disable(gone)
    for (const email of ['nobody@example.com', gone.email, `x${ada.email}`]) {
      expect(await refused(gatehouse, () => post(`${RESET}/`, { email }))).toEqual(OK)
    }
  })

  it('leaves the key before alive', async () => {
    const first = await askForKey(ada)
    const second = await askForKey(ada)
    expect([await validate(first), await validate(second)]).toEqual([OK, OK])
  })

  it('makes its link from the settings, whatever the request says of its host (HDR-01, HDR-02)', async () => {
    const headers = {
      'content-type': 'application/json',
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'ftp',
      forwarded: 'host=evil.example',
    }
    const body = JSON.stringify({ email: ada.email })
    await gatehouse.send(new Request(`https://evil.example${RESET}/`, { method: 'POST', headers, body }))
    const [message] = await gatehouse.emails()
    expect(message?.text).toContain('http://localhost:8787/password/reset?token=')
    expect(JSON.stringify(message)).not.toContain('evil')
  })

  it.each<[unknown, string[]]>([
    [undefined, REQUIRED],
    [null, NULL],
    [' ', BLANK],
    ['ada', NO_ADDRESS],
    ['a@example.com,b@example.com', NO_ADDRESS],
    ['a@example.com\r\nBcc: b@example.com', NO_ADDRESS],
    [['a@example.com'], NO_ADDRESS],
    [{ $ne: null }, NO_ADDRESS],
    [true, NO_ADDRESS],
  ])('refuses the address %j', async (email, messages) => {
    const ask = () => post(`${RESET}/`, { email })
    expect(await refused(gatehouse, ask)).toEqual({ status: 400, body: { email: messages } })
  })

  it.each(['/', '/validate_token/', '/confirm/'])('%s has no other method than POST', async (api) => {
    const body = { detail: 'Method "GET" not allowed.' }
    const answer = { status: 405, body, allow: 'POST, OPTIONS' }
    expect(await get(RESET + api)).toEqual(answer)
    expect(await get((RESET + api).slice(0, -1))).toEqual(answer)
    expect(await get(`${RESET}/other${api}`)).toEqual({ status: 404, body: { detail: 'Not found.' } })
  })
})

describe('POST /api/password_reset/validate_token/', () => {
  it('says whether a key is good, and uses nothing up', async () => {
    const key = await askForKey(ada)
    for (let time = 0; time < 3; time++) expect(await refused(gatehouse, () => validate(key))).toEqual(OK)
    const bare = await call('POST', `${RESET}/validate_token`, { json: { token: ` ${key} ` } })
    expect(bare).toEqual(OK)
  })

  it.each<[string, (key: string) => unknown]>([
    ['an unknown key', () => 'x'.repeat(43)],
    ['a key in another case', (key) => key.toUpperCase()],
    ['half a key', (key) => key.slice(0, 20)],
    ['a key and more', (key) => `${key}x`],
    ['a wildcard', () => '%'],
    ['a number', () => 7],
  ])('refuses %s', async (_, of) => {
    const key = await askForKey(ada)
    expect(await refused(gatehouse, () => validate(of(key)))).toEqual(DEAD)
  })

  it.each<[unknown, string[]]>([
    [undefined, REQUIRED],
    [null, NULL],
    ['', BLANK],
    [{ $ne: '' }, NO_TEXT],
    [true, NO_TEXT],
  ])('refuses the key %j', async (token, messages) => {
    expect(await refused(gatehouse, () => validate(token))).toEqual({
      status: 400,
      body: { token: messages },
    })
  })

  it('refuses a key after an hour, and one of an account that was disabled', async () => {
    const key = await askForKey(ada)
    gatehouse.wait(3599)
    expect(await validate(key)).toEqual(OK)
    gatehouse.wait(1)
    expect(await validate(key)).toEqual(DEAD)

    const other = await askForKey(ada)
    await disable(ada)
    expect(await validate(other)).toEqual(DEAD)
    expect(await refused(gatehouse, () => confirm(other))).toEqual(DEAD)
  })
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
