import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { cookiesOf, EXPRESS, failure, logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { logIn, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { get, post } = callerOf(gatehouse)

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'Ada')
})

describe('POST /api/v1/users/logout', () => {
  it('ends the session and clears both cookies with the attributes that they were set with (WEB-10)', async () => {
    const { accessToken, refreshToken, cookie } = await logInAtExpress(gatehouse, ada)
    const sessions = (await rowsOf('sessions')).length
    const response = await gatehouse.request(`${EXPRESS}/logout`, { method: 'POST', headers: { cookie } })

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      statusCode: 200,
      data: 'User loged out successfully',
      message: 'User logged out successfully',
      success: true,
    })
    const cleared = { value: '', attributes: ['HttpOnly', 'Max-Age=0', 'Path=/', 'SameSite=Lax'] }
    expect(cookiesOf(response)).toEqual({ accessToken: cleared, refreshToken: cleared })
    expect((await rowsOf('sessions')).length).toBe(sessions - 1)
    expect(await get(`${EXPRESS}/getUser`, accessToken)).toEqual({
      status: 401,
      body: failure(401, 'Invalid Access Token'),
    })
    expect((await post(`${EXPRESS}/refreshToken`, { refreshToken })).status).toBe(401)
  })

  it('clears Secure cookies as Secure cookies (WEB-10)', async () => {
    const { accessToken } = await logInAtExpress(gatehouse, ada)
    const response = await gatehouse.send(
      new Request(`https://example.com${EXPRESS}/logout`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}` },
      }),
    )
    const cleared = { value: '', attributes: ['HttpOnly', 'Max-Age=0', 'Path=/', 'SameSite=Lax', 'Secure'] }
    expect(cookiesOf(response)).toEqual({ accessToken: cleared, refreshToken: cleared })
  })

  it('takes the token of any other API, and ends that session alone', async () => {
    const token = await logIn(gatehouse, ada)
    expect((await post(`${EXPRESS}/logout/`, {}, token)).status).toBe(200)
    expect((await get('/api/profile/', token)).status).toBe(401)
    expect((await get('/api/profile/', ada.token)).status).toBe(200)
  })

  it.each([
    ['no credential', undefined, 'Unauthorized request'],
    ['a token that nobody has', 'f'.repeat(40), 'Invalid Access Token'],
    ['no token at all', 'undefined', 'Invalid Access Token'],
  ])('refuses %s, and leaves the cookies alone', async (_, token, message) => {
    const init = { method: 'POST', ...(token !== undefined && { token }) }
    const response = await refused(gatehouse, () => gatehouse.request(`${EXPRESS}/logout`, init))
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual(failure(401, message))
    expect(response.headers.getSetCookie()).toEqual([])
  })
})
