import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { text } from '../../src/account/fields/text.ts'
import { fieldSupport } from '../../src/dialects/declared-fields.ts'
import type { OwnConfig } from '../../src/ports/config.ts'
import type { OldApi } from '../../src/ports/old-apis.ts'
import { openAsking, signIn, THERE } from '../support/old-login.ts'
import { signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const WRONG = {
  status: 400,
  body: { non_field_errors: ['Unable to log in with provided credentials.'] },
  after: null,
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

let people = 0

/** Somebody of the old back end only, with what it says of them. */
function stranger(own: object = {}) {
  people += 1
  const username = `stranger${people}`
  return { id: 1000 + people, username, email: `${username}@example.com`, ...own }
}

const openFor = (api: OldApi = 'djoser-token', config: OwnConfig = {}, options: object = {}) =>
  openAsking({ api, newcomers: true, ...options }, {}, config)

const accountOf = async (username: string) =>
  (await rowsOf('accounts')).find((row) => row.username === username)

it.each([
  ['djoser-token', (profile: object) => profile],
  ['djoser-jwt', (profile: object) => profile],
  ['drf-token', ({ id: _, ...profile }: { id?: number }) => profile],
  ['express', (profile: object) => ({ statusCode: 200, data: profile, success: true })],
] as const)('%s: lets in who was not imported, with the profile there', async (api, shown) => {
  const { house, old } = openFor(api, { ids: 'integer' })
  const profile = stranger({ first_name: 'Sofía', lastName: 'Kovács', date_joined: '2021-05-04T10:00:00Z' })
  old.people.set(profile.username, shown(profile))
  expect((await signIn(house, { username: profile.username, password: THERE })).status).toBe(200)
  expect(await accountOf(profile.username)).toMatchObject({
    email: profile.email,
    email_verified_at: null,
    first_name: 'Sofía',
    last_name: 'Kovács',
    number: api === 'drf-token' ? 42 : profile.id,
    is_active: 1,
    is_staff: 0,
    created_at: Date.UTC(2021, 4, 4, 10),
    password_hash: expect.stringMatching(/^\$pbkdf2-chain\$/),
  })
  old.asked.length = 0
  expect((await signIn(house, { username: profile.username, password: THERE })).status).toBe(200)
  expect(await signIn(house, { username: profile.username, password: 'another' })).toEqual(WRONG)
  expect(old.asked).toEqual([])
})

it('refuses a wrong password and an unknown name alike, and stores nothing', async () => {
  const { house, old } = openFor()
  const profile = stranger()
  old.people.set(profile.username, profile)
  const before = await everything()
  expect(await signIn(house, { username: profile.username, password: 'another' })).toEqual(WRONG)
  expect(await signIn(house, { username: 'nobody-at-all', password: THERE })).toEqual(WRONG)
  expect(await everything()).toEqual(before)
  expect(old.asked).toHaveLength(2)
})

it('does not bring back who deleted the account here', async () => {
  const { house, old } = openFor()
  const profile = stranger()
  old.people.set(profile.username, profile)
  const { body } = await signIn(house, { username: profile.username, password: THERE })
  const removed = await house.request('/auth/users/me/', {
    method: 'DELETE',
    token: (body as { auth_token: string }).auth_token,
    json: { current_password: THERE },
  })
  expect(removed.status).toBe(204)
  expect(await signIn(house, { username: profile.username, password: THERE })).toEqual(WRONG)
  expect(await accountOf(profile.username)).toBeUndefined()
})

it('does not make a second account of who was imported under another name', async () => {
  const { house, old } = openFor()
  const [profile, ada] = [stranger(), await signUp(house)]
  await env.DB.prepare("insert into imported_accounts values ('site', ?, ?, 0, 0, '')")
    .bind(String(profile.id), ada.id)
    .run()
  old.people.set(profile.username, profile)
  const before = await everything()
  expect(await signIn(house, { username: profile.username, password: THERE })).toEqual(WRONG)
  expect(await everything()).toEqual(before)
})

it('leaves an address out that somebody has, and gives a taken username a number', async () => {
  const { house, old } = openFor('djoser-token', { loginField: 'either' }, { loginField: 'either' })
  const ada = await signUp(house)
  const byName = stranger({ email: ada.email })
  const byAddress = stranger({ username: ada.username })
  old.people.set(byName.username, byName).set(byAddress.email, byAddress)
  expect((await signIn(house, { username: byName.username, password: THERE })).status).toBe(200)
  expect(await accountOf(byName.username)).toMatchObject({ email: '', email_key: null })
  expect((await signIn(house, { username: byAddress.email, password: THERE })).status).toBe(200)
  expect(await accountOf(`${ada.username}_2`)).toMatchObject({ email: byAddress.email })
})

it('refuses who would not be found by what they typed', async () => {
  const { house, old } = openFor()
  const profile = stranger()
  old.people.set('typed', profile)
  const before = await everything()
  expect(await signIn(house, { username: 'typed', password: THERE })).toEqual(WRONG)
  expect(await everything()).toEqual(before)
})

it('takes declared fields, but no value of a unique one that somebody has', async () => {
  const phone = { ...text({ maxLength: 20, unique: true }), support: fieldSupport }
  const city = { ...text({ maxLength: 20 }), support: fieldSupport }
  const { house, old } = openFor('djoser-token', { fields: { phone, city } })
  const [one, other] = [stranger({ phone: '0123', city: 'Oslo' }), stranger({ phone: '0123', city: 'Riga' })]
  for (const each of [one, other]) {
    old.people.set(each.username, each)
    expect((await signIn(house, { username: each.username, password: THERE })).status).toBe(200)
  }
  expect((await accountOf(one.username))?.fields).toBe('{"phone":"0123","city":"Oslo"}')
  expect((await accountOf(other.username))?.fields).toBe('{"city":"Riga"}')
})

it('gives another id to who has one that an account has', async () => {
  const { house, old } = openFor('djoser-token', { ids: 'integer' })
  const [one, other] = [stranger(), stranger()]
  old.people.set(one.username, one)
  await signIn(house, { username: one.username, password: THERE })
  // The same id, of another source.
  const shop = openFor('djoser-token', { ids: 'integer' }, { source: 'shop' })
  shop.old.people.set(other.username, { ...other, id: one.id })
  expect((await signIn(shop.house, { username: other.username, password: THERE })).status).toBe(200)
  expect((await accountOf(other.username))?.number).toBe(one.id + 1)
})

it.each([
  ['a profile without an id', (): Response => Response.json({ username: 'x' })],
  ['a fault', (): Response => new Response('', { status: 500 })],
])('answers 503 after %s, and stores nothing', async (_, profile) => {
  const { house, old } = openFor()
  const before = await everything()
  old.answer = ({ path }) =>
    path.endsWith('/login/') ? Response.json({ auth_token: 'old-token' }) : profile()
  expect((await signIn(house, { username: 'x', password: THERE })).status).toBe(503)
  expect(await everything()).toEqual(before)
})

it('comes twice at once as one account', async () => {
  const { house, old } = openFor()
  const profile = stranger()
  old.people.set(profile.username, profile)
  const both = await Promise.all(
    [1, 2].map(() => signIn(house, { username: profile.username, password: THERE })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 503])
  expect((await rowsOf('accounts')).filter(({ email }) => email === profile.email)).toHaveLength(1)
})
