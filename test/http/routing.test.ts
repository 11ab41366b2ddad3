import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { failure } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call, get } = callerOf(gatehouse)

const NOT_FOUND = { status: 404, body: { detail: 'Not found.' } }

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

/** Ways to write a path that some servers take for the same, and some guards do not. */
const spellings = (path: string): string[] => {
  const at = path.lastIndexOf('/')
  const [front, last] = [path.slice(0, at), path.slice(at + 1)]
  const encoded = `%${last.charCodeAt(0).toString(16)}${last.slice(1)}`
  return [
    `/${path}`,
    `//${path}//`,
    `${front}//${last}`,
    `${path}//`,
    `${front}/./${last}`,
    `${front}/x/../${last}`,
    `${front}/%2e/${last}`,
    `${front}/x/%2e%2e/${last}`,
    `${front}\\${last}`,
    `${front}%2f${last}`,
    `${front}%5c${last}`,
    `${front}/${encoded}`,
    `${front}/${encoded.toUpperCase()}`,
    `${front}/${encoded.replace('%', '%25')}`,
    `${path.toUpperCase()}`,
    `${path};x`,
    `${path};/`,
    `${path}/;x`,
    `${path}.json`,
    `${path}%00`,
    `${path}%20`,
    `${path}%0a`,
    `${path}%0d%0a/`,
    `${front}/%0a${last}`,
    `${front}/%e2%80%a8${last}`,
    `${path}%e2%80%a9/`,
    `${path}%ff`,
    `${path}%`,
    `${path}/?x=/../..`,
    `${path}?${'x'.repeat(9000)}`,
  ]
}

describe('an API that asks for a login', () => {
  it.each([
    ['GET', '/api/profile'],
    ['PUT', '/api/profile'],
    ['PUT', '/api/change_password'],
    ['POST', '/api/logout'],
    ['GET', '/auth/users'],
    ['GET', '/auth/users/me'],
    ['PATCH', '/auth/users/me'],
    ['DELETE', '/auth/users/me'],
    ['POST', '/auth/users/set_password'],
    ['POST', '/auth/token/logout'],
    ['GET', '/auth/users/{id}'],
    ['GET', '/api/v1/users/{id}'],
    ['PUT', '/api/v1/users/{id}'],
    ['DELETE', '/api/v1/users/{id}'],
    ['POST', '/api/v1/users/{id}'],
    ['GET', '/api/v1/users/getUser'],
    ['PATCH', '/api/v1/users/updateProfile'],
    ['PATCH', '/api/v1/users/avatar'],
    ['POST', '/api/v1/users/logout'],
    ['POST', '/api/v1/users/changePassword'],
  ])('asks on every spelling that is served: %s %s (FRM-03, FRM-06)', async (method, template) => {
    const path = template.replace('{id}', ada.id)
    const answers = await refused(gatehouse, () =>
      Promise.all(spellings(path).map((spelling) => call(method, spelling))),
    )
    const unasked = answers.flatMap(({ status }, at) =>
      status === 401 || status === 404 || status === 405 ? [] : [`${spellings(path)[at]}: ${status}`],
    )
    expect(unasked).toEqual([])
  })

  it('is open to one who is signed in where it asked, and nowhere else (FRM-03, FRM-05)', async () => {
    const paths = ['/api/profile', '/auth/users/me', `/api/v1/users/${ada.id}`, '/api/v1/users/getUser']
    for (const spelling of paths.flatMap(spellings)) {
      const answers = [await get(spelling), await get(spelling, ada.token)]
      // djoser asks for a login before it says that something is not there.
      const fine = ['401 200', '404 404', spelling.startsWith('/auth/users/') ? '401 404' : '404 404']
      expect([spelling, fine]).toEqual([
        spelling,
        expect.arrayContaining([answers.map(({ status }) => status).join(' ')]),
      ])
    }
  })

  it.each(['/api/profile/', '/api/v1/users/', '/auth/users/', '/'])(
    'withstands a long path under %s (FRM-04)',
    async (base) => {
      for (const word of ['a', '/', '%2f', '%e2%80%a8', '../', '-']) {
        const answer = await get(base + word.repeat(20_000))
        expect([word, answer.status < 500]).toEqual([word, true])
      }
    },
  )
})

describe('an address that belongs to nobody', () => {
  it.each([
    '/nothing',
    '/nothing/',
    '/apix',
    '/api',
    '/api/nothing',
    '/api/v1/',
    '/api/v1/user/',
    '/api/profile/me',
    '/auth/nothing/',
    '/auth/jwt/nothing',
    '/auth/token/',
    '/api-token-auth/x',
    '/api/password_reset/nothing/',
    '/media/',
    '/media/x',
    `/media/${'x'.repeat(43)}`,
    '/docs/nothing.json',
    '/.well-known/',
    '/.env',
    '/debug',
    '/dev/nothing',
  ])('%s is not found, whatever the method, as Django says it (FRM-01)', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      expect([method, await call(method, path, { token: ada.token })]).toEqual([method, NOT_FOUND])
    }
  })

  it.each(['/api/v1/users/nothing', '/api/v1/users/a/b', '/api/v1/users/1'])(
    '%s is not found, as Express says it',
    async (path) => {
      const answer = { status: 404, body: failure(404, 'Not found') }
      for (const method of ['GET', 'POST', 'OPTIONS']) expect(await call(method, path)).toEqual(answer)
    },
  )

  it('asks for a login first where djoser does', async () => {
    const body = { detail: 'Authentication credentials were not provided.' }
    for (const path of ['/auth/users/nothing/', '/auth/users/1']) {
      expect(await get(path)).toMatchObject({ status: 401, body })
      expect(await get(path, ada.token)).toEqual(NOT_FOUND)
    }
  })

  it('is, among APIs, never a page, nor a redirect, whatever the caller would like', async () => {
    const headers = { accept: 'text/html,application/xhtml+xml' }
    for (const path of ['/api/profile', '/api/nothing/', '/auth/users/me', '/api/v1/users']) {
      const response = await gatehouse.request(path, { headers, redirect: 'manual' })
      expect(response.headers.get('content-type')).toMatch(/^application\/json/)
      expect(response.status).toBeGreaterThanOrEqual(401)
    }
  })
})

describe('GET /dev/mailbox', () => {
  it('is there in development alone', async () => {
    expect((await get('/dev/mailbox')).status).toBe(200)
    const production = openGatehouse({ ENVIRONMENT: 'production', PUBLIC_URL: 'https://example.com' })
    expect(await callerOf(production).get('/dev/mailbox')).toEqual(NOT_FOUND)
    expect(await callerOf(production).get('/dev/mailbox/')).toEqual(NOT_FOUND)
  })
})
