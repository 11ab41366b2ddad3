import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { EXPRESS, failure, logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

describe('an Express API that gives cookies', () => {
  const FOREIGN: Record<string, string>[] = [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ]
  const CROSS = { status: 403, body: failure(403, 'Cross-site request refused') }

  it('signs nobody in for another site: not by a login (WEB-09)', async () => {
    const { username, password } = ada
    const bodies = [{ json: { username, password } }, { body: new URLSearchParams({ username, password }) }]
    for (const headers of FOREIGN)
      for (const body of bodies) {
        const ask = () => gatehouse.request(`${EXPRESS}/login`, { method: 'POST', headers, ...body })
        const answer = await refused(gatehouse, ask)
        expect(answer.headers.getSetCookie()).toEqual([])
        expect([answer.status, await answer.json()]).toEqual([CROSS.status, CROSS.body])
      }
    const own = { Origin: 'http://localhost:8787' }
    const answer = await gatehouse.request(`${EXPRESS}/login`, {
      method: 'POST',
      headers: own,
      json: { username, password },
    })
    expect([answer.status, answer.headers.getSetCookie().length]).toEqual([200, 2])
  })

  it('nor by a refresh token that the site brings along (WEB-09)', async () => {
    const { refreshToken } = await logInAtExpress(gatehouse, ada)
    for (const headers of FOREIGN) {
      const init = { headers, body: new URLSearchParams({ refreshToken }) }
      expect(await refused(gatehouse, () => call('POST', `${EXPRESS}/refreshToken`, init))).toEqual(CROSS)
    }
  })

  it.each([
    'Application/X-WWW-FORM-urlencoded',
    'text/plain',
    'TEXT/PLAIN;charset=utf-8',
    'multipart/form-data; boundary=x',
    'application/json',
    'x',
    '',
  ])('takes none from another site, whatever the type of the body: "%s" (WEB-06, WEB-08)', async (type) => {
    const { cookie } = await logInAtExpress(gatehouse, ada)
    const apis = [
      ['POST', '/logout'],
      ['POST', '/changePassword'],
      ['PATCH', '/updateProfile'],
    ] as const
    for (const [method, path] of apis) {
      const headers = { cookie, Origin: 'https://evil.example', ...(type && { 'content-type': type }) }
      const body = new TextEncoder().encode('fullName=Mallory')
      expect(await refused(gatehouse, () => call(method, EXPRESS + path, { headers, body }))).toEqual(CROSS)
    }
  })
})

describe('a cookie that is not exactly the one that was given (WEB-11)', () => {
  const UNASKED = { status: 401, body: failure(401, 'Unauthorized request') }

  it.each<[string, (token: string) => string]>([
    ['twice, with another value', (token) => `accessToken=${token}; accessToken=x`],
    ['twice, the planted one first', (token) => `accessToken=x; accessToken=${token}`],
    ['twice, with the same value', (token) => `accessToken=${token}; a=b; accessToken=${token}`],
    ['in another case', (token) => `accesstoken=${token}`],
    ['with a prefix', (token) => `__Host-accessToken=${token}`],
    ['after a blank that is none', (token) => `\u00a0accessToken=${token}`],
    ['encoded', (token) => `access%54oken=${token}`],
    ['without a value', () => 'accessToken='],
    ['without an equals sign', () => 'accessToken'],
    ['of another name', (token) => `token=${token}`],
  ])('is none: %s', async (_, cookieFor) => {
    const { accessToken } = await logInAtExpress(gatehouse, ada)
    const ask = () => call('GET', `${EXPRESS}/getUser`, { headers: { cookie: cookieFor(accessToken) } })
    expect(await refused(gatehouse, ask)).toEqual(UNASKED)
  })

  it('is found among others, and in quotes', async () => {
    const { accessToken } = await logInAtExpress(gatehouse, ada)
    const long = 'x'.repeat(4000)
    for (const cookie of [
      `a=b; accessToken=${accessToken}; c=d`,
      `accessToken="${accessToken}"`,
      `a=${long}; accessToken=${accessToken}`,
    ])
      expect((await call('GET', `${EXPRESS}/getUser`, { headers: { cookie } })).status).toBe(200)
  })
})
