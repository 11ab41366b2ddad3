import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { boolean, date, defineConfig, integer, json, text } from '../../src/configuration.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { everything } from '../support/rows.ts'
import { member, newcomer } from './person.ts'

const config = defineConfig({
  fields: {
    phone: text({ maxLength: 20, unique: true }),
    member_no: integer({ null: true, unique: true }),
    bio: text({ blank: true }),
    born: date({ null: true }),
    wants_news: boolean({ required: true, names: { users: 'newsletter' } }),
    score: integer({ default: 0, write: 'staff' }),
    plan: text({ default: 'free', write: 'registration' }),
    settings: json({ null: true, names: { users: false } }),
  },
  apis: { profile: {}, express: { at: ['/express'] } },
})
const gatehouse = openGatehouse({}, { config })
const NEWS = { wants_news: true }
const TAKEN = { phone: ['user with this phone already exists.'] }

const register = (fields: object) =>
  gatehouse.request('/auth/users/', { method: 'POST', json: { ...newcomer(), ...NEWS, ...fields } })
const change = (token: string, json: object, method = 'PATCH') =>
  gatehouse.request('/auth/users/me/', { method, token, json })
const uniqueOf = async (id: string) =>
  (
    await env.DB.prepare('select field, value from unique_fields where account_id = ? order by field')
      .bind(id)
      .all()
  ).results

it('gives a unique value to one of twenty registrations at once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => register({ phone: '+491' })))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  for (const answer of answers.filter(({ status }) => status !== 201))
    expect([answer.status, await answer.json()]).toEqual([400, TAKEN])
})

it('gives a unique value to one of twenty changes at once', async () => {
  const people = await Promise.all(Array.from({ length: 20 }, () => member(gatehouse, NEWS)))
  const answers = await Promise.all(people.map(({ token }) => change(token, { phone: '+492' })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  for (const answer of answers.filter(({ status }) => status !== 200))
    expect([answer.status, await answer.json()]).toEqual([400, TAKEN])
})

it('names every field that is taken, and writes nothing', async () => {
  const ada = await member(gatehouse, { ...NEWS, phone: '+493', member_no: 7 })
  const bob = await member(gatehouse, { ...NEWS, phone: '+494' })
  await gatehouse.settled()
  const before = await everything()
  const registration = await register({ username: ada.username, phone: ' +493 ', member_no: 7 })
  expect(registration.status).toBe(400)
  expect(await registration.json()).toEqual({
    username: ['A user with that username already exists.'],
    ...TAKEN,
    member_no: ['user with this member no already exists.'],
  })
  const changed = await change(bob.token, { phone: '+493', bio: 'x', born: '2000-01-01' })
  expect([changed.status, await changed.json()]).toEqual([400, TAKEN])
  await gatehouse.settled()
  const after = await everything()
  // The sessions were used.
  expect({ ...after.tables, sessions: [] }).toEqual({ ...before.tables, sessions: [] })
})

it('frees a value that was given up, and keeps those of others', async () => {
  const ada = await member(gatehouse, { ...NEWS, phone: '+495', member_no: 8 })
  expect(await uniqueOf(ada.id)).toEqual([
    { field: 'member_no', value: '8' },
    { field: 'phone', value: '+495' },
  ])
  expect((await change(ada.token, { phone: '+495' })).status).toBe(200)
  expect((await change(ada.token, { phone: '+496', member_no: null })).status).toBe(200)
  expect(await uniqueOf(ada.id)).toEqual([{ field: 'phone', value: '+496' }])
  expect((await register({ phone: '+495', member_no: '8.0' })).status).toBe(201)
  expect((await change(ada.token, { phone: '+495' })).status).toBe(400)
  expect(await uniqueOf(ada.id)).toEqual([{ field: 'phone', value: '+496' }])
})

it('loses none of twenty changes at once of different fields', async () => {
  const ada = await member(gatehouse, NEWS)
  const changes = [{ bio: 'b' }, { born: '2000-01-01' }, { phone: '+497' }, { settings: { a: { b: null } } }]
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => change(ada.token, changes[at % 4] ?? {})),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const me = await gatehouse.request('/auth/users/me/', { token: ada.token })
  expect(await me.json()).toEqual({
    id: ada.id,
    username: ada.username,
    email: ada.email,
    phone: '+497',
    member_no: null,
    bio: 'b',
    born: '2000-01-01',
    wants_news: true,
    score: 0,
    plan: 'free',
    settings: { a: { b: null } },
  })
})

it('requires in a PUT what is required, and ignores what its owner may not write', async () => {
  const ada = await member(gatehouse, { ...NEWS, plan: 'paid', score: 5 })
  const refused = await change(ada.token, { bio: 'b' }, 'PUT')
  expect([refused.status, await refused.json()]).toEqual([400, { wants_news: ['This field is required.'] }])
  const put = await change(ada.token, { wants_news: false, plan: 'free', score: 'x', other: 1 }, 'PUT')
  expect(put.status).toBe(200)
  expect(await put.json()).toMatchObject({ wants_news: false, plan: 'paid', score: 0 })
})

it('lets staff write what is for staff, on other accounts', async () => {
  const [ada, bob] = [await member(gatehouse, NEWS), await member(gatehouse, NEWS)]
  await env.DB.prepare('update accounts set is_staff = 1 where id = ?').bind(bob.id).run()
  const patch = (token: string, id: string) =>
    gatehouse.request(`/auth/users/${id}/`, { method: 'PATCH', token, json: { score: 9, bio: 'b' } })
  expect(await (await patch(bob.token, bob.id)).json()).toMatchObject({ score: 0, bio: 'b' })
  expect(await (await patch(bob.token, ada.id)).json()).toMatchObject({ score: 9, bio: 'b' })
  expect(await (await patch(ada.token, ada.id)).json()).toMatchObject({ score: 9 })
})

it('reads forms as DRF does', async () => {
  const ada = await member(gatehouse, { ...NEWS, born: '2000-01-01', phone: '+498' })
  const body = new URLSearchParams({ born: '', phone: '', member_no: '', bio: '', settings: '{"a":1}' })
  const patched = await gatehouse.request('/auth/users/me/', { method: 'PATCH', token: ada.token, body })
  expect(patched.status).toBe(200)
  const shown = { born: null, phone: '+498', member_no: null, bio: '', settings: { a: 1 }, wants_news: true }
  expect(await patched.json()).toMatchObject(shown)
  const put = await gatehouse.request('/auth/users/me/', { method: 'PUT', token: ada.token, body })
  expect(await put.json()).toMatchObject({ ...shown, wants_news: false })
})

it('has a field under its name at each API, or not at all', async () => {
  const response = await gatehouse.request('/api/v1/users/', {
    method: 'POST',
    json: { ...newcomer(), newsletter: 'yes', settings: 1, bio: 'b' },
  })
  expect(response.status).toBe(201)
  const body = await response.json<object>()
  expect(body).toMatchObject({ newsletter: true, bio: 'b' })
  expect(body).not.toHaveProperty('settings')
  const refused = await gatehouse.request('/api/v1/users/', { method: 'POST', json: newcomer() })
  expect([refused.status, await refused.json()]).toEqual([400, { newsletter: ['This field is required.'] }])
})

it('answers 409 at Express for a value that is taken', async () => {
  const [, bob] = [await member(gatehouse, { ...NEWS, phone: '+499' }), await member(gatehouse, NEWS)]
  const update = (json: object) =>
    gatehouse.request('/express/update-account', { method: 'PATCH', token: bob.token, json })
  const errors = [{ field: 'phone', message: 'phone belongs to another user' }]
  const refused = await update({ phone: '+499' })
  expect([refused.status, await refused.json()]).toEqual([
    409,
    { statusCode: 409, data: null, message: 'User with phone already exists', success: false, errors },
  ])
  expect(await (await update({ phone: '+490', score: 5 })).json()).toMatchObject({
    data: { phone: '+490', score: 0, fullName: '' },
  })
})
