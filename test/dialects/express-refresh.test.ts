import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { cookiesOf, EXPRESS, failure, logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, logInForJwt, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)

type Tokens = { accessToken: string; refreshToken: string }

const JWT = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)
const REFUSED = { status: 401, body: failure(401, 'Invalid Access Token') }
const NOBODY = { status: 401, body: failure(401, 'Unauthorized request') }

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const refresh = (refreshToken: unknown) => post(`${EXPRESS}/refreshToken`, { refreshToken })

async function next({ refreshToken }: Tokens): Promise<Tokens> {
  const answer = await refresh(refreshToken)
  expect(answer.status).toBe(200)
  return (answer.body as { data: Tokens }).data
}

const works = async ({ accessToken }: Tokens) => (await get(`${EXPRESS}/getUser`, accessToken)).status === 200

/** How often the sessions that refresh have been refreshed. */
const steps = async () =>
  (await rowsOf('sessions')).filter(({ kind }) => kind === 'express').map(({ step }) => step)

describe('POST /api/v1/users/refreshToken', () => {
  it('answers with a new pair, in the body and in the cookies', async () => {
    const first = await logInAtExpress(gatehouse, ada)
    const json = { refreshToken: first.refreshToken }
    const response = await gatehouse.request(`${EXPRESS}/refreshToken`, { method: 'POST', json })

    expect(response.status).toBe(200)
    const body = await response.json<{ data: Tokens }>()
    expect(body).toEqual({
      statusCode: 200,
      data: { accessToken: JWT, refreshToken: JWT },
      message: 'Access token refreshed',
      success: true,
    })
    expect(cookiesOf(response)).toEqual({
      accessToken: {
        value: body.data.accessToken,
        attributes: ['HttpOnly', 'Max-Age=86400', 'Path=/', 'SameSite=Lax'],
      },
      refreshToken: {
        value: body.data.refreshToken,
        attributes: ['HttpOnly', 'Max-Age=864000', 'Path=/', 'SameSite=Lax'],
      },
    })
    expect(body.data.refreshToken).not.toBe(first.refreshToken)
    expect(await works(body.data)).toBe(true)
  })

  it.each([
    ['the cookie', 'POST', '/refreshToken', {}],
    ['the cookie, under the second name and with a slash', 'POST', '/refresh-token/', {}],
    ['the cookie, next to an empty text', 'POST', '/refresh-token', { refreshToken: '' }],
  ])('takes the token of %s', async (_, method, path, json) => {
    const { cookie } = await logInAtExpress(gatehouse, ada)
    expect(await call(method, EXPRESS + path, { json, headers: { cookie } })).toMatchObject({ status: 200 })
  })

  it('takes the cookie where the body has no good token', async () => {
    const { cookie } = await logInAtExpress(gatehouse, ada)
    const ask = () =>
      call('POST', `${EXPRESS}/refreshToken`, { json: { refreshToken: 'x' }, headers: { cookie } })
    expect((await ask()).status).toBe(200)
  })

  it('answers a token that was used up within ten seconds with a working pair, and takes no further step', async () => {
    const first = await logInAtExpress(gatehouse, ada)
    const second = await next(first)
    gatehouse.wait(9)
    const before = await steps()
    const again = await next(first)

    expect(await steps()).toEqual(before)
    expect([await works(second), await works(again)]).toEqual([true, true])
    expect(await works(await next(again))).toBe(true)
  })

  it('ends the session when a token that was used up comes again later', async () => {
    const first = await logInAtExpress(gatehouse, ada)
    const second = await next(first)
    const other = await logInAtExpress(gatehouse, ada)
    const sessions = (await rowsOf('sessions')).length
    gatehouse.wait(11)

    expect(await refresh(first.refreshToken)).toEqual(REFUSED)
    expect((await rowsOf('sessions')).length).toBe(sessions - 1)
    expect(await refresh(second.refreshToken)).toEqual(REFUSED)
    expect([await works(first), await works(second), await works(other)]).toEqual([false, false, true])
  })

  it('ends the session at once when a token comes that is two steps old', async () => {
    const first = await logInAtExpress(gatehouse, ada)
    const third = await next(await next(first))
    expect(await refresh(first.refreshToken)).toEqual(REFUSED)
    expect(await works(third)).toBe(false)
  })

  it('takes one step for twenty callers at once, and gives all of them what works', async () => {
    const first = await logInAtExpress(gatehouse, ada)
    const before = await steps()
    const pairs = await Promise.all(Array.from({ length: 20 }, () => next(first)))

    const taken = (await steps()).reduce<number>((sum, step) => sum + Number(step), 0)
    expect(taken).toBe(before.reduce<number>((sum, step) => sum + Number(step), 0) + 1)
    expect(await Promise.all(pairs.map(works))).toEqual(pairs.map(() => true))
    const [some, other] = [pairs[3], pairs[17]] as [Tokens, Tokens]
    expect(await works(await next(some))).toBe(true)
    expect(await works(await next(other))).toBe(true)
  })

  it('keeps a session going for as long as it is refreshed in time, and no longer', async () => {
    let tokenPair: Tokens = await logInAtExpress(gatehouse, ada)
    gatehouse.wait(9 * 86_400)
    tokenPair = await next(tokenPair)
    gatehouse.wait(9 * 86_400)
    tokenPair = await next(tokenPair)
    expect(await works(tokenPair)).toBe(true)
    gatehouse.wait(10 * 86_400 + 1)
    expect(await refused(gatehouse, () => refresh(tokenPair.refreshToken))).toEqual(REFUSED)
  })

  it('ends every session after thirty days, however often it was refreshed', async () => {
    let tokenPair: Tokens = await logInAtExpress(gatehouse, ada)
    for (let week = 0; week < 4; week++) {
      gatehouse.wait(7 * 86_400)
      tokenPair = await next(tokenPair)
    }
    gatehouse.wait(2 * 86_400 + 1)
    expect(await works(tokenPair)).toBe(false)
    expect(await refused(gatehouse, () => refresh(tokenPair.refreshToken))).toEqual(REFUSED)
  })

  it('refuses the token of a disabled account', async () => {
    const gone = await signUp(gatehouse, 'gone')
    const { refreshToken } = await logInAtExpress(gatehouse, gone)
    await disable(gone)
    expect(await refused(gatehouse, () => refresh(refreshToken))).toEqual(REFUSED)
  })

  it('refuses an access token, of either kind, and an opaque one', async () => {
    const { accessToken } = await logInAtExpress(gatehouse, ada)
    const { access } = await logInForJwt(gatehouse, ada)
    for (const token of [accessToken, access, (await signUp(gatehouse)).token]) {
      expect(await refused(gatehouse, () => refresh(token))).toEqual(REFUSED)
    }
  })

  it.each([
    ['nothing', {}],
    ['an empty text', { refreshToken: '' }],
    ['a token under another name', { token: 'x' }],
    ['null', { refreshToken: null }],
  ])('asks for a token: %s', async (_, json) => {
    const answer = await refused(gatehouse, () => post(`${EXPRESS}/refresh-token`, json))
    expect(answer).toEqual(NOBODY)
  })

  it.each([7, true, ['x'], { $ne: null }])('takes text alone for a token: %j', async (value) => {
    const message = 'refreshToken must be text'
    expect(await refused(gatehouse, () => refresh(value))).toEqual({
      status: 400,
      body: failure(400, message, { refreshToken: message }),
    })
  })

  it('does not look at the Authorization header', async () => {
    const { accessToken } = await logInAtExpress(gatehouse, ada)
    expect(await refused(gatehouse, () => post(`${EXPRESS}/refreshToken`, {}, accessToken))).toEqual(NOBODY)
    const { refreshToken } = await logInAtExpress(gatehouse, ada)
    const answer = await post(`${EXPRESS}/refreshToken`, { refreshToken }, 'f'.repeat(40))
    expect(answer.status).toBe(200)
  })
})
