import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addressIn } from '../support/links.ts'
import { disable, logIn, logInForJwt, makeStaff, PASSWORD, signUp } from '../support/people.ts'
import { SECRETS } from '../support/secrets.ts'
import { silentDatabase } from '../support/silent-database.ts'
import { mounts, pages } from '../support/standard.ts'

const gatehouse = openGatehouse({ REQUEST_LOG: 'true' })
const UUID = '6d5f9bae-a31b-4b7b-82c4-3853eda2b011'
const PICTURE = 'A'.repeat(43)

type Ask = RequestInit & { json?: unknown; token?: string }

afterEach(() => {
  vi.restoreAllMocks()
})

/** The lines that are written of some requests. */
async function linesOf(work: () => Promise<unknown>): Promise<string[]> {
  const log = vi
    .spyOn(console, 'log')
    .mockClear()
    .mockImplementation(() => {})
  await work()
  await gatehouse.settled()
  return log.mock.calls.map(([line]) => String(line))
}

async function lineOf(path: string, ask: Ask = {}, of = gatehouse) {
  const lines = await linesOf(() => of.request(path, ask))
  expect(lines).toHaveLength(1)
  return JSON.parse(lines[0] ?? '')
}

const line = (method: string, api: string | null, route: string | null, more: object) => ({
  event: 'request',
  request: expect.stringMatching(/^[0-9a-f-]{36}$/),
  method,
  api,
  route,
  ms: 0,
  statements: 0,
  round_trips: 0,
  ...more,
})

const logged = async <Done>(work: () => Promise<Done>): Promise<Done> => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  return work().finally(() => vi.restoreAllMocks())
}

describe('the line about a request', () => {
  it('tells who signed up, and what it cost', async () => {
    const json = { username: 'first', email: 'first@example.com', password: PASSWORD }
    const [text = ''] = await linesOf(() => gatehouse.request('/api/v1/users/', { method: 'POST', json }))
    const { results } = await env.DB.prepare("select id from accounts where username = 'first'").all()
    expect(JSON.parse(text)).toEqual(
      line('POST', 'users', '/api/v1/users', {
        status: 201,
        account: results[0]?.id,
        statements: 5,
        round_trips: 2,
      }),
    )
  })

  it('tells who has just signed in', async () => {
    const ada = await logged(() => signUp(gatehouse))
    const json = { username: ada.username, password: PASSWORD }
    expect(await lineOf('/auth/token/login/', { method: 'POST', json })).toEqual(
      line('POST', 'djoser', '/auth/token/login', {
        status: 200,
        account: ada.id,
        statements: 6,
        round_trips: 2,
      }),
    )
  })

  it('tells who is signed in, by a token, a JWT or a cookie', async () => {
    const ada = await logged(() => signUp(gatehouse))
    const { access, refresh } = await logged(() => logInForJwt(gatehouse, ada))
    const { accessToken } = await logged(() => logInAtExpress(gatehouse, ada))
    const read = { status: 200, account: ada.id, statements: 1, round_trips: 1 }
    for (const token of [ada.token, access])
      expect(await lineOf('/api/profile/', { token })).toEqual(line('GET', 'profile', '/api/profile', read))
    const headers = { cookie: `accessToken=${accessToken}` }
    expect(await lineOf('/api/v1/users/getUser', { headers })).toEqual(
      line('GET', 'express', '/api/v1/users/getUser', read),
    )
    expect(await lineOf('/auth/jwt/refresh/', { method: 'POST', json: { refresh } })).toEqual(
      line('POST', 'djoser', '/auth/jwt/refresh', read),
    )
  })

  it('names the pattern of a route, whoever’s it is, and its API', async () => {
    const [ada, boss] = await logged(async () => [await signUp(gatehouse), await signUp(gatehouse)])
    await makeStaff(boss)
    const staff = { status: 200, account: boss.id, statements: 2, round_trips: 2 }
    expect(await lineOf(`/auth/users/${ada.id}/`, { token: boss.token })).toEqual(
      line('GET', 'djoser', '/auth/users/:id', staff),
    )
    expect(await lineOf(`/account/sessions/${UUID}`, { method: 'DELETE', token: ada.token })).toEqual(
      line('DELETE', 'account', '/account/sessions/:id', {
        status: 404,
        account: ada.id,
        reason: 'not_found',
        statements: 2,
        round_trips: 2,
      }),
    )
    expect(await lineOf('/account/events?after=1.1', { token: ada.token })).toMatchObject({
      api: 'account',
      route: '/account/events',
    })
    expect(await lineOf(`/API/V1/USERS/${UUID.toUpperCase()}`, { method: 'DELETE' })).toMatchObject({
      api: 'management',
      route: '/api/v1/users/:id',
      status: 401,
    })
    expect(await lineOf('/api/v1/users/REGISTER', { method: 'POST' })).toMatchObject({
      api: 'express',
      route: '/api/v1/users/register',
    })
  })

  it.each<[string, Ask, string | null, string | null, number, string | undefined]>([
    ['/', {}, 'home', '/', 200, undefined],
    ['/healthz', { method: 'HEAD' }, 'health', '/healthz', 200, undefined],
    ['/docs/users.json', {}, 'docs', '/docs/:document', 200, undefined],
    ['/.well-known/jwks.json', {}, 'keys', '/.well-known/jwks.json', 200, undefined],
    [`/media/${PICTURE}`, {}, 'pictures', '/media/:address', 404, 'no_such_address'],
    [`/dev/mailbox/${UUID}.html`, {}, 'mailbox', '/dev/mailbox/:file', 404, 'no_such_address'],
    ['/password/reset?token=secret', {}, 'page', '/password/reset', 410, 'dead_link'],
    ['/not-me', {}, 'page', '/not-me', 200, undefined],
    ['/password/forgot', { method: 'POST' }, 'page', '/password/forgot', 400, 'invalid'],
    ['/secret', {}, null, null, 404, 'no_such_address'],
    ['/auth/secret', {}, 'djoser', '/auth/*', 404, 'no_such_address'],
    ['/api/login/', {}, 'profile', '/api/*', 405, 'not_allowed'],
    ['/api/login/', { method: 'OPTIONS' }, 'profile', '/api/*', 204, undefined],
    ['/api/login/', { method: 'POST', json: {} }, 'profile', '/api/login', 400, 'invalid'],
    ['/api/login/', { method: 'POST', body: 'x' }, 'profile', '/api/login', 415, 'unsupported_media'],
    ['/api/profile/', {}, 'profile', '/api/profile', 401, 'not_signed_in'],
    ['/api/profile/', { token: 'ab'.repeat(20) }, 'profile', '/api/profile', 401, 'token_invalid'],
    ['/api/v1/users/nothing', {}, 'express', '/api/v1/users/*', 404, 'no_such_address'],
  ])('%s %j is told as %s %s, %i, %s', async (path, ask, api, route, status, reason) => {
    const told = await lineOf(path, ask)
    expect(told).toMatchObject({ api, route, status })
    expect(told.reason).toBe(reason)
    expect(told.account).toBeUndefined()
  })

  it('tells why a sign-in was refused no better than the answer does (ENU-14)', async () => {
    const [ada, eve] = await logged(async () => [await signUp(gatehouse), await signUp(gatehouse)])
    await disable(eve)
    const told: object[] = []
    for (const json of [
      { username: ada.username, password: 'wrong' },
      { username: 'nobody', password: 'wrong' },
      { username: eve.username, password: PASSWORD },
    ]) {
      const { request: _, ...rest } = await lineOf('/api/login/', { method: 'POST', json })
      told.push(rest)
    }
    expect(told[0]).toMatchObject({ status: 401, reason: 'wrong_credentials' })
    expect(told).toEqual([told[0], told[0], told[0]])
  })

  it('has the id that the answer has, and the reason of a fault of ours', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    for (const [message, status, reason] of [
      ['D1_ERROR: sentinel', 500, 'broken'],
      ['D1_ERROR: Network connection lost.', 503, 'unavailable'],
    ] as const) {
      const down = openGatehouse({ REQUEST_LOG: 'true', DB: silentDatabase(message) })
      const headers = { 'x-request-id': 'mine-1' }
      const token = 'ab'.repeat(20)
      const json = { username: 'ada', password: PASSWORD }
      expect(await lineOf('/api/login/', { method: 'POST', json, headers, token }, down)).toEqual(
        line('POST', 'profile', '/api/login', {
          request: 'mine-1',
          status,
          reason,
          statements: 2,
          round_trips: 1,
        }),
      )
    }
  })

  it('is written also where a setting is no use', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const unset = openGatehouse({ REQUEST_LOG: 'true', PUBLIC_URL: '' })
    expect(await lineOf('/api/login/', { method: 'POST', json: {} }, unset)).toMatchObject({ status: 503 })
  })

  it('is not written where the setting says so', async () => {
    expect(await linesOf(() => openGatehouse({ REQUEST_LOG: 'false' }).request('/healthz'))).toEqual([])
  })
})

describe('the log', () => {
  it('holds nothing secret and nobody’s name, address, place or program (ENU-14)', async () => {
    const failures = vi.spyOn(console, 'error').mockImplementation(() => {})
    const headers = {
      'user-agent': 'sentinel-agent',
      'cf-connecting-ip': '203.0.113.77',
      'x-forwarded-for': '203.0.113.77',
    }
    const secrets: string[] = [PASSWORD, SECRETS.MASTER_KEYS, 'sentinel', '203.0.113']
    const lines = await linesOf(async () => {
      const json = { username: 'sentinel-name', email: 'sentinel@example.com', password: PASSWORD }
      await gatehouse.request('/auth/users/', { method: 'POST', json, headers })
      const ada = { ...(await signUp(gatehouse)), username: 'sentinel-name' }
      const token = await logIn(gatehouse, ada)
      const tokenPair = await logInForJwt(gatehouse, ada)
      await gatehouse.request('/auth/users/reset_password/', { method: 'POST', json: { email: json.email } })
      const { href, searchParams } = addressIn((await gatehouse.emails())[0])
      await gatehouse.request(href.replace(gatehouse.origin, ''), { headers })
      await gatehouse.request(`/api/profile/${token}`, { token, headers })
      await gatehouse.request(`/${token}?x=sentinel`, { method: 'DELETE', token, headers })
      await gatehouse.request('/sentinel/%73entinel', { headers })
      await gatehouse.request('/api/profile/', { method: 'PUT', json: { email: 'sentinel' }, token })
      await gatehouse.request('/api/login/', { method: 'POST', body: '{"sentinel', headers })
      await gatehouse.request('/api/v1/users/sentinel', { method: 'POST', json: { sentinel: 1 } })
      await gatehouse.request(`/media/${PICTURE}?w=sentinel`, { headers })
      await gatehouse.request('/account/sessions?after=sentinel', { token })
      secrets.push(token, tokenPair.access, tokenPair.refresh, PICTURE, searchParams.get('token') ?? '-')
    })
    expect(lines.length).toBeGreaterThan(10)
    for (const text of [...lines, ...failures.mock.calls.map(String)])
      for (const secret of secrets) expect(text.toLowerCase()).not.toContain(secret.toLowerCase())
  })

  it('knows the API of every route', () => {
    expect([...new Set([...mounts, ...pages].map(({ api }) => api))].toSorted()).toEqual(
      'account console djoser docs express home mailbox management metrics page pictures profile users'.split(
        ' ',
      ),
    )
  })
})
