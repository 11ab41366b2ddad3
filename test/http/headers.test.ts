import { afterEach, describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { failure } from '../support/express.ts'
import { openHouse } from '../support/house.ts'
import { PASSWORD } from '../support/people.ts'
import { SECRETS } from '../support/secrets.ts'
import { silentDatabase } from '../support/silent-database.ts'

const house = openHouse()
const broken = openHouse({ DB: silentDatabase('D1_ERROR: no such column: sentinel') })
const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

afterEach(() => {
  vi.restoreAllMocks()
})

describe('every answer', () => {
  const large = `{"x":"${'x'.repeat(20_000)}"}`
  const json = { 'content-type': 'application/json' }
  const login = { username: 'ada', password: PASSWORD }

  it.each<[number, string, RequestInit & { json?: unknown }]>([
    [200, '/healthz', {}],
    [200, '/docs/users.json', {}],
    [204, '/api-token-auth/', { method: 'OPTIONS' }],
    [400, '/api-token-auth/', { method: 'POST', json: {} }],
    [400, '/api/v1/users/login', { method: 'POST', json: {} }],
    [401, '/api/profile/', {}],
    [401, '/api/v1/users/getUser', {}],
    [404, '/nothing', {}],
    [404, '/api/v1/users/nothing', {}],
    [405, '/api-token-auth/', {}],
    [413, '/api-token-auth/', { method: 'POST', body: large, headers: json }],
    [413, '/api/v1/users/login', { method: 'POST', body: large, headers: json }],
    [415, '/api-token-auth/', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }],
    [500, '/api-token-auth/', { method: 'POST', json: login }],
    [500, '/api/v1/users/login', { method: 'POST', json: login }],
  ])('%i at %s is for nobody else: to keep, to frame, to sniff', async (status, path, init) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const response = await (status === 500 ? broken : house).request(path, init)
    expect(response.status).toBe(status)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/^max-age=31536000/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': UUID,
    })
    expect(response.headers.has('server')).toBe(false)
    expect(response.headers.has('x-powered-by')).toBe(false)
    expect(response.headers.has('access-control-allow-origin')).toBe(false)
    if (status !== 204) expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  })
})

describe('a fault of ours', () => {
  it('is told in the voice of the door, and says nothing of what it is', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { post } = callerOf(broken)
    expect(await post('/api-token-auth/', { username: 'ada', password: PASSWORD })).toEqual({
      status: 500,
      body: { detail: 'A server error occurred.' },
    })
    expect(await post('/api/v1/users/login', { username: 'ada', password: PASSWORD })).toEqual({
      status: 500,
      body: failure(500, 'Internal server error'),
    })
  })

  it('is logged once, with the id of the request, and without what the request held', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const response = await broken.request('/api/v1/users/', {
      method: 'POST',
      json: { username: 'sentinel-name', password: PASSWORD, email: 'sentinel@example.com' },
    })
    expect(response.status).toBe(500)
    expect(log).toHaveBeenCalledTimes(1)
    const text = String(log.mock.calls[0]?.[0])
    expect(JSON.parse(text)).toMatchObject({
      event: 'broken',
      request: response.headers.get('x-request-id'),
    })
    expect(text).not.toContain('sentinel-name')
    expect(text).not.toContain('sentinel@')
    expect(text).not.toContain(PASSWORD)
  })
})

describe('X-Request-Id', () => {
  it.each(['a', 'abc-123_=', 'x'.repeat(64)])(
    'stays as the caller sent it when it is plain: %s',
    async (id) => {
      const response = await house.request('/healthz', { headers: { 'x-request-id': id } })
      expect(response.headers.get('x-request-id')).toBe(id)
    },
  )

  it.each(['<script>', 'a b', 'a"b', 'a,b', '../x', 'x'.repeat(300), '{"event":"x"}'])(
    'is made anew instead of %s',
    async (id) => {
      const response = await house.request('/healthz', { headers: { 'x-request-id': id } })
      expect(response.headers.get('x-request-id')).toEqual(UUID)
    },
  )
})

describe('GET /.well-known/jwks.json', () => {
  it('shows the public half of the signing keys, to be kept for five minutes', async () => {
    const response = await house.request('/.well-known/jwks.json')
    const [key] = JSON.parse(SECRETS.SIGNING_KEYS).keys
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    const text = await response.text()
    const { kty, crv, kid, x, y } = key
    expect(JSON.parse(text)).toEqual({ keys: [{ kty, crv, kid, x, y, alg: 'ES256', use: 'sig' }] })
    expect(text).not.toContain(key.d)
  })
})
