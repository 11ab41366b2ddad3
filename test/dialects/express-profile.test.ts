import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { EXPRESS, failure, field, presented, REFUSALS } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { call, post, patch } = callerOf(gatehouse)

const NEW = 'Zx4-harbour-Lantern'

let ada: SignedUp

beforeEach(async () => {
  ada = await signUp(gatehouse, 'Ada')
})

describe('PATCH /api/v1/users/updateProfile', () => {
  const update = (json: unknown, token = ada.token) => patch(`${EXPRESS}/updateProfile`, json, token)

  it('changes what was sent, and nothing else', async () => {
    const wish = { fullName: 'Ada King Lovelace' }
    expect(await update(wish)).toEqual({
      status: 200,
      body: {
        statusCode: 200,
        data: presented(ada, 'Ada King Lovelace'),
        message: 'Account details updated successfully',
        success: true,
      },
    })
    const email = `Countess.${ada.email}`
    const answer = await patch(`${EXPRESS}/update-account/`, { email }, ada.token)
    expect(answer).toMatchObject({
      status: 200,
      body: { data: presented({ ...ada, email }, 'Ada King Lovelace') },
    })
  })

  it('takes a form, and the same name in another case', async () => {
    const body = new URLSearchParams({ username: ada.username.toUpperCase() })
    const answer = await call('PATCH', `${EXPRESS}/updateProfile`, { body, token: ada.token })
    expect(answer).toMatchObject({ status: 200, body: { data: { username: ada.username.toUpperCase() } } })
  })

  it.each<[string, RequestInit & { json?: unknown }]>([
    ['no body', {}],
    ['an empty object', { json: {} }],
    [
      'what nobody may set',
      { json: { _id: 'x', password: NEW, isStaff: true, is_staff: true, sessionVersion: 9 } },
    ],
    ['a body of another type', { body: '{"fullName":"Ada"}', headers: { 'content-type': 'text/plain' } }],
  ])('refuses to change nothing: %s', async (_, init) => {
    const ask = () => call('PATCH', `${EXPRESS}/updateProfile`, { ...init, token: ada.token })
    expect(await refused(gatehouse, ask)).toEqual({
      status: 400,
      body: failure(400, 'All fields are required'),
    })
  })

  it.each<[string, object, ReturnType<typeof field>]>([
    ['a blank username', { username: '' }, field('username', 'username is required')],
    ['a username of other signs', { username: 'a b' }, field('username', 'username is not valid')],
    ['no address', { email: 'ada@' }, field('email', 'email is not valid')],
    ['an empty address', { email: '' }, field('email', 'email is required')],
    ['a number', { fullName: 7 }, field('fullName', 'fullName must be text')],
    ['null', { fullName: null }, field('fullName', 'fullName is required')],
    ['an operator', { username: { $ne: null } }, field('username', 'username must be text')],
  ])('refuses %s', async (_, json, answer) => {
    expect(await refused(gatehouse, () => update(json))).toEqual(answer)
  })

  it('refuses a name or an address that somebody else has', async () => {
    const eve = await signUp(gatehouse, 'Eve')
    const wish = { username: eve.username.toLowerCase(), email: eve.email.toUpperCase(), fullName: 'Ada' }
    expect(await refused(gatehouse, () => update(wish))).toEqual({
      status: 409,
      body: failure(409, 'User with email or username already exists', {
        username: 'username belongs to another user',
        email: 'email belongs to another user',
      }),
    })
  })

  it('kills the links that were mailed to the old address', async () => {
    await post('/api/password_reset/', { email: ada.email })
    const [message] = await gatehouse.emails()
    const [, token] = /token=([\w-]+)/.exec(message?.text ?? '') ?? []
    expect((await post('/api/password_reset/validate_token/', { token })).status).toBe(200)
    expect((await update({ email: `new.${ada.email}` })).status).toBe(200)
    expect((await post('/api/password_reset/validate_token/', { token })).status).toBe(404)
  })

  it.each(REFUSALS)('refuses %s before it reads the body', async (_, token, message) => {
    const answer = await refused(gatehouse, () => patch(`${EXPRESS}/updateProfile`, { username: '' }, token))
    expect(answer).toEqual({ status: 401, body: failure(401, message) })
  })

  it('leaves the password and the standing of an account alone', async () => {
    const before = (await rowsOf('accounts')).find(({ id }) => id === ada.id)
    await update({ fullName: 'Ada', password: NEW, passwordHash: NEW, isActive: false, isStaff: true })
    const after = (await rowsOf('accounts')).find(({ id }) => id === ada.id)
    expect(after).toEqual({ ...before, first_name: 'Ada' })
  })
})
