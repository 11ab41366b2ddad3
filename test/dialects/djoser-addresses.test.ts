import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { ANONYMOUS, ENDED } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get } = callerOf(gatehouse)
const BOTH_FORMS = ['', '/']
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const NOT_FOUND = { status: 404, body: { detail: 'Not found.' } }

let vera: SignedUp
beforeAll(async () => {
  vera = await signUp(gatehouse, 'vera')
})

const silent = <Answer extends object>(method: string, answer: Answer) =>
  method === 'HEAD' ? { ...answer, body: undefined } : answer
const notAllowed = (method: string, allow: string) =>
  silent(method, { status: 405, allow, body: { detail: `Method "${method}" not allowed.` } })

/** Under /users/ whoever shows nothing is asked for a login, also where POST needs none (djoser's router). */
const users: [string, string][] = [
  ['/auth/users', 'GET, HEAD, POST, OPTIONS'],
  ['/auth/users/me', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ['/auth/users/{id}', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ['/auth/users/00000000-0000-4000-8000-000000000000', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ['/auth/users/activation', 'POST, OPTIONS'],
  ['/auth/users/resend_activation', 'POST, OPTIONS'],
  ['/auth/users/set_password', 'POST, OPTIONS'],
  ['/auth/users/set_username', 'POST, OPTIONS'],
  ['/auth/users/reset_password', 'POST, OPTIONS'],
  ['/auth/users/reset_password_confirm', 'POST, OPTIONS'],
  ['/auth/users/reset_username', 'POST, OPTIONS'],
  ['/auth/users/reset_username_confirm', 'POST, OPTIONS'],
]
const closed: [string, string][] = [
  ['/auth', 'GET, HEAD, OPTIONS'],
  ['/auth/token/logout', 'POST, OPTIONS'],
]
const open: [string, string][] = [
  ['/auth/token/login', 'POST, OPTIONS'],
  ['/auth/jwt/create', 'POST, OPTIONS'],
  ['/auth/jwt/refresh', 'POST, OPTIONS'],
  ['/auth/jwt/verify', 'POST, OPTIONS'],
  ['/auth/jwt/blacklist', 'POST, OPTIONS'],
  ['/auth/jwt/logout', 'POST, OPTIONS'],
]
const addressOf = (path: string) => path.replace('{id}', vera.id)
const missing = (allow: string) => METHODS.filter((method) => !allow.split(', ').includes(method))

describe('what an address under /auth/ has not', () => {
  it.each([...users, ...closed])('%s answers with 401 first, then with 405', async (path, allow) => {
    for (const method of missing(allow)) {
      for (const slash of BOTH_FORMS) {
        const address = addressOf(path) + slash
        expect(await call(method, address)).toEqual(silent(method, ANONYMOUS))
        expect(await call(method, address, { token: 'stale' })).toEqual(silent(method, ENDED))
        expect(await call(method, address, { token: vera.token })).toEqual(notAllowed(method, allow))
      }
    }
  })

  it.each(open)('%s answers with 405, to whoever asks', async (path, allow) => {
    for (const method of missing(allow)) {
      for (const slash of BOTH_FORMS) {
        expect(await call(method, path + slash)).toEqual(notAllowed(method, allow))
        expect(await call(method, path + slash, { token: 'stale' })).toEqual(notAllowed(method, allow))
      }
    }
  })

  it('changes nothing', async () => {
    const ask = () =>
      call('DELETE', '/auth/users/', { token: vera.token, json: { current_password: vera.password } })
    expect(await refused(gatehouse, ask)).toMatchObject({ status: 405 })
  })
})

describe('what an address under /auth/ has', () => {
  it.each([...users, ...closed, ...open])('%s is told by OPTIONS', async (path, allow) => {
    for (const slash of BOTH_FORMS) {
      expect(await call('OPTIONS', addressOf(path) + slash, { token: vera.token })).toEqual({
        status: 204,
        allow,
      })
    }
  })

  it('is told to nobody without a login, where a login is needed and under /auth/users/', async () => {
    const guarded = [...users, ...closed]
    const answers = await Promise.all(
      guarded.map(async ([path]) => [path, await call('OPTIONS', addressOf(path))]),
    )
    expect(answers).toEqual(guarded.map(([path]) => [path, ANONYMOUS]))
  })

  const apis = [...users, ...open].flatMap(([path, allow]) =>
    METHODS.filter((method) => allow.split(', ').includes(method)).map((method) => [method, path] as const),
  )
  it.each(apis)('%s %s answers alike with and without a slash at the end', async (method, path) => {
    const init = { token: vera.token, ...(!['GET', 'HEAD'].includes(method) && { json: {} }) }
    const slashed = await call(method, `${addressOf(path)}/`, init)
    expect(slashed.status).not.toBe(405)
    expect(await call(method, addressOf(path), init)).toEqual(slashed)
  })

  it.each(['/auth/users/', '/auth/users/me/', '/auth/users/{id}/'])(
    '%s has no body for HEAD',
    async (path) => {
      expect(await call('HEAD', addressOf(path), { token: vera.token })).toEqual({ status: 200 })
      expect(await call('HEAD', addressOf(path))).toEqual(silent('HEAD', ANONYMOUS))
    },
  )
})

describe('addresses that are not there', () => {
  it.each([
    '/auth/users/1/',
    '/auth/users/99999999999999999999999999999999999999/',
    `/auth/users/${'9'.repeat(5000)}/`,
    '/auth/users/not-a-uuid',
    '/auth/users/me.json',
    '/auth/users/reset_passwor/',
    '/auth/users/zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz/',
    '/auth/users/%00/',
    '/auth/users/%ff/',
  ])('%.60s asks for a login, then it is 404', async (path) => {
    expect(await get(path)).toEqual(ANONYMOUS)
    for (const method of ['GET', 'PUT', 'DELETE', 'POST']) {
      expect(await call(method, path, { token: vera.token })).toEqual(NOT_FOUND)
    }
  })

  it.each([
    '/auth/users/me/more/',
    '/auth/token/',
    '/auth/token/nothing/',
    '/auth/jwt/',
    '/auth/jwt/createx',
    '/auth/o/google/',
  ])('%s is 404, in production too', async (path) => {
    const production = openGatehouse({ ENVIRONMENT: 'production', MAIL_FROM: 'door@example.com' })
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      expect(await call(method, path)).toEqual(NOT_FOUND)
      expect(await callerOf(production).call(method, path)).toEqual(NOT_FOUND)
    }
  })
})

describe('GET /auth/', () => {
  it('says where the users are, to whoever is signed in', async () => {
    expect(await get('/auth/')).toEqual(ANONYMOUS)
    expect(await get('/auth/', vera.token)).toEqual({
      status: 200,
      body: { users: 'http://localhost:8787/auth/users/' },
    })
  })
})
