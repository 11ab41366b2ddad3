import { describe, expect, it, vi } from 'vitest'
import { activationsAt } from '../support/activations.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf, uidOf } from '../support/links.ts'
import { canLogIn, disable, PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { BLANK, NO_ADDRESS, NO_TEXT, NULL, OUT_OF_SERVICE, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>)
const { register, activate } = activationsAt(gatehouse)
const DONE = { status: 204 }
const { call, post } = callerOf(gatehouse)

const NO_USER = { status: 400, body: { uid: ["Invalid user id or user doesn't exist."] } }
const DEAD_LINK = { status: 400, body: { token: ['Invalid token for given user.'] } }
const STALE = { status: 403, body: { detail: 'Stale token for given user.' } }

describe('POST /auth/users/activation/', () => {
  it('opens the account, and says so when it is asked again', async () => {
    const { person, link } = await register()
    expect(await activate(link)).toEqual(DONE)
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(true)
    expect(await refused(gatehouse, () => activate(link))).toEqual(STALE)
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(true)
  })

  it('takes a form', async () => {
    const { link } = await register()
    expect(await call('POST', '/auth/users/activation', { body: new URLSearchParams(link) })).toEqual(DONE)
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { uid: REQUIRED, token: REQUIRED }],
    ['null', { uid: null, token: null }, { uid: NULL, token: NULL }],
    ['blanks', { uid: '', token: ' ' }, { uid: BLANK, token: BLANK }],
    ['what is no text', { uid: [], token: true }, { uid: NO_TEXT, token: NO_TEXT }],
    ['a user who is none', { uid: 'MQ', token: 'x' }, NO_USER.body],
    ['a user who is not there', { uid: btoa(crypto.randomUUID()), token: 'x' }, NO_USER.body],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => activate(json))).toEqual({ status: 400, body })
  })

  it('refuses a link that was changed, or is somebody else’s', async () => {
    const { link } = await register()
    const { person } = await register()
    for (const wrong of [{ token: `${link.token}A` }, { uid: uidOf(person) }]) {
      expect(await refused(gatehouse, () => activate({ ...link, ...wrong }))).toEqual(DEAD_LINK)
    }
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(false)
  })

  it('refuses a link after a day', async () => {
    const { link } = await register()
    gatehouse.wait(86_400)
    expect(await refused(gatehouse, () => activate(link))).toEqual(DEAD_LINK)
  })

  it('opens no account that was disabled after it was activated', async () => {
    const { person, link } = await register()
    await activate(link)
    await disable(person)
    expect(await refused(gatehouse, () => activate(link))).toEqual(STALE)
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(false)
  })

  it('does not take a link for a new password', async () => {
    const { person, link } = await register()
    await activate(link)
    await post('/auth/users/reset_password/', { email: person.email })
    const reset = linkOf((await gatehouse.emails())[0])
    expect(await refused(gatehouse, () => activate(reset))).toEqual(DEAD_LINK)
    const wish = { ...link, new_password: 'Zx4-harbour-Lantern' }
    expect(await refused(gatehouse, () => post('/auth/users/reset_password_confirm/', wish))).toEqual(
      DEAD_LINK,
    )
  })
})

describe('POST /auth/users/resend_activation/', () => {
  const resend = (email: unknown) => post('/auth/users/resend_activation/', { email })

  it('mails another link, and both work until one is used', async () => {
    const { person, link } = await register()
    expect(await resend(person.email.toUpperCase())).toEqual(DONE)
    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({ to: person.email, subject: 'Account activation on Gatehouse' })
    expect(linkOf(message)).not.toEqual(link)
    expect(await activate(link)).toEqual(DONE)
    expect((await refused(gatehouse, () => activate(linkOf(message)))).status).toBe(403)
  })

  it('takes a form', async () => {
    const { person } = await register()
    const body = new URLSearchParams({ email: person.email })
    const emails = (await gatehouse.emails()).length
    expect(await call('POST', '/auth/users/resend_activation', { body })).toEqual(DONE)
    expect((await gatehouse.emails()).length).toBe(emails + 1)
  })

  it('mails nothing to whoever is not there, is active or was disabled, and does not tell', async () => {
    const disabled = await signUp(gatehouse, 'disabled')
    await disable(disabled)
    for (const email of ['nobody@example.com', (await signUp(gatehouse, 'active')).email, disabled.email]) {
      expect(await refused(gatehouse, () => resend(email))).toEqual(DONE)
    }
  })

  it.each<[string, unknown, unknown]>([
    ['nothing', undefined, REQUIRED],
    ['null', null, NULL],
    ['a blank', ' ', BLANK],
    ['what is no address', {}, NO_ADDRESS],
  ])('refuses %s', async (_, email, errors) => {
    expect(await refused(gatehouse, () => resend(email))).toEqual({ status: 400, body: { email: errors } })
  })
})

describe('where accounts need no activation', () => {
  const plain = openGatehouse()

  it('POST /auth/users/resend_activation/ is 400 without a word', async () => {
    const { person } = await register()
    const ask = () => callerOf(plain).post('/auth/users/resend_activation/', { email: person.email })
    expect(await refused(plain, ask)).toEqual({ status: 400 })
  })

  it('POST /auth/users/activation/ knows the links that were mailed before', async () => {
    const { person, link } = await register()
    expect(await callerOf(plain).post('/auth/users/activation/', link)).toEqual(DONE)
    expect(await canLogIn(plain, person, PASSWORD)).toBe(true)
  })

  it('a setting that is neither true nor false puts the API out of service', async () => {
    vi.spyOn(console, 'error').mockImplementationOnce(() => {})
    const odd = openGatehouse({ SEND_ACTIVATION_EMAIL: 'yes' } as Partial<Env>)
    const wish = { username: 'odd', email: 'odd@example.com', password: PASSWORD }
    expect(await refused(odd, () => callerOf(odd).post('/auth/users/', wish))).toEqual(OUT_OF_SERVICE)
  })
})
