import { beforeEach, describe, expect, it } from 'vitest'
import { type DjoserSettings, defineConfig } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  canLogIn,
  logIn,
  logInForJwt,
  makeStaff,
  PASSWORD,
  proveAddress,
  type SignedUp,
  signUp,
} from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { ANONYMOUS, ENDED, JWT_ENDED } from './sentences.ts'

const standard = openGatehouse()

function openWith(settings: Partial<DjoserSettings>) {
  const gatehouse = openGatehouse({}, { config: defineConfig({ apis: { djoser: { settings } } }) })
  return { gatehouse, ...callerOf(gatehouse) }
}

const DONE = { status: 204 }
const NEW_PASSWORD = 'Zx4-harbour-Lantern'
const FORBIDDEN = {
  status: 403,
  body: { detail: 'You do not have permission to perform this action.' },
}
const NOT_FOUND = { status: 404, body: { detail: 'Not found.' } }

let ada: SignedUp
beforeEach(async () => {
  ada = await signUp(standard, 'ada')
})
const me = ({ id, email, username }: SignedUp) => ({ id, email, username })

describe('LOGOUT_ON_PASSWORD_CHANGE', () => {
  const { gatehouse, get, post } = openWith({ LOGOUT_ON_PASSWORD_CHANGE: true })
  const wish = { current_password: PASSWORD, new_password: NEW_PASSWORD }
  const set = (json: object, token: string) => post('/auth/users/set_password/', json, token)

  it('ends every session, also the one that changed the password', async () => {
    await proveAddress(ada)
    const [other, jwts] = [await logIn(standard, ada), await logInForJwt(standard, ada)]
    expect(await set(wish, ada.token)).toEqual(DONE)
    for (const token of [ada.token, other]) expect(await get('/auth/users/me/', token)).toEqual(ENDED)
    expect(await get('/auth/users/me/', jwts.access)).toEqual(JWT_ENDED)
    expect(await canLogIn(gatehouse, ada, NEW_PASSWORD)).toBe(true)
    expect((await gatehouse.emails())[0]?.subject).toBe(
      'Gatehouse - Your password has been successfully changed!',
    )
    const events = (await rowsOf('events')).filter((row) => row.account_id === ada.id)
    expect(events.map(({ kind }) => kind)).toContain('password_changed')
    expect(events.map(({ kind }) => kind)).not.toContain('password_reset')
  })

  it('ends the JWTs that changed it, also where only KV is looked at', async () => {
    const { access, refresh } = await logInForJwt(standard, ada)
    expect(await set(wish, access)).toEqual(DONE)
    await gatehouse.settled()
    expect((await post('/auth/jwt/verify/', { token: access })).status).toBe(401)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
  })

  it('ends nothing when the change is refused', async () => {
    const wrong = { ...wish, current_password: 'wrong' }
    expect(await refused(gatehouse, () => set(wrong, ada.token))).toMatchObject({ status: 400 })
    expect((await get('/auth/users/me/', ada.token)).status).toBe(200)
  })
})

describe('HIDE_USERS, which is off', () => {
  const { gatehouse, call, get, patch, put } = openWith({ HIDE_USERS: false })
  const NOBODY = '11111111-2222-4333-8444-555555555555'

  it('answers 403 for other accounts, and alike for none', async () => {
    const eve = await signUp(standard, 'eve')
    for (const id of [eve.id, NOBODY]) {
      const path = `/auth/users/${id}/`
      const removal = { json: { current_password: PASSWORD }, token: ada.token }
      for (const ask of [
        () => get(path, ada.token),
        () => patch(path, { username: 'x' }, ada.token),
        () => put(path, { username: 'x' }, ada.token),
        () => call('DELETE', path, removal),
      ])
        expect(await refused(gatehouse, ask)).toEqual(FORBIDDEN)
    }
    expect(await get(`/auth/users/${ada.id}/`, ada.token)).toEqual({ status: 200, body: me(ada) })
    await makeStaff(ada)
    expect(await get(`/auth/users/${eve.id}/`, ada.token)).toEqual({ status: 200, body: me(eve) })
    expect(await get(`/auth/users/${NOBODY}/`, ada.token)).toEqual(NOT_FOUND)
  })

  it('lists everybody, page by page', async () => {
    const names = Array.from({ length: 3 }, () => signUp(standard, 'listed'))
    const listed = (await Promise.all(names)).toSorted((one, other) =>
      one.username < other.username ? -1 : 1,
    )
    const first = await gatehouse.request('/auth/users/?search=listed&limit=2', { token: ada.token })
    expect(await first.json()).toEqual(listed.slice(0, 2).map(me))
    const [, next = ''] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? []
    const rest = await get(next.replace(gatehouse.origin, ''), ada.token)
    expect(rest).toEqual({ status: 200, body: listed.slice(2).map(me) })
    expect((await get('/auth/users/')).status).toBe(401)
  })
})

describe("USER_CREATE: 'staff'", () => {
  const { gatehouse, post } = openWith({ USER_CREATE: 'staff' })
  const wish = () => ({ username: `made-by-${ada.username}`, password: PASSWORD, email: '' })

  it('is for staff who are signed in, before the form is looked at', async () => {
    for (const json of [wish(), {}]) {
      expect(await refused(gatehouse, () => post('/auth/users/', json))).toEqual(ANONYMOUS)
      expect(await refused(gatehouse, () => post('/auth/users/', json, ada.token))).toEqual(FORBIDDEN)
    }
    await makeStaff(ada)
    const { username, email } = wish()
    expect(await post('/auth/users/', wish(), ada.token)).toEqual({
      status: 201,
      body: { id: expect.any(String), username, email },
    })
  })
})

describe('UPDATE_LAST_LOGIN', () => {
  const lastLogin = async () => (await rowsOf('accounts')).find(({ id }) => id === ada.id)?.last_login_at

  it.each([
    '/api/login/',
    '/auth/token/login/',
    '/auth/jwt/create/',
    '/api-token-auth/',
    '/api/v1/users/login',
  ])('is noted of a sign-in at %s, and of none that failed', async (path) => {
    const { gatehouse, post } = openWith({ UPDATE_LAST_LOGIN: true })
    gatehouse.wait(60)
    const { username } = ada
    await refused(gatehouse, () => post(path, { username, password: 'wrong' }))
    expect(await lastLogin()).toBeNull()
    expect((await post(path, { username, password: PASSWORD })).status).toBe(200)
    expect(await lastLogin()).toBe(gatehouse.clock.now())
  })

  it('is not noted by default', async () => {
    await logIn(standard, ada)
    expect(await lastLogin()).toBeNull()
  })
})
