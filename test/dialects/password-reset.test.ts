import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { DEAD, OK, RESET, resetsAt } from '../support/reset-keys.ts'
import { everythingAsText } from '../support/rows.ts'
import { BLANK, NO_ADDRESS, NO_TEXT, NULL, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse()
const { askForKey, validate, confirm } = resetsAt(gatehouse)
const { call, get, post } = callerOf(gatehouse)

let ada: SignedUp

beforeEach(async () => {
  ada = await signUp(gatehouse, 'Ada')
})

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
