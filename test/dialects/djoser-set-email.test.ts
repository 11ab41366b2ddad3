import { beforeEach, describe, expect, it } from 'vitest'
import { freshAddress, openByEmail, rowOf, type SignedUpByEmail } from '../support/by-email.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, proveAddress } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { ADDRESS_TAKEN, ANONYMOUS, BLANK, NO_ADDRESS, NULL, noMoreThan, REQUIRED } from './sentences.ts'

const { gatehouse, get, post, signUp, canSignIn, emailsTo } = openByEmail()

const DONE = { status: 204 }
const DIFFERENT = { non_field_errors: ["The two email fields didn't match."] }

let ada: SignedUpByEmail
beforeEach(async () => {
  ada = await signUp()
})

describe('POST /auth/users/set_email/', () => {
  const set = (json: unknown, token = ada.token) => post('/auth/users/set_email/', json, token)
  const wish = (new_email: string) => ({ current_password: PASSWORD, new_email })

  it('replaces the address, signs nobody out and tells the reader of the old one', async () => {
    await proveAddress(ada)
    const next = freshAddress()
    expect(await set({ ...wish(` ${next} `), re_new_email: next })).toEqual(DONE)
    expect((await get('/account/', ada.token)).body).toMatchObject({
      id: ada.id,
      username: next,
      email: next,
      email_verified_at: null,
      pending_email: null,
    })
    expect([await canSignIn(ada.email), await canSignIn(next)]).toEqual([false, true])
    const [notice, ...others] = await emailsTo(ada.email)
    expect([notice?.subject, others]).toEqual(['Gatehouse - Your email address has been changed', []])
    expect(await rowOf(ada)).toMatchObject({ username: ada.id, username_key: ada.id })
  })

  it('lets the reader of the old address take it back', async () => {
    await proveAddress(ada)
    const next = freshAddress()
    await set(wish(next))
    const [notice] = await emailsTo(ada.email)
    expect(await post('/account/not-me', linkOf(notice))).toEqual(DONE)
    expect(await rowOf(ada)).toMatchObject({ email: ada.email, password_hash: expect.stringMatching(/^!/) })
  })

  it('changes how one’s own address is spelled, and keeps it proved', async () => {
    await proveAddress(ada)
    const spelled = ada.email.replace('person', 'Person')
    expect(await set(wish(spelled))).toEqual(DONE)
    expect(await rowOf(ada)).toMatchObject({ email: spelled, email_key: ada.email, email_verified_at: 1 })
  })

  it.each<[string, object, object]>([
    ['nothing', {}, { current_password: REQUIRED, new_email: REQUIRED }],
    ['null', { current_password: null, new_email: null }, { current_password: NULL, new_email: NULL }],
    ['blanks', { current_password: ' ', new_email: ' ' }, { current_password: BLANK, new_email: BLANK }],
    [
      'a wrong password',
      { current_password: 'wrong', new_email: 'new@example.com' },
      { current_password: ['Invalid password.'] },
    ],
    ['what is no address', { current_password: PASSWORD, new_email: 'new' }, { new_email: NO_ADDRESS }],
    [
      'a long one',
      { current_password: PASSWORD, new_email: `${'a'.repeat(250)}@example.com` },
      { new_email: noMoreThan(254) },
    ],
    [
      'another one repeated',
      { current_password: PASSWORD, new_email: 'a@example.com', re_new_email: 'b@example.com' },
      DIFFERENT,
    ],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => set(json))).toEqual({ status: 400, body })
  })

  it('refuses the address of another account in any case, and one’s own', async () => {
    const other = await signUp()
    for (const address of [other.email, other.email.toUpperCase(), ada.email])
      expect(await refused(gatehouse, () => set(wish(address)))).toEqual({
        status: 400,
        body: { new_email: ADDRESS_TAKEN },
      })
    expect(await refused(gatehouse, () => post('/auth/users/set_email/', wish('a@example.com')))).toEqual(
      ANONYMOUS,
    )
  })

  it('waits for the new address to be confirmed, if it has to be', async () => {
    const careful = openByEmail({ CONFIRM_EMAIL_CHANGE: 'true' } as Partial<Env>)
    await proveAddress(ada)
    const next = freshAddress()
    expect(await careful.post('/auth/users/set_email/', wish(next), ada.token)).toEqual(DONE)
    expect(await rowOf(ada)).toMatchObject({ email: ada.email, pending_email: next, email_verified_at: 1 })
    expect([await canSignIn(ada.email), await canSignIn(next)]).toEqual([true, false])
    const [proof] = (await careful.gatehouse.emails()).filter(({ to }) => to === next)
    expect(await careful.post('/account/email/verify', linkOf(proof))).toEqual(DONE)
    expect(await rowOf(ada)).toMatchObject({ email: next, pending_email: null })
    expect([await canSignIn(ada.email), await canSignIn(next)]).toEqual([false, true])
    const taken = (await signUp()).email
    expect(
      await refused(careful.gatehouse, () => careful.post('/auth/users/set_email/', wish(taken), ada.token)),
    ).toEqual({ status: 400, body: { new_email: ADDRESS_TAKEN } })
  })
})
