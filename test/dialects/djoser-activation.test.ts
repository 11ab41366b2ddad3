import { describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf, uidOf } from '../support/links.ts'
import {
  canLogIn,
  disable,
  logIn,
  logInForJwt,
  makeStaff,
  PASSWORD,
  type SignedUp,
  signUp,
} from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import { BLANK, NAME_TAKEN, NO_ADDRESS, NO_TEXT, NULL, OUT_OF_SERVICE, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>)
const { call, get, post, put } = callerOf(gatehouse)

const DONE = { status: 204 }
const NO_USER = { status: 400, body: { uid: ["Invalid user id or user doesn't exist."] } }
const DEAD_LINK = { status: 400, body: { token: ['Invalid token for given user.'] } }
const STALE = { status: 403, body: { detail: 'Stale token for given user.' } }

let users = 0

/** Somebody who waits for activation, and the link that was mailed. */
async function register() {
  users += 1
  const username = `waiting${users}`
  const email = `${username}@example.com`
  const answer = await post('/auth/users/', { username, email, password: PASSWORD })
  const person: SignedUp = {
    id: (answer.body as { id: string }).id,
    username,
    email,
    password: PASSWORD,
    token: '',
  }
  const [message] = await gatehouse.emails()
  return { answer, person, message, link: linkOf(message) }
}

const activate = (json: unknown) => post('/auth/users/activation/', json)

describe('POST /auth/users/, when accounts have to be activated', () => {
  it('mails a link, and nobody can sign in before it was followed', async () => {
    const { answer, person, message, link } = await register()
    const { id, username, email } = person
    expect(answer).toEqual({ status: 201, body: { email, id, username } })
    expect(link).toEqual({ uid: uidOf(person), token: expect.stringMatching(/^[\w-]{43}$/) })
    expect(message).toEqual({
      to: email,
      subject: 'Account activation on Gatehouse',
      text: expect.stringContaining(`http://localhost:8787/activate?uid=${link.uid}&token=${link.token}\n`),
      html: expect.stringContaining(
        `href="http://localhost:8787/activate?uid=${link.uid}&amp;token=${link.token}"`,
      ),
    })
    expect(await everythingAsText()).not.toContain(link.token)

    const tokenPair = { username, password: PASSWORD }
    expect(await refused(gatehouse, () => post('/auth/token/login/', tokenPair))).toEqual({
      status: 400,
      body: { non_field_errors: ['Unable to log in with provided credentials.'] },
    })
    expect(await refused(gatehouse, () => post('/auth/jwt/create/', tokenPair))).toEqual({
      status: 401,
      challenge: 'Bearer realm="api"',
      body: { detail: 'No active account found with the given credentials' },
    })
    expect(await refused(gatehouse, () => post('/auth/users/reset_password/', { email }))).toEqual(DONE)
  })

  it('needs an address to mail to', async () => {
    const ask = () => post('/auth/users/', { username: 'nowhere', password: PASSWORD })
    expect(await refused(gatehouse, ask)).toEqual({ status: 400, body: { email: REQUIRED } })
  })

  it('keeps the name of whoever waits, and mails nothing to whoever asks for it', async () => {
    const { person } = await register()
    const wish = { username: person.username.toUpperCase(), email: 'eve@example.com', password: PASSWORD }
    expect(await refused(gatehouse, () => post('/auth/users/', wish))).toEqual({
      status: 400,
      body: { username: NAME_TAKEN },
    })
  })
})

describe('PUT /auth/users/me/, when accounts have to be activated', () => {
  async function registerAndLogIn() {
    const { person, link } = await register()
    await activate(link)
    return { ...person, token: await logIn(gatehouse, person) }
  }
  const change = (json: object, token: string) => put('/auth/users/me/', json, token)

  it('mails a link to a new address, and nobody gets in before it was followed', async () => {
    const person = await registerAndLogIn()
    const { access } = await logInForJwt(gatehouse, person)
    const { id, username, token } = person
    const email = `new-${person.email}`
    expect(await change({ email }, token)).toEqual({ status: 200, body: { email, id, username } })

    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({ to: email, subject: 'Account activation on Gatehouse' })
    expect(await get('/auth/users/me/', token)).toEqual({
      status: 401,
      challenge: 'Bearer realm="api"',
      body: { detail: 'User inactive or deleted.' },
    })
    expect(await get('/auth/users/me/', access)).toEqual({
      status: 401,
      challenge: 'Bearer realm="api"',
      body: { detail: 'User is inactive', code: 'user_inactive' },
    })
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(false)
    expect(await activate(linkOf(message))).toEqual(DONE)
    expect(await canLogIn(gatehouse, person, PASSWORD)).toBe(true)
  })

  /** Emails with a link to activate with. */
  const links = async () =>
    (await gatehouse.emails()).filter(({ subject }) => subject.includes('activation')).length

  it('mails none for another name, the same address in capitals or none at all', async () => {
    const { username, email, token } = await registerAndLogIn()
    const emails = await links()
    for (const wish of [{ username: `new-${username}` }, { email: email.toUpperCase() }, { email: '' }]) {
      expect((await change(wish, token)).status).toBe(200)
    }
    expect(await links()).toBe(emails)
    expect((await get('/auth/users/me/', token)).status).toBe(200)
  })

  it('leaves everything as it is when the change is refused', async () => {
    const { email, token } = await registerAndLogIn()
    const { person } = await register()
    const wish = { email: `new-${email}`, username: person.username }
    expect(await refused(gatehouse, () => change(wish, token))).toEqual({
      status: 400,
      body: { username: NAME_TAKEN },
    })
  })

  it('lets nobody in who was disabled, when staff writes down another address', async () => {
    const person = await registerAndLogIn()
    await disable(person)
    const boss = await signUp(gatehouse, 'boss')
    await makeStaff(boss)
    const emails = await links()
    const email = `new-${person.email}`
    expect((await put(`/auth/users/${person.id}/`, { email }, boss.token)).status).toBe(200)
    expect(await links()).toBe(emails)
    expect(await refused(gatehouse, () => post('/auth/users/resend_activation/', { email }))).toEqual(DONE)
  })
})

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
