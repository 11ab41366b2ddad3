import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { ANONYMOUS } from './sentences.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)
const BOTH_FORMS = ['', '/']
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const NOT_FOUND = { status: 404, body: { detail: 'Not found.' } }

let vera: SignedUp
beforeAll(async () => {
  vera = await signUp(gatehouse, 'vera')
})

const notAllowed = (method: string, allow: string) => ({
  status: 405,
  allow,
  body: method === 'HEAD' ? undefined : { detail: `Method "${method}" not allowed.` },
})

const open: [string, string][] = [
  ['/api/register', 'POST, OPTIONS'],
  ['/api/login', 'POST, OPTIONS'],
]
const closed: [string, string][] = [
  ['/api/profile', 'GET, HEAD, PUT, PATCH, OPTIONS'],
  ['/api/change_password', 'PUT, OPTIONS'],
  ['/api/logout', 'POST, OPTIONS'],
]

describe('what an address under /api/ has not', () => {
  it.each(open)('%s answers with 405, to whoever asks', async (path, allow) => {
    for (const method of METHODS.filter((each) => !allow.split(', ').includes(each))) {
      for (const slash of BOTH_FORMS) {
        const ask = (init = {}) => refused(gatehouse, () => call(method, path + slash, init))
        expect(await ask()).toEqual(notAllowed(method, allow))
        expect(await ask({ headers: { authorization: 'Token stale' } })).toEqual(notAllowed(method, allow))
      }
    }
  })

  it.each(closed)('%s answers with 401 first, then with 405', async (path, allow) => {
    for (const method of METHODS.filter((each) => !allow.split(', ').includes(each))) {
      for (const slash of BOTH_FORMS) {
        const ask = (init = {}) => refused(gatehouse, () => call(method, path + slash, init))
        const anonymous = method === 'HEAD' ? { ...ANONYMOUS, body: undefined } : ANONYMOUS
        expect(await ask()).toEqual(anonymous)
        expect(await ask({ token: vera.token })).toEqual(notAllowed(method, allow))
      }
    }
  })
})

describe('what an address under /api/ has', () => {
  it.each([...open, ...closed])('%s is told by OPTIONS', async (path, allow) => {
    for (const slash of BOTH_FORMS) {
      expect(await call('OPTIONS', path + slash, { token: vera.token })).toEqual({ status: 204, allow })
    }
  })

  it.each(closed)('%s is told to nobody without a login', async (path) => {
    expect(await call('OPTIONS', path)).toEqual(ANONYMOUS)
  })

  it.each([
    ['POST', '/api/register', 400],
    ['POST', '/api/login', 400],
    ['GET', '/api/profile', 200],
    ['HEAD', '/api/profile', 200],
    ['PUT', '/api/profile', 200],
    ['PATCH', '/api/profile', 200],
    ['PUT', '/api/change_password', 400],
  ])('%s %s answers with and without a slash at the end', async (method, path, status) => {
    const [plain, slashed] = [
      await call(method, path, { token: vera.token }),
      await call(method, `${path}/`, { token: vera.token }),
    ]
    expect(plain.status).toBe(status)
    expect(slashed).toEqual(plain)
  })

  it('has no body for HEAD', async () => {
    expect(await call('HEAD', '/api/profile/', { token: vera.token })).toEqual({ status: 200 })
  })
})

describe('addresses that are not there', () => {
  it.each([
    '/api',
    '/api/',
    '/api/nothing/',
    '/api/profile/1/',
    '/api/registe/',
    '/api/login.json',
    '/nothing',
  ])('%s is 404 in development and in production', async (path) => {
    const production = openGatehouse({ ENVIRONMENT: 'production', MAIL_FROM: 'door@example.com' })
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      expect(await call(method, path)).toEqual(NOT_FOUND)
      expect(await call(method, path, { token: vera.token })).toEqual(NOT_FOUND)
      expect(await callerOf(production).call(method, path)).toEqual(NOT_FOUND)
    }
  })

  it('/dev/mailbox is not there in production', async () => {
    const production = openGatehouse({ ENVIRONMENT: 'production', MAIL_FROM: 'door@example.com' })
    expect(await callerOf(production).get('/dev/mailbox')).toEqual(NOT_FOUND)
    expect(await call('GET', '/dev/mailbox')).toEqual({ status: 200, body: [] })
  })
})
