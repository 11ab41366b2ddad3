import { describe, expect, it } from 'vitest'
import { activationsAt } from '../support/activations.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf, uidOf } from '../support/links.ts'
import { canLogIn, disable, logIn, logInForJwt, makeStaff, PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import { NAME_TAKEN, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>)
const { register, activate } = activationsAt(gatehouse)
const DONE = { status: 204 }
const { get, post, put } = callerOf(gatehouse)

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
