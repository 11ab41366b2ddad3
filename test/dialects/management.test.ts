import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { EXPRESS, formOf, GREEN, RED } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addressIn } from '../support/links.ts'
import { canLogIn, logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { pictureAddresses, rowsOf } from '../support/rows.ts'
import { BLANK, NO_TEXT, NULL, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

const USERS = '/api/v1/users'
const NEW = 'Zx4-harbour-Lantern'

let ada: SignedUp
let path: string

beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
  path = `${USERS}/${ada.id}/`
})

describe('DELETE /api/v1/users/{id}/', () => {
  const remove = (token?: string) => call('DELETE', path, token === undefined ? {} : { token })

  it('deletes the account and all that belongs to it, and nothing of anybody else (PRO-11)', async () => {
    const eve = await signUp(gatehouse, 'eve')
    await call('PATCH', `${EXPRESS}/updateAvatar`, { body: formOf({ Avatar: RED }), token: ada.token })
    await call('PATCH', `${EXPRESS}/updateCoverImg`, { body: formOf({ CoverImg: GREEN }), token: ada.token })
    await post('/api/password_reset/', { email: ada.email })
    const { access } = await logInForJwt(gatehouse, ada)
    await gatehouse.settled()

    expect(await remove(ada.token)).toEqual({ status: 204 })
    await gatehouse.settled()
    const ids = (await rowsOf('accounts')).map(({ id }) => id)
    expect([ids.includes(ada.id), ids.includes(eve.id)]).toEqual([false, true])
    const owners = [...(await rowsOf('sessions')), ...(await rowsOf('tickets'))].map((row) => row.account_id)
    expect(owners).not.toContain(ada.id)
    expect(owners).toContain(eve.id)
    expect(await pictureAddresses()).toEqual([])
    expect(await rowsOf('outbox')).toEqual([])

    expect((await post('/auth/jwt/verify/', { token: access })).status).toBe(401)
    for (const token of [ada.token, access]) expect((await get('/api/profile/', token)).status).toBe(401)
    expect((await get('/api/profile/', eve.token)).status).toBe(200)
  })

  it('asks for a login the second time, and frees the name and the address (IDR-08, PRO-11)', async () => {
    expect((await remove(ada.token)).status).toBe(204)
    expect(await refused(gatehouse, () => remove(ada.token))).toEqual({
      status: 401,
      body: { detail: 'Invalid token.' },
      challenge: 'Bearer realm="api"',
    })
    const { username, email } = ada
    const again = await post(`${USERS}/`, { username, email, password: PASSWORD })
    expect(again).toMatchObject({ status: 201, body: { id: expect.not.stringMatching(ada.id) } })
  })

  it('asks for a login', async () => {
    expect(await refused(gatehouse, () => remove())).toEqual({
      status: 401,
      body: { detail: 'Authentication credentials were not provided.' },
      challenge: 'Token',
    })
  })

  it('does nothing to the account of another', async () => {
    const eve = await signUp(gatehouse, 'eve')
    expect(await refused(gatehouse, () => remove(eve.token))).toEqual({
      status: 403,
      body: { detail: 'You do not have permission to perform this action.' },
    })
  })

  it('is not reached by naming the method in another place (HDR-11)', async () => {
    const headers = { 'x-http-method-override': 'DELETE' }
    await call('GET', `${path}?_method=DELETE`, { headers, token: ada.token })
    expect((await get(path, ada.token)).status).toBe(200)
  })
})

describe('POST /api/v1/users/{id}/', () => {
  const change = (json: unknown, token = ada.token) => post(path, json, token)

  const changed = {
    status: 200,
    body: { status: 'success', code: 200, message: 'Password updated successfully', data: [] },
  }

  it('changes the password, keeps the session that asks, ends the others, and tells the owner', async () => {
    const other = await logIn(gatehouse, ada)
    const { access, refresh } = await logInForJwt(gatehouse, ada)
    expect(await change({ old_password: PASSWORD, new_password: NEW })).toEqual(changed)

    expect((await get(path, ada.token)).status).toBe(200)
    for (const token of [other, access]) expect((await get(path, token)).status).toBe(401)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    expect([await canLogIn(gatehouse, ada, PASSWORD), await canLogIn(gatehouse, ada, NEW)]).toEqual([
      false,
      true,
    ])
    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({
      to: ada.email,
      subject: 'Gatehouse - Your password has been successfully changed!',
    })
    expect(JSON.stringify(message)).not.toContain(NEW)
    expect(addressIn(message).pathname).toBe('/not-me')
  })

  it.each<[string, RequestInit & { json?: unknown }]>([
    ['the key that the seed writes', { json: { 'old password': PASSWORD, new_password: NEW } }],
    [
      'both keys when they agree',
      { json: { 'old password': PASSWORD, old_password: PASSWORD, new_password: NEW } },
    ],
    [
      'the key that the seed writes, in a form',
      { body: new URLSearchParams({ 'old password': PASSWORD, new_password: NEW }) },
    ],
    ['blanks around both passwords', { json: { old_password: ` ${PASSWORD} `, new_password: ` ${NEW} ` } }],
  ])('takes %s', async (_, init) => {
    expect(await call('POST', path.slice(0, -1), { ...init, token: ada.token })).toEqual(changed)
    expect(await canLogIn(gatehouse, ada, NEW)).toBe(true)
  })

  it.each<[string, object, object]>([
    ['a wrong password', { old_password: NEW, new_password: NEW }, { old_password: ['Wrong password.'] }],
    [
      'a wrong password under the key that the seed writes',
      { 'old password': NEW, new_password: NEW },
      { old_password: ['Wrong password.'] },
    ],
    [
      'two old passwords that differ',
      { 'old password': NEW, old_password: PASSWORD, new_password: NEW },
      { non_field_errors: ["The two old_password fields didn't match."] },
    ],
    ['nothing', {}, { old_password: REQUIRED, new_password: REQUIRED }],
    ['null', { old_password: null, new_password: null }, { old_password: NULL, new_password: NULL }],
    ['blanks', { 'old password': ' ', new_password: '' }, { old_password: BLANK, new_password: BLANK }],
    ['an operator', { old_password: { $ne: 1 }, new_password: NEW }, { old_password: NO_TEXT }],
    ['a list', { 'old password': [PASSWORD], new_password: NEW }, { old_password: NO_TEXT }],
    [
      'a weak password',
      { old_password: PASSWORD, new_password: '123' },
      {
        new_password: [
          'This password is too short. It must contain at least 8 characters.',
          'This password is too common.',
          'This password is entirely numeric.',
        ],
      },
    ],
    [
      'a weak password next to a wrong one: the wrong one alone is told',
      { old_password: NEW, new_password: '123' },
      { old_password: ['Wrong password.'] },
    ],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => change(json))).toEqual({ status: 400, body })
  })

  it('refuses a password like the name or the address of its owner', async () => {
    const ask = () => change({ old_password: PASSWORD, new_password: `${ada.email}` })
    const like = await refused(gatehouse, ask)
    expect(like).toMatchObject({
      status: 400,
      body: { new_password: [expect.stringMatching(/^The password is too similar to the /)] },
    })
  })

  it('does not compare with the password of another, and changes neither', async () => {
    const eve = await signUp(gatehouse, 'eve')
    const ask = () => change({ old_password: PASSWORD, new_password: NEW }, eve.token)
    expect(await refused(gatehouse, ask)).toMatchObject({ status: 403 })
  })

  it('lets one of ten changes at once win', async () => {
    const wishes = Array.from({ length: 10 }, (_, at) => `${NEW}-${at}`)
    const answers = await Promise.all(
      wishes.map((new_password) => change({ old_password: PASSWORD, new_password })),
    )
    const won = answers.flatMap(({ status }, at) => (status === 200 ? [at] : []))
    expect(won).toHaveLength(1)
    const lost = answers.filter(({ status }) => status !== 200)
    const detail = 'Service temporarily unavailable, try again later.'
    expect(lost).toEqual(lost.map(() => ({ status: 503, retryAfter: '1', body: { detail } })))
    expect(await canLogIn(gatehouse, ada, wishes[won[0] ?? -1] ?? '')).toBe(true)
  })

  it('keeps neither password where it could be read', async () => {
    await change({ old_password: PASSWORD, new_password: NEW })
    const { results } = await env.DB.prepare('select * from accounts').all()
    expect(JSON.stringify(results)).not.toContain(NEW)
  })
})
