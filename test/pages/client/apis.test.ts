import { expect, inject, it } from 'vitest'
import { createGatehouse, type ManagementClient } from '../../../client/src/index.ts'
import { linkIn, PASSWORD, register, waitForEmail } from '../support/api.ts'
import { NEXT, picture } from './support.ts'

/* Each API through the client, in Node, against the running Worker. */

const baseUrl = inject('origin')
let people = 0
const newPerson = () => {
  people += 1
  const username = `client-${process.pid}-${people}`
  return { username, email: `${username}@example.com`, password: PASSWORD }
}
const partsOf = async (email: string, path: string) => {
  const { searchParams } = linkIn(await waitForEmail(baseUrl, email, path))
  return { uid: searchParams.get('uid') ?? '', token: searchParams.get('token') ?? '' }
}
const NOBODY = { ok: false, error: { kind: 'signed_out', message: 'Nobody is signed in.' } }
const DONE = { ok: true, data: undefined }

it('does all of djoser', async () => {
  const gatehouse = createGatehouse({ baseUrl, api: 'djoser' })
  const { username, email, password } = newPerson()
  const signedUp = await gatehouse.signUp({ username, email, password })
  expect(signedUp).toEqual({ ok: true, data: { email, id: expect.any(String), username } })
  expect(await gatehouse.activate(await partsOf(email, '/activate'))).toEqual(DONE)

  expect(await gatehouse.isSignedIn()).toBe(false)
  expect(await gatehouse.signIn({ username, password })).toMatchObject({ ok: true })
  expect([await gatehouse.isSignedIn(), await gatehouse.me()]).toEqual([true, signedUp])
  expect(await gatehouse.change({ email: '' })).toMatchObject({ ok: true, data: { username, email: '' } })
  expect(await gatehouse.change({ email })).toMatchObject({ ok: true, data: { email } })
  // A new address has to be activated again.
  expect(await gatehouse.activate(await partsOf(email, '/activate'))).toEqual(DONE)
  expect(await gatehouse.signIn({ username, password })).toMatchObject({ ok: true })

  const change = { current_password: password, new_password: NEXT }
  expect(await gatehouse.changePassword(change)).toEqual(DONE)
  expect(await gatehouse.requestPasswordReset({ email })).toEqual(DONE)
  const link = await partsOf(email, '/password/reset')
  expect(await gatehouse.confirmPasswordReset({ ...link, new_password: password })).toEqual(DONE)
  expect(await gatehouse.signIn({ username, password })).toMatchObject({ ok: true })
  expect([await gatehouse.signOut(), await gatehouse.isSignedIn()]).toEqual([DONE, false])
  expect(await gatehouse.me()).toEqual(NOBODY)

  await gatehouse.signIn({ username, password })
  expect(await gatehouse.deleteAccount({ current_password: password })).toEqual(DONE)
  expect(await gatehouse.me()).toMatchObject({ ok: false, error: { kind: 'signed_out' } })
})

it('signs in at djoser for a token', async () => {
  const { username, password } = await register(baseUrl)
  const gatehouse = createGatehouse({ baseUrl, api: 'djoser', credential: 'token' })
  const token = { auth_token: expect.stringMatching(/^[0-9a-f]{40}$/) }
  expect(await gatehouse.signIn({ username, password })).toEqual({ ok: true, data: token })
  expect(await gatehouse.me()).toMatchObject({ ok: true, data: { username } })
  expect([await gatehouse.signOut(), await gatehouse.me()]).toEqual([DONE, NOBODY])
})

it('does all of Express, with pictures', async () => {
  const gatehouse = createGatehouse({ baseUrl, api: 'express' })
  const { username, email, password } = newPerson()
  const wish = { username, email, password, fullName: 'Ada Lovelace', Avatar: picture() }
  expect(await gatehouse.signUp(wish)).toMatchObject({
    ok: true,
    data: { username, fullName: 'Ada Lovelace' },
  })
  expect(await gatehouse.signIn({ identifier: email, password })).toMatchObject({
    ok: true,
    data: { user: { username }, accessToken: expect.any(String) },
  })
  const changed = await gatehouse.pictures.setCover(picture())
  expect(changed).toMatchObject({ ok: true, data: { coverImage: expect.stringContaining('/media/') } })
  expect([await gatehouse.pictures.removeCover(), await gatehouse.pictures.removeAvatar()]).toEqual([
    DONE,
    DONE,
  ])
  expect(await gatehouse.me()).toMatchObject({ ok: true, data: { coverImage: '', avatar: '' } })
  expect(await gatehouse.change({ fullName: 'Augusta King' })).toMatchObject({
    ok: true,
    data: { fullName: 'Augusta King' },
  })
  expect(await gatehouse.changePassword({ oldPassword: password, newPassword: NEXT })).toEqual({
    ok: true,
    data: {},
  })
  expect([await gatehouse.signOut(), await gatehouse.me()]).toEqual([DONE, NOBODY])
})

it('does all of the profile API', async () => {
  const gatehouse = createGatehouse({ baseUrl, api: 'profile' })
  const { username, email, password } = newPerson()
  expect(await gatehouse.signUp({ username, email, password })).toEqual({
    ok: true,
    data: { message: 'User registered successfully' },
  })
  expect(await gatehouse.signIn({ username, password })).toMatchObject({ ok: true })
  expect(await gatehouse.pictures.setAvatar(picture())).toMatchObject({
    ok: true,
    data: { image: expect.stringContaining('/media/') },
  })
  expect(await gatehouse.pictures.removeAvatar()).toEqual(DONE)
  expect(await gatehouse.change({ first_name: 'Ada' })).toEqual({
    ok: true,
    data: { first_name: 'Ada', last_name: '', email, username, image: null },
  })
  expect(await gatehouse.changePassword({ old_password: password, new_password: NEXT })).toMatchObject({
    ok: true,
  })
  expect([await gatehouse.signOut(), await gatehouse.me()]).toEqual([DONE, NOBODY])
})

it('does all of users and of management, with the account’s id', async () => {
  const { username, email, password } = newPerson()
  const users = createGatehouse({ baseUrl, api: 'users' })
  const signedUp = await users.signUp({ username, email, password })
  expect(signedUp).toMatchObject({ ok: true, data: { username, auth_token: expect.any(String) } })
  expect(await users.me()).toMatchObject({ ok: true, data: { username, email } })
  expect(await users.change({ last_name: 'Lovelace' })).toMatchObject({ ok: true })

  const gatehouse: ManagementClient = createGatehouse({ baseUrl, api: 'management' })
  await gatehouse.signIn({ username, password })
  expect(await gatehouse.me()).toMatchObject({ ok: true, data: { username, last_name: 'Lovelace' } })
  expect(await gatehouse.changePassword({ old_password: password, new_password: NEXT })).toMatchObject({
    ok: true,
    data: { status: 'success' },
  })
  // A new password ended the other session, and not this one.
  expect(await users.me()).toMatchObject({ ok: false, error: { kind: 'signed_out' } })
  expect(await gatehouse.requestPasswordReset({ email })).toEqual({ ok: true, data: { status: 'OK' } })
  const { token } = await partsOf(email, '/password/reset')
  expect(await gatehouse.validateResetToken({ token })).toMatchObject({ ok: true })
  expect(await gatehouse.confirmPasswordReset({ token, password })).toMatchObject({ ok: true })
  await gatehouse.signIn({ username, password })
  expect(await gatehouse.signOut()).toEqual(DONE)
  await gatehouse.signIn({ username, password })
  expect(await gatehouse.deleteAccount()).toEqual(DONE)
})

it('lists the sessions of an account and ends them, through any API', async () => {
  const { username, email, password } = newPerson()
  const gatehouse = createGatehouse({ baseUrl, api: 'users' })
  await gatehouse.signUp({ username, email, password })
  const other = createGatehouse({ baseUrl, api: 'profile' })
  await other.signIn({ username, password })

  const page = await gatehouse.sessions.list()
  if (!page.ok) throw new Error(page.error.message)
  expect(page.data.sessions.map(({ current }) => current)).toEqual([false, true])
  expect(await gatehouse.sessions.end(page.data.sessions[0]?.id ?? '')).toEqual(DONE)
  expect(await other.me()).toMatchObject({ ok: false, error: { kind: 'signed_out' } })
  await other.signIn({ username, password })
  expect(await gatehouse.sessions.endOthers()).toEqual(DONE)
  expect(await other.isSignedIn()).toBe(true)
  expect(await other.me()).toMatchObject({ ok: false, error: { kind: 'signed_out' } })
  expect(await other.isSignedIn()).toBe(false)
  expect(await gatehouse.account()).toMatchObject({ ok: true, data: { username, email } })
})
