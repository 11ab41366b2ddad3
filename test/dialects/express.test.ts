import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { EXPRESS, failure } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call, get } = callerOf(gatehouse)

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const DOORS: [path: string, method: string][] = [
  ['/register', 'POST'],
  ['/login', 'POST'],
  ['/logout', 'POST'],
  ['/refreshToken', 'POST'],
  ['/refresh-token', 'POST'],
  ['/changePassword', 'POST'],
  ['/changePassword', 'PATCH'],
  ['/change-password', 'POST'],
  ['/change-password', 'PATCH'],
  ['/getUser', 'GET'],
  ['/current-user', 'GET'],
  ['/get-current-user', 'GET'],
  ['/profile', 'GET'],
  ['/updateProfile', 'PATCH'],
  ['/update-account', 'PATCH'],
  ['/update-account-details', 'PATCH'],
  ['/updateAvatar', 'PATCH'],
  ['/avatar', 'PATCH'],
  ['/update-avatar', 'PATCH'],
  ['/update-user-avatar', 'PATCH'],
  ['/updateCoverImg', 'PATCH'],
  ['/cover-image', 'PATCH'],
  ['/update-cover', 'PATCH'],
  ['/update-cover-image', 'PATCH'],
  ['/update-user-cover-image', 'PATCH'],
]
const methodsOf = (path: string) => DOORS.flatMap(([each, method]) => (each === path ? [method] : []))
const OPEN = /register|login|refresh/i

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

describe('an Express API', () => {
  it.each(DOORS)(
    '%s is found in any case, with hyphens and without, with a slash and without',
    async (path, method) => {
      const spellings = [path, `${path}/`, path.toUpperCase(), `${path.toLowerCase()}/`]
      const names = [path.replaceAll('-', '_'), path.replaceAll('-', '')]
      const addresses = [...spellings, ...names].map((spelling) => EXPRESS + spelling)
      addresses.push(`/API/V1/Users${path}`)
      const answers = await Promise.all(addresses.map((address) => call(method, address)))
      // Nobody is signed in and nothing is sent, so an API that is there refuses.
      const expected = path.includes('refresh') ? 401 : OPEN.test(path) ? 400 : 401
      expect(answers.map(({ status }) => status)).toEqual(addresses.map(() => expected))
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    },
  )

  const others = [...new Set(DOORS.map(([path]) => path))].flatMap((path) => {
    const own = methodsOf(path)
    return METHODS.filter(
      (method) => !own.includes(method) && !(own.includes('GET') && method === 'HEAD'),
    ).map((method) => [method, path] as const)
  })
  it.each(others)('is not there for %s %s', async (method, path) => {
    for (const address of [`${EXPRESS}${path}`, `${EXPRESS}${path}/`]) {
      const ask = () => gatehouse.request(address, { method, token: ada.token })
      const response = await refused(gatehouse, ask)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(await response.text()).toBe(method === 'HEAD' ? '' : JSON.stringify(failure(404, 'Not found')))
    }
  })

  it('asks nobody for a login before it says that a method is not there', async () => {
    const answers = await Promise.all(
      others.map(async ([method, path]) => [method, path, (await call(method, EXPRESS + path)).status]),
    )
    expect(answers.filter(([, , status]) => status !== 404)).toEqual([])
  })

  it('says to OPTIONS what it has, without a login', async () => {
    const answers = await Promise.all(
      DOORS.map(async ([path]) => [path, await call('OPTIONS', EXPRESS + path)] as const),
    )
    const expected = DOORS.map(([path, method]) => {
      const allow = method === 'GET' ? 'GET, HEAD, OPTIONS' : `${methodsOf(path).join(', ')}, OPTIONS`
      return [path, { status: 204, allow }] as const
    })
    expect(answers).toEqual(expected)
  })

  it('answers HEAD as GET, without a body', async () => {
    expect(await call('HEAD', `${EXPRESS}/getUser`, { token: ada.token })).toEqual({ status: 200 })
    expect((await call('HEAD', `${EXPRESS}/getUser`)).status).toBe(401)
  })
})

describe('a word that is no API', () => {
  const words = [
    'whoami',
    'id',
    'me',
    'users',
    'register2',
    'channel',
    'watch-history',
    '__proto__',
    'constructor',
  ]

  it.each(words)(
    '%s is answered in the envelope without a slash, and as Django does with one',
    async (word) => {
      for (const method of ['GET', 'POST', 'DELETE']) {
        expect(await refused(gatehouse, () => call(method, `${EXPRESS}/${word}`))).toEqual({
          status: 404,
          body: failure(404, 'Not found'),
        })
        expect(await refused(gatehouse, () => call(method, `${EXPRESS}/${word}/`))).toEqual({
          status: 404,
          body: { detail: 'Not found.' },
        })
      }
    },
  )

  it.each(['/channel/ada', '/c/ada', '/login/now', '/history/1'])('%s is not there either', async (path) => {
    expect(await get(EXPRESS + path, ada.token)).toEqual({ status: 404, body: failure(404, 'Not found') })
    expect(await get(`${EXPRESS}${path}/`, ada.token)).toEqual({
      status: 404,
      body: { detail: 'Not found.' },
    })
  })

  it('is a page for a browser, as Express has it, but at the collection of users', async () => {
    const types: [string, RegExp][] = [
      ['/whoami', /^text\/html/],
      ['/getUser', /^text\/html/],
      ['/login', /^text\/html/],
      ['/whoami/', /^application\/json/],
    ]
    for (const [path, type] of types) {
      const response = await gatehouse.request(EXPRESS + path, { headers: { accept: 'text/html' } })
      expect(response.headers.get('content-type')).toMatch(type)
    }
  })
})
