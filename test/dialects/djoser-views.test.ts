import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { documentsOf } from '../../src/http/documents.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { REQUIRED } from './sentences.ts'

/* What signs in with tokens and JWTs, where a project has it at paths of its own, or not at all. */

const views = {
  'token/logout': ['/out'],
  'jwt/create': ['/api/token/', '/auth/jwt/create'],
  'jwt/refresh': ['/api/token/refresh'],
  'jwt/blacklist': ['/api/token/blacklist'],
  'jwt/logout': [],
}
const config = defineConfig({ apis: { djoser: { views, trench: false, openRoot: true } } })
const gatehouse = openGatehouse({}, { config })
const { get, post } = callerOf(gatehouse)
const NOT_FOUND = { status: 404, body: { detail: 'Not found.' } }
const JWT = expect.stringMatching(/^ey/)

describe('views at paths of their own', () => {
  it.each(['/api/token/', '/api/token', '/auth/jwt/create/'])('%s signs in', async (path) => {
    const { username } = await signUp(gatehouse)
    const answer = await post(path, { username, password: PASSWORD })
    expect(answer).toEqual({ status: 200, body: { refresh: JWT, access: JWT } })
    const { refresh } = answer.body as { refresh: string }
    expect(await post('/api/token/refresh/', { refresh })).toEqual({ status: 200, body: { access: JWT } })
    expect(await post('/auth/jwt/verify/', { token: refresh })).toEqual({ status: 200, body: {} })
    expect(await post('/api/token/blacklist/', { refresh })).toEqual({ status: 200, body: {} })
    expect(await refused(gatehouse, () => post('/api/token/refresh/', { refresh }))).toEqual({
      status: 401,
      challenge: 'Bearer realm="api"',
      body: { detail: 'Token is blacklisted', code: 'token_not_valid' },
    })
  })

  it.each([
    '/auth/jwt/refresh/',
    '/auth/jwt/blacklist/',
    '/auth/jwt/logout/',
    '/auth/token/logout/',
    '/api/token/verify/',
    '/api/token/refresh/more/',
  ])('%s is not there', async (path) => {
    const { token } = await signUp(gatehouse)
    const ask = () => post(path, { refresh: 'x' }, token)
    expect(await refused(gatehouse, ask)).toEqual(NOT_FOUND)
  })

  it('refuse in the words of the API that they are of', async () => {
    expect(await post('/api/token/', {})).toEqual({
      status: 400,
      body: { username: REQUIRED, password: REQUIRED },
    })
    expect((await get('/api/token/refresh/')).allow).toBe('POST, OPTIONS')
    const { token } = await signUp(gatehouse)
    expect((await post('/out/', {}, token)).status).toBe(204)
    expect(await get('/auth/users/me/', token)).toMatchObject({ status: 401 })
  })

  it('are in the API document', () => {
    const { djoser } = documentsOf(config)
    const bases = djoser?.mounts.map(({ base }) => base)
    expect(bases).toEqual(expect.arrayContaining(['/api/token', '/api/token/refresh', '/out']))
  })
})

it.each(['login/', 'login/code/', 'jwt/login/', 'token/login/code/', 'code/request/', 'mfa/config/'])(
  'without django-trench %s is not there',
  async (path) => {
    expect(await refused(gatehouse, () => post(`/auth/${path}`, {}))).toEqual(NOT_FOUND)
  },
)

it('may have a base path that needs no login', async () => {
  const body = { users: expect.stringMatching(/\/auth\/users\/$/) }
  for (const token of [undefined, 'f'.repeat(40)])
    expect(await get('/auth/', token)).toMatchObject({ status: 200, body })
  expect(await refused(gatehouse, () => post('/auth/', {}))).toEqual({
    status: 405,
    allow: 'GET, HEAD, OPTIONS',
    body: { detail: 'Method "POST" not allowed.' },
  })
})

describe('the check', () => {
  const faults = (djoser: object) => checkConfig(defineConfig({ apis: { djoser } }))

  it.each([
    [{ views: [] }, "apis.djoser.views is not an object of paths, as { 'jwt/create': ['/api/token'] }"],
    [{ views: { 'jwt/creat': [] } }, 'apis.djoser.views.jwt/creat is not known: is it jwt/create?'],
    [
      { views: { 'jwt/create': '/api/token' } },
      "apis.djoser.views['jwt/create'] is not a list of paths, as ['/api/auth']",
    ],
    [
      { views: { 'jwt/create': ['api/token'] } },
      "apis.djoser.views['jwt/create']: 'api/token' is not a path, as '/api/auth': letters, digits and . _ ~ - after each slash",
    ],
    [
      { views: { 'jwt/create': ['/account/token'] } },
      "apis.djoser.views['jwt/create']: '/account/token' is taken: /account is the server's own",
    ],
    [
      { views: { 'jwt/create': ['/api/login'] } },
      'djoser and profile both want POST /api/login: move one of them, or turn it off',
    ],
    [{ trench: 'no' }, 'apis.djoser.trench is "no", and may be true or false'],
    [{ openRoot: 1 }, 'apis.djoser.openRoot is 1, and may be true or false'],
  ])('of %j', (djoser, fault) => expect(faults(djoser)).toContain(fault))

  it('finds nothing in what is right', () => expect(checkConfig(config)).toEqual([]))
})
