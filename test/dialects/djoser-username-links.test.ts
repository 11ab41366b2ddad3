import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf, uidOf } from '../support/links.ts'
import { canLogIn, disable, PASSWORD, proveAddress, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { BLANK, NAME_TAKEN, NO_ADDRESS, NO_NAME, NO_TEXT, NULL, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post, put } = callerOf(gatehouse)

const DONE = { status: 204 }
const NO_USER = { status: 400, body: { uid: ["Invalid user id or user doesn't exist."] } }
const DEAD_LINK = { status: 400, body: { token: ['Invalid token for given user.'] } }

let ora: SignedUp
beforeEach(async () => {
  ora = await signUp(gatehouse, 'ora')
})

async function askForName({ email }: SignedUp) {
  expect(await post('/auth/users/reset_username/', { email })).toEqual(DONE)
  const [message] = await gatehouse.emails()
  return linkOf(message)
}

describe('POST /auth/users/reset_username/', () => {
  it('mails a link and the name', async () => {
    await proveAddress(ora)
    const body = new URLSearchParams({ email: ora.email.toUpperCase() })
    expect(await call('POST', '/auth/users/reset_username', { body })).toEqual(DONE)
    const [message] = await gatehouse.emails()
    const { uid, token } = linkOf(message)
    expect(uid).toBe(uidOf(ora))
    expect(message).toEqual({
      to: ora.email,
      subject: 'Username reset on Gatehouse',
      text: expect.stringContaining(`http://localhost:8787/username/reset?uid=${uid}&token=${token}\n`),
      html: expect.stringContaining(
        `href="http://localhost:8787/username/reset?uid=${uid}&amp;token=${token}"`,
      ),
    })
    expect(message?.text).toContain(`Your username, in case you've forgotten: ${ora.username}\n`)
  })

  it('does not tell whether somebody has the address, or is disabled', async () => {
    const ask = (email: string) => refused(gatehouse, () => post('/auth/users/reset_username/', { email }))
    expect(await ask('nobody@example.com')).toEqual(DONE)
    await disable(ora)
    expect(await ask(ora.email)).toEqual(DONE)
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { email: REQUIRED }],
    ['null', { email: null }, { email: NULL }],
    ['a blank', { email: '' }, { email: BLANK }],
    ['what is no address', { email: 'ora' }, { email: NO_ADDRESS }],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => post('/auth/users/reset_username/', json))).toEqual({
      status: 400,
      body,
    })
  })
})

describe('POST /auth/users/reset_username_confirm/', () => {
  const confirm = (json: unknown) => post('/auth/users/reset_username_confirm/', json)

  it('renames once, and no session ends', async () => {
    const name = `new-${ora.username}`
    const wish = { ...(await askForName(ora)), new_username: name, re_new_username: ` ${name}` }
    expect(await confirm(wish)).toEqual(DONE)
    expect(await get('/auth/users/me/', ora.token)).toEqual({
      status: 200,
      body: { email: ora.email, id: ora.id, username: name },
    })
    expect(await canLogIn(gatehouse, { ...ora, username: name }, PASSWORD)).toBe(true)
    const again = { ...wish, new_username: ora.username, re_new_username: ora.username }
    expect(await refused(gatehouse, () => confirm(again))).toEqual(DEAD_LINK)
  })

  it('takes a form', async () => {
    const new_username = `form-${ora.username}`
    const body = new URLSearchParams({ ...(await askForName(ora)), new_username })
    expect(await call('POST', '/auth/users/reset_username_confirm', { body })).toEqual(DONE)
    expect((await get('/auth/users/me/', ora.token)).body).toMatchObject({ username: new_username })
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { new_username: REQUIRED }],
    ['null', { new_username: null }, { new_username: NULL }],
    [
      'what is no text',
      { new_username: {}, re_new_username: [] },
      { new_username: NO_TEXT, re_new_username: NO_TEXT },
    ],
    ['a name of other letters', { uid: 'x', token: 'x', new_username: 'o r a' }, { new_username: NO_NAME }],
    [
      'two names that differ',
      { uid: 'x', token: 'x', new_username: 'one', re_new_username: 'two' },
      { non_field_errors: ["The two username fields didn't match."] },
    ],
    ['a name and no link', { new_username: 'one' }, NO_USER.body],
    ['a user who is none', { uid: 'x', token: 'x', new_username: 'one' }, NO_USER.body],
    ['an empty link', { uid: '', token: '', new_username: 'one' }, NO_USER.body],
    [
      'a bad name before a link that is none',
      { uid: [], token: {}, new_username: '' },
      { new_username: BLANK },
    ],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => confirm(json))).toEqual({ status: 400, body })
  })

  it('lets a link live on when the name is taken', async () => {
    const other = await signUp(gatehouse, 'other')
    const link = await askForName(ora)
    const taken = { ...link, new_username: other.username.toUpperCase() }
    expect(await refused(gatehouse, () => confirm(taken))).toEqual({
      status: 400,
      body: { new_username: NAME_TAKEN },
    })
    expect(await confirm({ ...link, new_username: `new-${ora.username}` })).toEqual(DONE)
  })

  it('refuses a link that was changed, or is somebody else’s', async () => {
    const other = await signUp(gatehouse, 'other')
    const link = await askForName(ora)
    for (const wrong of [{ token: `${link.token}A` }, { uid: uidOf(other) }]) {
      expect(await refused(gatehouse, () => confirm({ ...link, new_username: 'one', ...wrong }))).toEqual(
        DEAD_LINK,
      )
    }
  })

  const changes: [string, () => Promise<unknown>][] = [
    ['another address', () => put('/auth/users/me/', { email: `new-${ora.email}` }, ora.token)],
    [
      'three newer links',
      async () => {
        for (let time = 0; time < 3; time++) {
          gatehouse.wait(1)
          await askForName(ora)
        }
      },
    ],
    ['an hour', async () => gatehouse.wait(3600)],
    ['being disabled', () => disable(ora)],
  ]
  it.each(changes)('refuses a link after %s', async (_, change) => {
    const link = await askForName(ora)
    await change()
    expect(await refused(gatehouse, () => confirm({ ...link, new_username: 'one' }))).toEqual(DEAD_LINK)
  })

  it('does not take a link for a new password', async () => {
    await post('/auth/users/reset_password/', { email: ora.email })
    const link = linkOf((await gatehouse.emails())[0])
    expect(await refused(gatehouse, () => confirm({ ...link, new_username: 'one' }))).toEqual(DEAD_LINK)
  })
})
