import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import {
  EXPRESS,
  failure,
  field,
  logInAtExpress,
  presented,
  REFUSALS,
  type SignedIn,
} from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, logIn, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

const NEW = 'Zx4-harbour-Lantern'

let ada: SignedUp

beforeEach(async () => {
  ada = await signUp(gatehouse, 'Ada')
})

describe('GET /api/v1/users/getUser', () => {
  it.each(['/getUser', '/getuser/', '/GETUSER', '/current-user', '/Current-User/'])(
    'answers with oneself at %s, and with nothing that is secret',
    async (path) => {
      const response = await gatehouse.request(EXPRESS + path, { token: ada.token })
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(await response.json()).toEqual({
        statusCode: 200,
        data: presented(ada),
        message: 'User fetched successfully',
        success: true,
      })
    },
  )

  it.each([
    ['the token alone', (token: string) => token],
    ['Bearer', (token: string) => `Bearer ${token}`],
    ['bearer and blanks', (token: string) => `bearer   ${token} `],
    ['Token', (token: string) => `Token ${token}`],
    ['JWT', (token: string) => `JWT ${token}`],
  ])('takes %s in the header', async (_, write) => {
    const headers = { authorization: write(ada.token) }
    expect((await call('GET', `${EXPRESS}/getUser`, { headers })).status).toBe(200)
  })

  it.each([
    ['Bearer', 'Invalid Access Token'],
    ['Bearer a b', 'Invalid Access Token'],
    ['Basic YWRhOmFkYQ==', 'Unauthorized request'],
  ])('refuses the header "%s"', async (authorization, message) => {
    const ask = () => call('GET', `${EXPRESS}/getUser`, { headers: { authorization } })
    expect(await refused(gatehouse, ask)).toEqual({ status: 401, body: failure(401, message) })
  })

  it.each(REFUSALS)('refuses %s', async (_, token, message) => {
    const answer = await refused(gatehouse, () => get(`${EXPRESS}/getUser`, token))
    expect(answer).toEqual({ status: 401, body: failure(401, message) })
  })
})

describe('POST /api/v1/users/changePassword', () => {
  const change = { oldPassword: PASSWORD, newPassword: NEW }
  const changeAs = (json: unknown, token?: string) => post(`${EXPRESS}/changePassword`, json, token)

  it('keeps the session that asks, ends the others, and tells the owner', async () => {
    const me: SignedIn = await logInAtExpress(gatehouse, ada)
    const other = await logIn(gatehouse, ada)
    expect(await changeAs(change, me.accessToken)).toEqual({
      status: 200,
      body: { statusCode: 200, data: {}, message: 'Password changed successfully', success: true },
    })

    expect((await get(`${EXPRESS}/getUser`, me.accessToken)).status).toBe(200)
    expect((await post(`${EXPRESS}/refreshToken`, { refreshToken: me.refreshToken })).status).toBe(200)
    expect((await get(`${EXPRESS}/getUser`, other)).status).toBe(401)
    expect((await get(`${EXPRESS}/getUser`, ada.token)).status).toBe(401)
    expect([await canLogIn(gatehouse, ada, PASSWORD), await canLogIn(gatehouse, ada, NEW)]).toEqual([
      false,
      true,
    ])
    const [message] = await gatehouse.emails()
    expect(message?.to).toBe(ada.email)
    expect(JSON.stringify(message)).not.toContain(NEW)
  })

  it('keeps the blanks around a new password, as the original does', async () => {
    expect((await changeAs({ ...change, newPassword: ` ${NEW} ` }, ada.token)).status).toBe(200)
    expect(await canLogIn(gatehouse, ada, ` ${NEW} `)).toBe(true)
    expect(await canLogIn(gatehouse, ada, NEW)).toBe(false)
  })

  it.each<[string, object, ReturnType<typeof field>]>([
    ['a wrong password', { ...change, oldPassword: NEW }, field('oldPassword', 'Invalid old password')],
    ['no old password', { newPassword: NEW }, field('oldPassword', 'oldPassword is required')],
    ['no new password', { oldPassword: PASSWORD }, field('newPassword', 'newPassword is required')],
    [
      'a blank new password',
      { ...change, newPassword: ' ' },
      field('newPassword', 'newPassword is required'),
    ],
    [
      'five characters',
      { ...change, newPassword: '12345' },
      field('newPassword', 'newPassword must have at least 6 characters'),
    ],
    ['a number', { ...change, newPassword: 1234567 }, field('newPassword', 'newPassword must be text')],
    [
      'an operator',
      { ...change, oldPassword: { $ne: '' } },
      field('oldPassword', 'oldPassword must be text'),
    ],
    [
      '1025 bytes',
      { ...change, newPassword: 'x'.repeat(1025) },
      field('newPassword', 'newPassword must have at most 1024 bytes'),
    ],
  ])('refuses %s', async (_, json, answer) => {
    expect(await refused(gatehouse, () => changeAs(json, ada.token))).toEqual(answer)
  })

  it('names both when both are missing', async () => {
    const ask = () => call('POST', `${EXPRESS}/change-password/`, { token: ada.token })
    expect(await refused(gatehouse, ask)).toEqual({
      status: 400,
      body: failure(400, 'All fields are required', {
        oldPassword: 'oldPassword is required',
        newPassword: 'newPassword is required',
      }),
    })
  })

  it.each(REFUSALS)('refuses %s before it reads the body', async (_, token, message) => {
    const answer = await refused(gatehouse, () => changeAs({}, token))
    expect(answer).toEqual({ status: 401, body: failure(401, message) })
  })
})
