import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { readAccessToken } from '../../src/account/sessions/verify-jwt.ts'
import { gif, gifControl, gifFrame } from '../account/image/samples.ts'
import { FORMS, type Known, openWith, uuidOf, type Wish, wish } from '../support/configured-ids.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD } from '../support/people.ts'

/* APIs whose ids are configured: what their clients see, whole. */

const NEXT = 'Rt5-harbour-Cormorant'

const makeStaff = ({ username }: Wish) =>
  env.DB.prepare('update accounts set is_staff = 1 where username = ?').bind(username).run()
const withoutIds = ({ username }: Wish) =>
  env.DB.prepare('update accounts set number = null, object_id = null where username = ?')
    .bind(username)
    .run()
const uid = (id: Known) => btoa(String(id)).replace(/=+$/, '')

describe.each(['integer', 'objectid'] as const)('ids of kind %s', (ids) => {
  const house = openWith({ ids })
  const { ask, get, post, register, logIn } = house

  it('are djoser’s, in every answer and path', async () => {
    const ada = wish()
    const made = await post('/auth/users/', ada)
    const person = { email: ada.email, id: FORMS[ids], username: ada.username }
    expect([made.status, made.body]).toEqual([201, person])
    const shown = { ...person, id: made.body.id }
    const token = await logIn(ada)
    for (const path of ['/auth/users/me/', `/auth/users/${shown.id}/`, `/auth/users/${await uuidOf(ada)}/`]) {
      const { status, body } = await get(path, token)
      expect([path, status, body]).toEqual([path, 200, shown])
    }
    expect((await get('/auth/users/', token)).body).toEqual([shown])
    const email = `new-${ada.email}`
    const changed = await ask('PATCH', `/auth/users/${shown.id}/`, { json: { email }, token })
    expect([changed.status, changed.body]).toEqual([200, { ...shown, email }])
    const gone = await ask('DELETE', `/auth/users/${shown.id}/`, {
      json: { current_password: PASSWORD },
      token,
    })
    expect([gone.status, gone.body]).toEqual([204, ''])
  })

  it('are those of the users API, management and the profile API', async () => {
    const ada = wish()
    const made = await post('/api/v1/users/', ada)
    const { auth_token: token, ...user } = made.body
    const { username, email } = ada
    expect([made.status, user]).toEqual([
      201,
      { id: FORMS[ids], username, first_name: '', last_name: '', email },
    ])
    for (const id of [user.id, await uuidOf(ada)]) {
      const { status, body } = await get(`/api/v1/users/${id}/`, token)
      expect([status, body]).toEqual([200, user])
    }
    const { password } = ada
    expect((await post('/api/login/', { username, password })).body).toEqual({
      token: expect.any(String),
      user_id: user.id,
    })
    const changed = await post(
      `/api/v1/users/${user.id}/`,
      { 'old password': PASSWORD, new_password: NEXT },
      token,
    )
    expect(changed.status).toBe(200)
    expect(await ask('DELETE', `/api/v1/users/${user.id}/`, { token })).toMatchObject({
      status: 204,
      body: '',
    })
  })

  it('are Express’s, in answers and in JWTs that are refreshed', async () => {
    const ada = wish()
    const form = new FormData()
    for (const [name, value] of Object.entries(ada)) form.append(name, value)
    form.append('Avatar', new File([gif({ blocks: [gifControl(1), gifFrame()] })], 'a.gif'))
    const response = await house.request('/api/v1/users/register', { method: 'POST', body: form })
    expect(response.status).toBe(201)
    const { data } = await response.json<{ data: { _id: Known; username: string } }>()
    expect(data).toMatchObject({ _id: FORMS[ids], username: ada.username })
    const { username, password } = ada
    const { body } = await post('/api/v1/users/login', { username, password })
    expect(body.data.user._id).toBe(data._id)
    const { refreshToken } = body.data
    const renewed = (await post('/api/v1/users/refreshToken', { refreshToken })).body.data
    for (const jwt of [body.data.accessToken, refreshToken, renewed.accessToken, renewed.refreshToken])
      expect(decodeJwt(jwt)).toMatchObject({ user_id: data._id, sub: await uuidOf(ada) })
    expect((await get('/api/v1/users/getUser', renewed.accessToken)).body.data._id).toBe(data._id)
  })

  it('are claims of JWTs, which work at every API and are the UUID for other Workers', async () => {
    const ada = wish()
    const id = await register(ada)
    const { username, password } = ada
    const pair = (await post('/auth/jwt/create/', { username, password })).body
    const { access } = (await post('/auth/jwt/refresh/', { refresh: pair.refresh })).body
    const uuid = await uuidOf(ada)
    for (const jwt of [pair.access, pair.refresh, access])
      expect(decodeJwt(jwt)).toMatchObject({ user_id: id, sub: uuid })
    expect(await readAccessToken(house.ports, access)).toMatchObject({ user_id: uuid })
    for (const path of ['/auth/users/me/', `/auth/users/${id}/`, `/api/v1/users/${id}/`, '/api/profile/'])
      expect((await get(path, access)).status, path).toBe(200)
    expect(await post('/auth/jwt/verify/', { token: access })).toMatchObject({ status: 200, body: {} })
  })

  it('are in links, where the UUID works as well', async () => {
    const ada = wish()
    const id = await register(ada)
    for (const named of [id, await uuidOf(ada)]) {
      await post('/auth/users/reset_password/', { email: ada.email })
      const link = linkOf((await house.emails())[0])
      expect(link.uid).toBe(uid(id))
      const json = { uid: uid(named), token: link.token, new_password: `${NEXT}-${named}` }
      expect(await post('/auth/users/reset_password_confirm/', json)).toMatchObject({ status: 204, body: '' })
    }
  })

  it('are what staff look up and page by', async () => {
    const [boss, ada] = [wish(), wish()]
    await register(boss)
    const id = await register(ada)
    await makeStaff(boss)
    const token = await logIn(boss)
    const { username, email } = ada
    for (const path of [`/auth/users/${id}/`, `/auth/users/${await uuidOf(ada)}/`])
      expect((await get(path, token)).body).toEqual({ email, id, username })
    for (const search of [String(id), ` ${String(id).toUpperCase()} `, await uuidOf(ada)])
      expect((await get(`/auth/users/?${new URLSearchParams({ search })}`, token)).body).toEqual([
        { email, id, username },
      ])
    const first = await get('/auth/users/?search=somebody&limit=1', token)
    expect(first.headers.get('link')).toContain(`&after=${first.body[0].id}>; rel="next"`)
    const next = await get(`/auth/users/?search=somebody&limit=1&after=${first.body[0].id}`, token)
    expect([next.status, next.body.length]).toEqual([200, 1])
    expect(next.body[0].id).not.toBe(first.body[0].id)
    for (const after of ['x', '-1', '7'.repeat(16)])
      expect(await get(`/auth/users/?after=${after}`, token)).toMatchObject({
        status: 400,
        body: { after: ['Invalid cursor.'] },
      })
    const removed = await ask('DELETE', `/auth/users/${id}/`, { json: { current_password: PASSWORD }, token })
    expect([removed.status, (await get(`/auth/users/${id}/`, token)).status]).toEqual([204, 404])
  })

  it('are UUIDs at the account API', async () => {
    const [boss, ada] = [wish(), wish()]
    await register(boss)
    const id = await register(ada)
    await makeStaff(boss)
    const token = await logIn(boss)
    const uuid = await uuidOf(ada)
    expect((await get(`/account/admin/users/${uuid}`, token)).body).toMatchObject({ id: uuid })
    expect((await get(`/account/admin/users/${ids === 'integer' ? id : 'x'}`, token)).status).toBe(404)
  })

  it('are UUIDs for an account that has no such id yet', async () => {
    const ada = wish()
    await register(ada)
    await withoutIds(ada)
    const uuid = await uuidOf(ada)
    const token = await logIn(ada)
    for (const path of ['/auth/users/me/', `/auth/users/${uuid}/`, `/api/v1/users/${uuid}/`])
      expect((await get(path, token)).body).toMatchObject({ id: uuid })
  })

  it('are nobody’s if they are no ids', async () => {
    const ada = wish()
    await register(ada)
    const token = await logIn(ada)
    for (const word of ['not-an-id', '-1', '1.5', '7'.repeat(16), 'f'.repeat(23), 'f'.repeat(25)]) {
      const { status, body } = await get(`/auth/users/${word}/`, token)
      expect([word, status, body]).toEqual([word, 404, { detail: 'Not found.' }])
      expect((await get(`/api/v1/users/${word}/`, token)).status, word).toBe(404)
    }
  })
})
