import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Ports } from '../../src/ports/ports.ts'
import { callerOf } from '../support/caller.ts'
import { failure } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { SECRETS } from '../support/secrets.ts'
import { silentDatabase } from '../support/silent-database.ts'
import { app } from '../support/standard.ts'

const gatehouse = openGatehouse()
const broken = openGatehouse({ DB: silentDatabase('D1_ERROR: datatype mismatch: sentinel') })
const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

const IMMUTABLE = 'public, max-age=31536000, immutable'
const range = (bytes: string) => ({ headers: { range: `bytes=${bytes}` } })
const known = { headers: { 'if-none-match': '*' } }
const preflight = { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('every answer (WEB-13, WEB-14, HDR-15)', () => {
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
    const response = await (status === 500 ? broken : gatehouse).request(path, init)
    expect(response.status).toBe(status)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'same-origin',
      // An error of Express, and an address of no API, is a page for who would rather have one.
      vary: `${/users\/[a-z]|^\/nothing/.test(path) && status >= 400 ? 'Accept, ' : ''}Origin, Authorization, Cookie`,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': UUID,
    })
    expect(response.headers.has('strict-transport-security')).toBe(false)
    expect(response.headers.has('server')).toBe(false)
    expect(response.headers.has('x-powered-by')).toBe(false)
    expect(response.headers.has('access-control-allow-origin')).toBe(false)
    if (status !== 204) expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  })
})

describe('a fault of ours (FLT-25)', () => {
  it('is told in the voice of the API, and says nothing of what it is', async () => {
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

describe('what a caller sends', () => {
  const EVIL = 'x%0d%0aX-Evil:%20evil'
  const BREAK = 'x\r\nX-Evil: evil'
  it.each<[string, RequestInit & { json?: unknown }]>([
    [`/media/${EVIL}`, {}],
    [`/api/v1/users/${EVIL}`, {}],
    [`/auth/users/?next=${EVIL}`, {}],
    [`/docs?api=${EVIL}`, {}],
    [`/account/sessions?after=${EVIL}`, {}],
    [`/password/reset?uid=${EVIL}&token=${EVIL}`, {}],
    ['/password/reset', { method: 'POST', body: new URLSearchParams({ token: BREAK }) }],
    ['/password/forgot', { method: 'POST', body: new URLSearchParams({ email: BREAK }) }],
    ['/api/login/', { method: 'POST', json: { username: BREAK, password: BREAK } }],
    ['/api-token-auth/', { method: 'POST', body: 'x', headers: { 'content-type': 'evil/x; evil=evil' } }],
    ['/api/profile/', { headers: { authorization: 'Evil evil', range: 'evil', 'x-request-id': 'e vil' } }],
  ])('stands in no header of the answer: %s (HDR-05)', async (path, init) => {
    const { status, headers } = await gatehouse.request(path, init)
    expect(status).toBeLessThan(500)
    expect(JSON.stringify([...headers])).not.toMatch(/evil/i)
  })

  it('may be a thousand headers (HDR-13)', async () => {
    const headers = Object.fromEntries(
      Array.from({ length: 1000 }, (_, at) => [`x-much-${at}`, 'x'.repeat(100)]),
    )
    for (const path of ['/healthz', '/api/profile/', '/api/v1/users/getUser'])
      expect((await gatehouse.request(path, { headers })).status).toBe(path === '/healthz' ? 200 : 401)
  })
})

describe('X-Request-Id (HDR-16)', () => {
  it.each(['a', 'abc-123_.', 'x'.repeat(64)])(
    'stays as the caller sent it when it is plain: %s',
    async (id) => {
      const response = await gatehouse.request('/healthz', { headers: { 'x-request-id': id } })
      expect(response.headers.get('x-request-id')).toBe(id)
    },
  )

  it.each(['<script>', 'a b', 'a"b', 'a,b', '../x', 'a=b', 'x'.repeat(65), 'x'.repeat(300), '{"event":"x"}'])(
    'is made anew instead of %s',
    async (id) => {
      const response = await gatehouse.request('/healthz', { headers: { 'x-request-id': id } })
      expect(response.headers.get('x-request-id')).toEqual(UUID)
    },
  )
})

describe('an answer of any kind', () => {
  const production = openGatehouse({ ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org' })
  const UNIVERSAL = {
    'cross-origin-opener-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-request-id': UUID,
  }
  const ADDRESS = 'A'.repeat(43)
  const asBrowser = { headers: { accept: 'text/html' } }

  it.each<[string, number, string, RequestInit, object]>([
    ['a page', 200, '/', asBrowser, { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }],
    ['a page that finds nothing', 410, '/not-me?id=x&key=y', {}, { 'cache-control': 'no-store' }],
    ['a picture', 200, `/media/${ADDRESS}`, {}, { 'cache-control': IMMUTABLE, vary: 'Origin' }],
    ['a part of one', 206, `/media/${ADDRESS}`, range('0-0'), { 'cache-control': IMMUTABLE }],
    ['no part of one', 416, `/media/${ADDRESS}`, range('9-'), { 'cache-control': 'no-store' }],
    ['one that is known', 304, `/media/${ADDRESS}`, known, { 'cache-control': IMMUTABLE, vary: 'Origin' }],
    ['one that is gone', 404, `/media/${'B'.repeat(43)}`, {}, { 'cache-control': 'no-store' }],
    ['what development has', 404, '/dev/mailbox', {}, { 'cache-control': 'no-store' }],
    ['public keys', 200, '/.well-known/jwks.json', {}, { vary: 'Origin' }],
    ['a preflight', 204, '/api/login/', preflight, { 'cache-control': 'no-store' }],
    ['HEAD', 200, '/healthz', { method: 'HEAD' }, { 'cache-control': 'no-store' }],
  ])('%s, %i, has what every answer has, and asks for https', async (_, status, path, init, more) => {
    await env.PICTURES.put(ADDRESS, 'GIF89a', { httpMetadata: { contentType: 'image/gif' } })
    const response = await production.request(path, init)
    await response.arrayBuffer()
    expect(response.status).toBe(status)
    expect(Object.fromEntries(response.headers)).toMatchObject({ ...UNIVERSAL, ...more })
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'.*(frame-ancestors 'none'|sandbox)$/,
    )
  })

  it('says so too where the settings are no use', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const unset = openGatehouse({ ENVIRONMENT: 'production', PUBLIC_URL: '' })
    const response = await unset.request('/api/login/', { method: 'POST', json: {} })
    expect(response.status).toBe(503)
    expect(Object.fromEntries(response.headers)).toMatchObject({ ...UNIVERSAL, 'cache-control': 'no-store' })
  })
})

describe('whatever is thrown, wherever (FLT-25)', () => {
  const thrown: [string, unknown][] = [
    ['an error', new Error('sentinel')],
    ['a text', 'sentinel'],
    ['nothing', undefined],
  ]
  const places: [string, string, (ports: Ports, fail: () => never) => Partial<Ports>][] = [
    [
      'a picture',
      '/media/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      ({ pictures }, get) => ({ pictures: { ...pictures, get } }),
    ],
    ['readiness', '/readyz', (_, check) => ({ check })],
    ['an API', '/api/profile/', ({ sessions }, findByToken) => ({ sessions: { ...sessions, findByToken } })],
  ]

  it.each(places.flatMap((place) => thrown.map((what) => [place[0], what[0], place, what] as const)))(
    'at %s, %s: is a 500 with every header and an id, and logged once without it',
    async (_place, _what, [, path, put], [, what]) => {
      const log = vi.spyOn(console, 'error').mockImplementation(() => {})
      const { token } = await signUp(gatehouse)
      const fail = () => {
        throw what
      }
      const ports = { ...gatehouse.ports, ...put(gatehouse.ports, fail) }
      const request = new Request(gatehouse.origin + path, { headers: { authorization: `Bearer ${token}` } })
      const response = await app.fetch(request, ports)
      expect(response.status).toBe(500)
      expect(await response.json()).toEqual({ detail: 'A server error occurred.' })
      expect(response.headers.get('x-request-id')).toEqual(UUID)
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(log).toHaveBeenCalledTimes(1)
      expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({ event: 'broken' })
    },
  )
})

describe('GET /.well-known/jwks.json', () => {
  it('shows the public half of the signing keys, to be kept for five minutes', async () => {
    const response = await gatehouse.request('/.well-known/jwks.json')
    const [key] = JSON.parse(SECRETS.SIGNING_KEYS).keys
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    const text = await response.text()
    const { kty, crv, kid, x, y } = key
    expect(JSON.parse(text)).toEqual({ keys: [{ kty, crv, kid, x, y, alg: 'ES256', use: 'sig' }] })
    expect(text).not.toContain(key.d)
  })
})
