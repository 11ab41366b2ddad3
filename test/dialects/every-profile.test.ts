import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const WEAK = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' }
const gatehouse = openGatehouse(WEAK as Partial<Env>)
const { call } = callerOf(gatehouse)

const SCRIPT = '<script>alert(1)</script>'
const EXPRESS_USER = [
  'Avatar',
  'CoverImg',
  '_id',
  'avatar',
  'coverImage',
  'createdAt',
  'email',
  'fullName',
  'updatedAt',
  'username',
]
/** Where a profile is changed and read, a field with its column, whether it takes any text, and what an answer holds. */
const apis = [
  {
    method: 'PUT',
    path: '/api/profile/',
    read: '/api/profile/',
    field: ['first_name', 'first_name', true],
    keys: ['email', 'first_name', 'image', 'last_name', 'username'],
  },
  {
    method: 'PATCH',
    path: '/auth/users/me/',
    read: '/auth/users/me/',
    field: ['username', 'username', false],
    keys: ['email', 'id', 'username'],
  },
  {
    method: 'PUT',
    path: '/api/v1/users/{id}/',
    read: '/api/v1/users/{id}/',
    field: ['last_name', 'last_name', true],
    keys: ['email', 'first_name', 'id', 'last_name', 'username'],
  },
  {
    method: 'PATCH',
    path: '/api/v1/users/updateProfile',
    read: '/api/v1/users/getUser',
    field: ['fullName', 'first_name', true],
    keys: EXPRESS_USER,
  },
] as const

/** The person in an answer, out of the envelope if there is one. */
const personIn = (body: unknown) => (body as { data?: object }).data ?? (body as object)
const rowOf = async ({ id }: { id: string }) => (await rowsOf('accounts')).find((row) => row.id === id)

describe.each(apis)('$method $path', ({ method, path, read, field: [field, column], keys }) => {
  const change = ({ id, token }: SignedUp, json: unknown, query = '') =>
    call(method, path.replace('{id}', id) + query, { json, token })
  const another = () => `other${crypto.randomUUID().slice(0, 8)}`

  it('shows who asks, and nothing of the inside (PRO-07)', async () => {
    const ada = await signUp(gatehouse)
    const shown = await call('GET', read.replace('{id}', ada.id), { token: ada.token })
    for (const { status, body } of [shown, await change(ada, { [field]: another() })])
      expect([status, Object.keys(personIn(body)).sort()]).toEqual([200, keys])
  })

  it('changes what is sent and keeps the rest (PRO-03)', async () => {
    const ada = await signUp(gatehouse)
    await call('PUT', '/api/profile/', { json: { first_name: 'Ada', last_name: 'King' }, token: ada.token })
    const { username_key, updated_at, last_name, ...before } = (await rowOf(ada)) ?? {}
    const value = another()
    expect((await change(ada, { [field]: value })).status).toBe(200)
    expect(await rowOf(ada)).toMatchObject({ ...before, [column]: value })
  })

  it('is nobody else’s by a field or a query that says so, and gives no rights (IDR-03, PRO-01, PRO-02)', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const { username, username_key, first_name, last_name, ...before } = (await rowOf(ada)) ?? {}
    const bobs = await rowOf(bob)
    const ids = { id: bob.id, _id: bob.id, user_id: bob.id, uid: bob.id }
    const rights = { is_staff: true, is_superuser: true, role: 'admin', groups: [1], is_active: false }
    const inside = { auth_token: 'x', password: 'x', password_hash: 'x', date_joined: 0, sessionVersion: 9 }
    const wish = {
      [field]: another(),
      ...ids,
      ...rights,
      ...inside,
      email_verified: true,
      email_verified_at: 1,
    }
    expect((await change(ada, wish, `?id=${bob.id}&user_id=${bob.id}`)).status).toBe(200)
    expect(await rowOf(ada)).toMatchObject(before)
    expect(await rowOf(bob)).toEqual(bobs)
    const now = { ...ada, username: String((await rowOf(ada))?.username) }
    expect(await canLogIn(gatehouse, now, PASSWORD)).toBe(true)
  })

  it('changes nothing for a body without fields, and takes none that is no object (PRO-04)', async () => {
    const ada = await signUp(gatehouse)
    // Decision 24: an update that changes nothing is refused at the Express API.
    const empty = path.endsWith('updateProfile') ? 400 : 200
    expect((await refused(gatehouse, () => change(ada, {}))).status).toBe(empty)
    expect((await refused(gatehouse, () => change(ada, undefined))).status).toBe(empty)
    for (const json of [[], null, 'text', 7, true, [{ [field]: 'x' }]])
      expect((await refused(gatehouse, () => change(ada, json))).status, JSON.stringify(json)).toBe(400)
  })
})

it.each(apis.filter(({ field }) => field[2]))(
  '$method $path keeps markup as the text that it is, in JSON that no browser takes for a page (PRO-08)',
  async ({ method, path, read, field: [field] }) => {
    const { id, token } = await signUp(gatehouse)
    await call(method, path.replace('{id}', id), { json: { [field]: SCRIPT }, token })
    const response = await gatehouse.request(read.replace('{id}', id), { token })
    expect(response.headers.get('content-type')).toMatch(/^application\/json(; charset=utf-8)?$/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(personIn(await response.json())).toMatchObject({ [field]: SCRIPT })
  },
)
