import { beforeAll, describe, expect, it } from 'vitest'
import { EXPRESS } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'

const APP = 'https://app.example.com'
const OTHER = 'http://localhost:3000'
const WEB_VIEW = 'capacitor://localhost'
const gatehouse = openGatehouse({ CORS_ORIGINS: `${APP}, ${OTHER}, ${WEB_VIEW}` })

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

/** The headers of an answer that are about other origins. */
async function corsOf(path: string, headers: Record<string, string>, method = 'GET', at = gatehouse) {
  const response = await at.request(path, { method, headers })
  await response.arrayBuffer()
  const found = [...response.headers].filter(([name]) => name.startsWith('access-control-'))
  // What is somebody's own depends on their credential besides, and an error of Express on who would rather have a page.
  const vary = response.headers.get('vary')?.replace(', Authorization, Cookie', '').replace('Accept, ', '')
  return { status: response.status, vary, cors: Object.fromEntries(found) }
}

const ALLOWED = {
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'WWW-Authenticate,Retry-After,X-Request-Id,Link,X-OTP,X-Trusted-Client',
}
const PREFLIGHT = {
  'Access-Control-Request-Method': 'PATCH',
  'Access-Control-Request-Headers': 'authorization',
}
const PATHS: [string, number][] = [
  ['/api/profile/', 401],
  ['/auth/users/me/', 401],
  ['/api/v1/users/nothing', 404],
  ['/api-token-auth/', 405],
  [`${EXPRESS}/getUser`, 401],
  ['/account', 401],
  ['/healthz', 200],
  ['/nothing', 404],
  ['/.well-known/jwks.json', 200],
  ['/docs/users.json', 200],
]

describe('an origin that CORS_ORIGINS names', () => {
  it.each(PATHS)('may read the answer of %s, also when it is %i', async (path, status) => {
    for (const origin of [APP, OTHER, WEB_VIEW]) {
      const answer = await corsOf(path, { origin })
      expect(answer).toEqual({
        status,
        vary: 'Origin',
        cors: { ...ALLOWED, 'access-control-allow-origin': origin },
      })
    }
  })

  it.each(PATHS)('is told before it asks %s what it may', async (path) => {
    expect(await corsOf(path, { origin: APP, ...PREFLIGHT }, 'OPTIONS')).toEqual({
      status: 204,
      vary: 'Origin, Access-Control-Request-Headers',
      cors: {
        ...ALLOWED,
        'access-control-allow-origin': APP,
        'access-control-allow-methods': 'GET,HEAD,POST,PUT,PATCH,DELETE',
        'access-control-allow-headers': 'authorization',
        'access-control-max-age': '600',
      },
    })
  })

  it('is told what an address has when it asks for that', async () => {
    const response = await gatehouse.request('/api-token-auth/', {
      method: 'OPTIONS',
      headers: { origin: APP },
    })
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'POST, OPTIONS'])
  })
})

describe('any other origin', () => {
  const strangers = [
    'https://evil.example',
    'https://app.example.com.evil.example',
    'https://app.example.comevil',
    'https://evilapp.example.com',
    'https://sub.app.example.com',
    'https://example.com',
    'http://app.example.com',
    'https://app.example.com:444',
    'https://app.example.com:443',
    'https://app.example.com/',
    'https://APP.example.com',
    'https://app.example.com, https://evil.example',
    'https://app.example.com https://evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://localhost:3000/',
    'capacitor://localhost:1',
    'ionic://localhost',
    'null',
    '*',
    'x',
    'https://app_example.com',
    'https://appXexample.com',
  ]

  it.each(strangers)('is told nothing: %s (WEB-01, WEB-02)', async (origin) => {
    for (const [path, status] of PATHS)
      expect(await corsOf(path, { origin })).toEqual({ status, vary: 'Origin', cors: {} })
    for (const [path] of PATHS)
      expect((await corsOf(path, { origin, ...PREFLIGHT }, 'OPTIONS')).cors).toEqual({})
  })

  it.each(['http://localhost:5173', 'https://localhost', 'http://127.0.0.1:3000', 'http://[::1]:4200'])(
    'is %s in production, and none in development',
    async (origin) => {
      const [open, closed] = [openGatehouse(), openGatehouse({ ENVIRONMENT: 'production' })]
      const allowed = { ...ALLOWED, 'access-control-allow-origin': origin }
      const [path, status] = ['/auth/users/me/', 401]
      expect((await corsOf(path, { origin }, 'GET', open)).cors).toEqual(allowed)
      expect(await corsOf(path, { origin }, 'GET', closed)).toEqual({ status, vary: 'Origin', cors: {} })
    },
  )

  it('is every origin while the setting is empty (WEB-01)', async () => {
    const closed = openGatehouse()
    for (const [path, status] of PATHS)
      expect(await corsOf(path, { origin: APP }, 'GET', closed)).toEqual({ status, vary: 'Origin', cors: {} })
  })
})

it('every answer says that it depends on the origin, also to who has none (WEB-04)', async () => {
  for (const [path, status] of PATHS)
    expect(await corsOf(path, {})).toEqual({ status, vary: 'Origin', cors: {} })
  for (const path of ['/', '/docs', '/dev/mailbox', '/password/reset', '/media/x', '/readyz'])
    expect([path, (await corsOf(path, { origin: APP })).vary]).toEqual([
      path,
      expect.stringContaining('Origin'),
    ])
})

it('a thousand at once each get the answer of their own origin (WEB-05)', async () => {
  const origins = [APP, 'https://evil.example', OTHER, undefined]
  const answers = await Promise.all(
    Array.from({ length: 1000 }, async (_, at) => {
      const origin = origins[at % origins.length]
      const { cors } = await corsOf('/healthz', origin ? { origin } : {})
      const told = cors['access-control-allow-origin']
      return told === (origin === APP || origin === OTHER ? origin : undefined) ? [] : [[origin, told]]
    }),
  )
  expect(answers.flat()).toEqual([])
})

it('what is served to one origin is not kept for another (HDR-15)', async () => {
  for (const path of [
    '/api/profile/',
    `${EXPRESS}/getUser`,
    '/account/sessions',
    `/api/v1/users/${ada.id}/`,
  ]) {
    const response = await gatehouse.request(path, { token: ada.token, headers: { origin: APP } })
    await response.arrayBuffer()
    expect([path, response.status, response.headers.get('cache-control')]).toEqual([path, 200, 'no-store'])
  }
})
