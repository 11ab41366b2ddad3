import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { cookieOf, EXPRESS, failure, logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

const REFUSED = { status: 401, body: failure(401, 'Invalid Access Token') }

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

describe('the cookies of an Express API', () => {
  const OWN = 'http://localhost:8787'
  const CROSS = { status: 403, body: failure(403, 'Cross-site request refused') }

  const apis: [string, string, object | undefined][] = [
    ['POST', '/logout', undefined],
    ['POST', '/refreshToken', {}],
    ['POST', '/changePassword', { oldPassword: PASSWORD, newPassword: 'Zx4-harbour-Lantern' }],
    ['PATCH', '/updateProfile', { fullName: 'Mallory' }],
    ['PATCH', '/updateAvatar', undefined],
    ['PATCH', '/updateCoverImg', undefined],
  ]
  const foreign: Record<string, string>[] = [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'capacitor://localhost' },
    { Origin: 'http://localhost.evil.example' },
    { Origin: 'http://localhost:8787.evil.example' },
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ]
  it.each(apis)('stand for nobody when another site asks: %s %s (WEB-07)', async (method, path, json) => {
    const { cookie } = await logInAtExpress(gatehouse, ada)
    for (const headers of foreign) {
      const init = { headers: { ...headers, cookie }, ...(json && { json }) }
      const answer = await refused(gatehouse, () => call(method, EXPRESS + path, init))
      expect([headers, answer]).toEqual([headers, CROSS])
    }
  })

  it.each<[string, Record<string, string>]>([
    ['this site', { Origin: OWN, 'Sec-Fetch-Site': 'same-origin' }],
    ['an app with a cookie jar', {}],
    ['this site behind a proxy', { Origin: 'http://localhost:5173', 'Sec-Fetch-Site': 'same-origin' }],
    ['a browser that says it is the same site', { 'Sec-Fetch-Site': 'same-origin' }],
    ['the address bar', { 'Sec-Fetch-Site': 'none' }],
  ])('are taken from %s (WEB-07)', async (_, headers) => {
    const { cookie } = await logInAtExpress(gatehouse, ada)
    const init = { json: { fullName: 'Ada King' }, headers: { ...headers, cookie } }
    expect((await call('PATCH', `${EXPRESS}/updateProfile`, init)).status).toBe(200)
  })

  it('are taken from any site for what changes nothing', async () => {
    const { cookie } = await logInAtExpress(gatehouse, ada)
    const headers = { cookie, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
    expect((await call('GET', `${EXPRESS}/getUser`, { headers })).status).toBe(200)
  })

  it('are not looked at when another site brings a token of its own in a header (WEB-12)', async () => {
    const eve = await signUp(gatehouse, 'eve')
    const { cookie } = await logInAtExpress(gatehouse, ada)
    const headers = { cookie, Origin: 'https://app.example' }
    const answer = await call('PATCH', `${EXPRESS}/updateProfile`, {
      json: { fullName: 'Eve' },
      headers,
      token: eve.token,
    })
    expect(answer).toMatchObject({ status: 200, body: { data: { _id: eve.id, fullName: 'Eve' } } })
  })

  it.each([
    ['no token', 'Bearer'],
    ['what a page makes of no token', 'Bearer null'],
    ['a token that is nobody’s', `Token ${'f'.repeat(40)}`],
    ['too much', 'Bearer a b'],
  ])('come first, beside a header with %s', async (_, authorization) => {
    const { cookie } = await logInAtExpress(gatehouse, ada)
    const answer = await call('GET', `${EXPRESS}/getUser`, { headers: { cookie, authorization } })
    expect(answer).toMatchObject({ status: 200, body: { data: { _id: ada.id } } })
  })

  it('come first, also before somebody else’s header; one that is no good is no obstacle to it', async () => {
    const eve = await signUp(gatehouse, 'eve')
    const { cookie } = await logInAtExpress(gatehouse, ada)
    const whose = async (headers: { cookie: string }) =>
      (await call('GET', `${EXPRESS}/getUser`, { headers, token: eve.token })).body
    expect(await whose({ cookie })).toMatchObject({ data: { _id: ada.id } })
    expect(await whose({ cookie: cookieOf({ accessToken: 'x', refreshToken: 'x' }) })).toMatchObject({
      data: { _id: eve.id },
    })
  })

  it('end their own session at a logout, and not the header’s', async () => {
    const eve = await signUp(gatehouse, 'eve')
    const { cookie } = await logInAtExpress(gatehouse, ada)
    const answer = await call('POST', `${EXPRESS}/logout`, { headers: { cookie }, token: eve.token })
    expect(answer.status).toBe(200)
    expect(await call('GET', `${EXPRESS}/getUser`, { headers: { cookie } })).toEqual(REFUSED)
    expect((await call('GET', `${EXPRESS}/getUser`, { token: eve.token })).status).toBe(200)
  })

  describe('beside a refresh token in the body', () => {
    const renew = (cookie: string, refreshToken: unknown) =>
      call('POST', `${EXPRESS}/refreshToken`, { headers: { cookie }, json: { refreshToken } })
    const good = (token: string) => call('GET', `${EXPRESS}/getUser`, { token })

    it('are enough when that is null or nonsense', async () => {
      for (const refreshToken of [null, '', 'null', 'undefined']) {
        const { cookie } = await logInAtExpress(gatehouse, ada)
        expect((await renew(cookie, refreshToken)).status).toBe(200)
      }
    })

    it('are no obstacle when they are no good', async () => {
      const { refreshToken } = await logInAtExpress(gatehouse, ada)
      const cookie = cookieOf({ accessToken: 'x', refreshToken: 'x' })
      expect((await renew(cookie, refreshToken)).status).toBe(200)
    })

    it('do not count as stolen when one was used up long ago, wherever the current one is', async () => {
      for (const place of ['cookie', 'body']) {
        const first = await logInAtExpress(gatehouse, ada)
        const { body } = await renew(first.cookie, null)
        const second = (body as { data: { accessToken: string; refreshToken: string } }).data
        gatehouse.wait(11)
        const answer =
          place === 'cookie'
            ? await renew(cookieOf(second), first.refreshToken)
            : await renew(first.cookie, second.refreshToken)
        expect([place, answer.status]).toEqual([place, 200])
        expect((await good(second.accessToken)).status).toBe(200)
      }
    })

    it('prefer the other session when their own has moved on', async () => {
      const [old, other] = [await logInAtExpress(gatehouse, ada), await logInAtExpress(gatehouse, ada)]
      const { body } = await renew(old.cookie, null)
      gatehouse.wait(11)
      expect((await renew(old.cookie, other.refreshToken)).status).toBe(200)
      const { accessToken } = (body as { data: { accessToken: string } }).data
      expect((await good(accessToken)).status).toBe(200)
    })
  })

  it.each([
    ['a refresh token in the place of an access token', (refreshToken: string) => refreshToken],
    ['nothing that is a token', () => 'x'],
  ])('do not stand for anybody with %s', async (_, value) => {
    const { refreshToken } = await logInAtExpress(gatehouse, ada)
    const cookie = cookieOf({ accessToken: value(refreshToken), refreshToken })
    expect(await call('GET', `${EXPRESS}/getUser`, { headers: { cookie } })).toEqual(REFUSED)
  })
})
