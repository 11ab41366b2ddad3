import { beforeEach, describe, expect, it } from 'vitest'
import { freshAddress, openByEmail, rowOf, type SignedUpByEmail } from '../support/by-email.ts'
import { linkOf, uidOf } from '../support/links.ts'
import { disable, PASSWORD, proveAddress } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { ADDRESS_TAKEN, NO_ADDRESS, NO_TEXT, NULL, REQUIRED } from './sentences.ts'

const { gatehouse, post, signUp, canSignIn, emailsTo } = openByEmail()

const DONE = { status: 204 }
const DEAD_LINK = { status: 400, body: { token: ['Invalid token for given user.'] } }
const NO_USER = { status: 400, body: { uid: ["Invalid user id or user doesn't exist."] } }
const DIFFERENT = { non_field_errors: ["The two email fields didn't match."] }

let ada: SignedUpByEmail
beforeEach(async () => {
  ada = await signUp()
})

async function askForLink({ email }: SignedUpByEmail, house = { gatehouse, post }) {
  expect(await house.post('/auth/users/reset_email/', { email })).toEqual(DONE)
  const [message] = await house.gatehouse.emails()
  return { message, link: linkOf(message) }
}

describe('POST /auth/users/reset_email/', () => {
  it('mails a link about an email address', async () => {
    await proveAddress(ada)
    const { message, link } = await askForLink(ada)
    expect(link.uid).toBe(uidOf(ada))
    expect(message).toMatchObject({ to: ada.email, subject: 'Email address reset on Gatehouse' })
    expect(message?.text).not.toMatch(/username(?!\/)/i)
    expect(message?.text).not.toContain(ada.id)
  })

  it('does not tell whether somebody has the address', async () => {
    const ask = (email: unknown) => refused(gatehouse, () => post('/auth/users/reset_email/', { email }))
    expect(await ask('nobody@example.com')).toEqual(DONE)
    expect(await ask('nonsense')).toEqual({ status: 400, body: { email: NO_ADDRESS } })
    await disable(ada)
    expect(await ask(ada.email)).toEqual(DONE)
  })
})

describe('POST /auth/users/reset_email_confirm/', () => {
  const confirm = (json: unknown) => post('/auth/users/reset_email_confirm/', json)

  it('replaces the address once, and ends every other link', async () => {
    await proveAddress(ada)
    const { link } = await askForLink(ada)
    await post('/auth/users/reset_password/', { email: ada.email })
    const reset = linkOf((await gatehouse.emails())[0])
    const next = freshAddress()
    expect(await confirm({ ...link, new_email: next, re_new_email: next })).toEqual(DONE)
    expect(await rowOf(ada)).toMatchObject({ email: next, email_verified_at: null, username: ada.id })
    expect([await canSignIn(ada.email), await canSignIn(next)]).toEqual([false, true])
    const [notice] = await emailsTo(ada.email)
    expect(notice?.subject).toBe('Gatehouse - Your email address has been changed')
    const again = { ...link, new_email: freshAddress() }
    expect(await refused(gatehouse, () => confirm(again))).toEqual(DEAD_LINK)
    const password = { ...reset, new_password: `${PASSWORD}-3` }
    expect(await refused(gatehouse, () => post('/auth/users/reset_password_confirm/', password))).toEqual(
      DEAD_LINK,
    )
    expect(await post('/account/not-me', linkOf(notice))).toEqual(DONE)
    expect(await rowOf(ada)).toMatchObject({ email: ada.email })
  })

  it('asks the reader of the new address to confirm it, and to do so first if that has to be', async () => {
    for (const [own, columns] of [
      [{ SEND_VERIFICATION_EMAIL: 'true' }, (next: string) => ({ email: next, pending_email: null })],
      [{ CONFIRM_EMAIL_CHANGE: 'true' }, (next: string) => ({ email: ada.email, pending_email: next })],
    ] as const) {
      const careful = openByEmail(own as Partial<Env>)
      ada = await signUp()
      const { link } = await askForLink(ada, careful)
      const next = freshAddress()
      const wish = { ...link, new_email: next }
      expect(await careful.post('/auth/users/reset_email_confirm/', wish)).toEqual(DONE)
      expect(await rowOf(ada)).toMatchObject(columns(next))
      expect(await refused(careful.gatehouse, () => confirm(wish))).toMatchObject({ status: 400 })
      const [proof] = (await careful.gatehouse.emails()).filter(({ to }) => to === next)
      expect(await careful.post('/account/email/verify', linkOf(proof))).toEqual(DONE)
      expect(await rowOf(ada)).toMatchObject({ email: next, email_verified_at: expect.any(Number) })
    }
  })

  it('is done by one of several requests at once', async () => {
    const { link } = await askForLink(ada)
    const wishes = Array.from({ length: 5 }, () => ({ ...link, new_email: freshAddress() }))
    const answers = await Promise.all(wishes.map(confirm))
    const done = answers.findIndex(({ status }) => status === 204)
    expect(answers.filter((_, at) => at !== done)).toEqual(Array(4).fill(DEAD_LINK))
    expect(await rowOf(ada)).toMatchObject({ email: wishes[done]?.new_email })
    expect(await emailsTo(ada.email)).toHaveLength(2)
    const events = (await rowsOf('events')).filter(
      (row) => row.account_id === ada.id && row.kind === 'address_changed',
    )
    expect(events).toHaveLength(1)
  })

  it.each<[string, object, object]>([
    ['nothing', {}, { new_email: REQUIRED }],
    ['null', { new_email: null }, { new_email: NULL }],
    [
      'what is no text',
      { new_email: {}, re_new_email: [] },
      { new_email: NO_ADDRESS, re_new_email: NO_TEXT },
    ],
    ['two that differ', { new_email: 'a@example.com', re_new_email: 'b@example.com' }, DIFFERENT],
    ['an address and no link', { new_email: 'a@example.com' }, NO_USER.body],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => confirm(json))).toEqual({ status: 400, body })
  })

  it('refuses a taken address, and the link works after that', async () => {
    const other = await signUp()
    const { link } = await askForLink(ada)
    for (const new_email of [other.email.toUpperCase(), ada.email])
      expect(await refused(gatehouse, () => confirm({ ...link, new_email }))).toEqual({
        status: 400,
        body: { new_email: ADDRESS_TAKEN },
      })
    const wrong = { ...link, token: `${link.token}A`, new_email: freshAddress() }
    expect(await refused(gatehouse, () => confirm(wrong))).toEqual(DEAD_LINK)
    expect(await refused(gatehouse, () => confirm({ ...wrong, uid: 'x' }))).toEqual(NO_USER)
    expect(await confirm({ ...link, new_email: freshAddress() })).toEqual(DONE)
  })

  it('refuses a link of an account that was disabled meanwhile', async () => {
    const { link } = await askForLink(ada)
    await disable(ada)
    expect(await refused(gatehouse, () => confirm({ ...link, new_email: freshAddress() }))).toEqual(DEAD_LINK)
  })
})
