import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, logInForJwt, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { ANONYMOUS, ENDED, JWT_NOBODY, NAME_TAKEN, NO_ADDRESS, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse()
const caller = callerOf(gatehouse)
const { call, get, post } = caller

const NOBODY = '00000000-0000-4000-8000-000000000000'
const NOT_FOUND = { status: 404, body: { detail: 'Not found.' } }
const NOT_YOURS = { status: 403, body: { detail: 'You do not have permission to perform this action.' } }
const REMOVAL = { current_password: PASSWORD }
const shown = ({ id, username, email }: SignedUp) => ({ email, id, username })

let ada: SignedUp
let bob: SignedUp
beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
  gatehouse.wait(1)
  bob = await signUp(gatehouse, 'bob')
})

describe('/auth/users/{id}/, one’s own', () => {
  it.each<[string, (id: string) => string]>([
    ['as it is', (id) => `${id}/`],
    ['without a slash', (id) => id],
    ['in capitals', (id) => `${id.toUpperCase()}/`],
    ['without dashes', (id) => `${id.replaceAll('-', '')}/`],
    ['in capitals without dashes', (id) => id.replaceAll('-', '').toUpperCase()],
  ])('is found by an id %s', async (_, write) => {
    const path = `/auth/users/${write(ada.id)}`
    expect(await get(path, ada.token)).toEqual({ status: 200, body: shown(ada) })
    expect(await call('HEAD', path, { token: ada.token })).toEqual({ status: 200 })
    for (const method of ['PUT', 'PATCH']) {
      const json = { email: ada.email }
      expect(await call(method, path, { json, token: ada.token })).toEqual({ status: 200, body: shown(ada) })
    }
    expect(await refused(gatehouse, () => caller.delete(path, {}, ada.token))).toEqual({
      status: 400,
      body: { current_password: REQUIRED },
    })
  })

  it('is changed', async () => {
    const cy = await signUp(gatehouse, 'cy')
    const json = { username: `new-${cy.username}`, email: '' }
    const token = cy.token
    expect(await call('PATCH', `/auth/users/${cy.id}/`, { json, token })).toEqual({
      status: 200,
      body: { ...json, id: cy.id },
    })
    const ask = () =>
      call('PUT', `/auth/users/${cy.id}/`, { json: { username: ada.username, email: 'x' }, token })
    expect(await refused(gatehouse, ask)).toEqual({ status: 400, body: { email: NO_ADDRESS } })
  })

  it('is deleted with the password, and not without', async () => {
    const dan = await signUp(gatehouse, 'dan')
    const path = `/auth/users/${dan.id}/`
    const wrong = () => caller.delete(path, { current_password: 'wrong' }, dan.token)
    expect(await refused(gatehouse, wrong)).toEqual({
      status: 400,
      body: { current_password: ['Invalid password.'] },
    })
    expect(await caller.delete(path, REMOVAL, dan.token)).toEqual({ status: 204 })
    expect(await get('/auth/users/me/', dan.token)).toEqual(ENDED)
  })

  it('is nobody to its JWTs once it is deleted', async () => {
    const eli = await signUp(gatehouse, 'eli')
    const { access, refresh } = await logInForJwt(gatehouse, eli)
    expect(await caller.delete(`/auth/users/${eli.id}/`, REMOVAL, access)).toEqual({ status: 204 })
    expect(await refused(gatehouse, () => get('/auth/users/me/', access))).toEqual(JWT_NOBODY)
    expect(await refused(gatehouse, () => post('/auth/jwt/refresh/', { refresh }))).toEqual({
      status: 401,
      challenge: 'Bearer realm="api"',
      body: { detail: 'No active account found for the given token.' },
    })
  })
})

describe('/auth/users/{id}/, somebody else’s', () => {
  const asked = (method: string, id: string, json?: unknown) =>
    refused(gatehouse, () => call(method, `/auth/users/${id}/`, { json, token: ada.token }))

  it.each(['GET', 'PUT', 'PATCH'])(
    'is not there for %s, like an id that nobody has (IDR-02)',
    async (method) => {
      const json = method === 'GET' ? undefined : { email: 'mine@example.com' }
      expect(await asked(method, bob.id, json)).toEqual(NOT_FOUND)
      expect(await asked(method, NOBODY, json)).toEqual(NOT_FOUND)
    },
  )

  it('is not deleted, whichever password is shown, and tells as little (IDR-02)', async () => {
    expect(await asked('DELETE', bob.id, REMOVAL)).toEqual(NOT_YOURS)
    expect(await asked('DELETE', bob.id, { current_password: 'wrong' })).toEqual(NOT_YOURS)
    expect(await asked('DELETE', NOBODY, REMOVAL)).toEqual(NOT_YOURS)
  })

  it('is refused before the body is looked at (IDR-05)', async () => {
    expect(await asked('PUT', bob.id, { email: 'nonsense' })).toEqual(NOT_FOUND)
    expect(await asked('PATCH', bob.id, [])).toEqual(NOT_FOUND)
    expect(await asked('DELETE', bob.id, {})).toEqual(NOT_YOURS)
  })

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])(
    'asks for a login before anything else at %s',
    async (method) => {
      for (const id of [bob.id, NOBODY]) {
        const ask = () => call(method, `/auth/users/${id}/`, method === 'GET' ? {} : { json: [] })
        expect(await refused(gatehouse, ask)).toEqual(ANONYMOUS)
      }
    },
  )
})

describe('/auth/users/, for staff', () => {
  let boss: SignedUp
  beforeEach(async () => {
    gatehouse.wait(1)
    boss = await signUp(gatehouse, 'boss')
    await makeStaff(boss)
  })

  it('lists everybody, in the order of their names', async () => {
    const { status, body } = await get('/auth/users/', boss.token)
    expect(status).toBe(200)
    const users = body as { username: string }[]
    for (const person of [ada, bob, boss]) expect(users).toContainEqual(shown(person))
    const names = (await rowsOf('accounts')).map(({ username_key }) => username_key).sort()
    expect(users.map(({ username }) => username.toLowerCase())).toEqual(names)
  })

  it('shows and changes others', async () => {
    expect(await get(`/auth/users/${ada.id}/`, boss.token)).toEqual({ status: 200, body: shown(ada) })
    const json = { email: `new-${ada.email}` }
    expect(await call('PATCH', `/auth/users/${ada.id}/`, { json, token: boss.token })).toEqual({
      status: 200,
      body: { ...shown(ada), ...json },
    })
    expect(await get('/auth/users/me/', ada.token)).toEqual({ status: 200, body: { ...shown(ada), ...json } })
    await call('PUT', `/auth/users/${ada.id}/`, { json: { email: ada.email }, token: boss.token })
    expect(await get('/auth/users/me/', ada.token)).toEqual({ status: 200, body: shown(ada) })
    expect(await get('/auth/users/me/', boss.token)).toEqual({ status: 200, body: shown(boss) })
  })

  it('refuses others a name that is taken', async () => {
    const json = { username: bob.username.toUpperCase() }
    const ask = () => call('PUT', `/auth/users/${ada.id}/`, { json, token: boss.token })
    expect(await refused(gatehouse, ask)).toEqual({ status: 400, body: { username: NAME_TAKEN } })
  })

  it('deletes others with the password of staff, not with theirs', async () => {
    const eve = await signUp(gatehouse, 'eve')
    const changed = { old_password: PASSWORD, new_password: 'Zx4-harbour-Lantern' }
    await caller.put('/api/change_password/', changed, boss.token)

    const path = `/auth/users/${eve.id}/`
    expect(await refused(gatehouse, () => caller.delete(path, REMOVAL, boss.token))).toEqual({
      status: 400,
      body: { current_password: ['Invalid password.'] },
    })
    const own = { current_password: 'Zx4-harbour-Lantern' }
    expect(await caller.delete(path, own, boss.token)).toEqual({ status: 204 })
    expect(await get('/auth/users/me/', eve.token)).toEqual(ENDED)
    expect(await canLogIn(gatehouse, eve, PASSWORD)).toBe(false)
    expect(await get('/auth/users/me/', boss.token)).toEqual({ status: 200, body: shown(boss) })
  })

  it('has nobody under an id that nobody has', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const json = method === 'GET' ? undefined : REMOVAL
      const ask = () => call(method, `/auth/users/${NOBODY}/`, { json, token: boss.token })
      expect(await refused(gatehouse, ask)).toEqual(NOT_FOUND)
    }
  })

  it('ends when they are no staff any more', async () => {
    await env.DB.prepare('UPDATE accounts SET is_staff = 0 WHERE id = ?').bind(boss.id).run()
    expect(await get(`/auth/users/${ada.id}/`, boss.token)).toEqual(NOT_FOUND)
    expect(await get('/auth/users/', boss.token)).toEqual({ status: 200, body: [shown(boss)] })
  })
})
