import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { FORMS, openWith, uuidOf, wish } from '../support/configured-ids.ts'

describe('the claim of the id', () => {
  it('has the name that is configured, and the session survives a new name', async () => {
    const named = openWith({ ids: 'integer', apis: { djoser: { settings: { USER_ID_CLAIM: 'uid' } } } })
    const ada = wish()
    const id = await named.register(ada)
    const { username, password } = ada
    const old = (await openWith({ ids: 'integer' }).post('/auth/jwt/create/', { username, password })).body
    expect((await named.get('/auth/users/me/', old.access)).status).toBe(200)
    const { access } = (await named.post('/auth/jwt/refresh/', { refresh: old.refresh })).body
    expect(decodeJwt(access)).toMatchObject({ uid: id, sub: await uuidOf(ada) })
    expect(decodeJwt(access)).not.toHaveProperty('user_id')
  })

  it('never takes the place of another claim', async () => {
    const named = openWith({ ids: 'integer', apis: { djoser: { settings: { USER_ID_CLAIM: 'sub' } } } })
    const ada = wish()
    await named.register(ada)
    const { username, password } = ada
    const { access } = (await named.post('/auth/jwt/create/', { username, password })).body
    expect(decodeJwt(access).sub).toBe(await uuidOf(ada))
    expect((await named.get('/auth/users/me/', access)).status).toBe(200)
  })
})

it('differ between APIs that are configured to', async () => {
  const { post } = openWith({ apis: { users: { ids: 'integer' }, profile: { ids: 'objectid' } } })
  const ada = wish()
  const { id } = (await post('/api/v1/users/', ada)).body
  expect(id).toEqual(FORMS.integer)
  const { username, password } = ada
  expect((await post('/api/login/', { username, password })).body).toEqual({
    token: expect.any(String),
    user_id: FORMS.objectid,
  })
  const { access } = (await post('/auth/jwt/create/', { username, password })).body
  expect(decodeJwt(access).user_id).toBe(await uuidOf(ada))
})
