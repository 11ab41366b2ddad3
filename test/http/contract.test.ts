import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { callerOf } from '../support/caller.ts'
import { EXPRESS, formOf, RED } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { documents } from '../support/standard-documents.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

type Init = RequestInit & { json?: unknown; token?: string }
type Ask = [name: string, method: string, path: string, init: (ada: SignedUp) => Init]
type Operation = {
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}

const NOBODY = '11111111-2222-4333-8444-555555555555'

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
})

/** What a document promises for an answer: a shape, null for no body, undefined when the status is not in it. */
function promised(name: string, method: string, path: string, status: number): z.ZodType | null | undefined {
  const title = documents[name]
  const { paths, components } = title ? documentOf(title, gatehouse.origin) : {}
  const operation = (paths?.[path] as Record<string, Operation> | undefined)?.[method.toLowerCase()]
  const response = operation?.responses[status]
  if (!response?.content) return response && null
  const schema = { ...response.content['application/json']?.schema, $defs: components?.schemas ?? {} }
  return z.fromJSONSchema(JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')))
}

const login = ({ username }: SignedUp) => ({ json: { username, password: PASSWORD } })
const mine = ({ token }: SignedUp) => ({ token })
const broken = () => ({ body: '{', headers: { 'content-type': 'application/json' } })
const list = () => ({ body: '[]', headers: { 'content-type': 'application/json' } })
const xml = () => ({ body: '<x/>', headers: { 'content-type': 'text/xml' } })
const large = () => ({ body: 'x'.repeat(20_000), headers: { 'content-type': 'application/json' } })
const nothing = () => ({ json: {} })
const wrong = () => ({ json: { username: 'nobody', password: 'wrong' } })

const bodies = (method: string, path: string): Ask[] => [
  ['nothing', method, path, nothing],
  ['broken JSON', method, path, broken],
  ['a list', method, path, list],
  ['XML', method, path, xml],
  ['20 KB', method, path, large],
]

const asks: Record<string, Ask[]> = {
  profile: [
    ...bodies('POST', '/api/login/'),
    ['a login', 'POST', '/api/login/', login],
    ['a wrong login', 'POST', '/api/login/', wrong],
    [
      'no picture',
      'POST',
      '/api/register/',
      () => ({ json: { username: 'p', password: PASSWORD, email: 'p@example.com', image: '%' } }),
    ],
    ['oneself', 'GET', '/api/profile/', mine],
    ['nobody', 'GET', '/api/profile/', () => ({})],
    ['a bad JWT', 'GET', '/api/profile/', () => ({ token: 'x.x.x' })],
  ],
  djoser: [
    ...bodies('POST', '/auth/users/'),
    ['a login', 'POST', '/auth/token/login/', login],
    ['a wrong login', 'POST', '/auth/token/login/', wrong],
    ['a login', 'POST', '/auth/jwt/create/', login],
    ['a wrong login', 'POST', '/auth/jwt/create/', wrong],
    ['no JWT', 'POST', '/auth/jwt/verify/', () => ({ json: { token: 'x' } })],
    ['oneself', 'GET', '/auth/users/me/', mine],
    ['everybody', 'GET', '/auth/users/', mine],
    ['an account of nobody', 'GET', '/auth/users/{id}/', mine],
    [
      'an account of nobody',
      'DELETE',
      '/auth/users/{id}/',
      ({ token }) => ({ json: { current_password: PASSWORD }, token }),
    ],
    [
      'a wrong password',
      'DELETE',
      '/auth/users/me/',
      ({ token }) => ({ json: { current_password: 'x' }, token }),
    ],
    [
      'no link',
      'POST',
      '/auth/users/reset_password_confirm/',
      () => ({ json: { uid: 'x', token: 'x', new_password: PASSWORD } }),
    ],
  ],
  management: [
    ...bodies('POST', '/api/v1/users/'),
    ['a login', 'POST', '/api-token-auth/', login],
    ['a wrong login', 'POST', '/api-token-auth/', wrong],
    ['an account of nobody', 'GET', '/api/v1/users/{id}/', mine],
    ['an unknown address', 'POST', '/api/password_reset/', () => ({ json: { email: 'a@example.com' } })],
    ['an unknown key', 'POST', '/api/password_reset/validate_token/', () => ({ json: { token: 'x' } })],
  ],
  express: [
    ...bodies('POST', `${EXPRESS}/login`),
    ['a login', 'POST', `${EXPRESS}/login`, login],
    ['a wrong login', 'POST', `${EXPRESS}/login`, wrong],
    ['oneself', 'GET', `${EXPRESS}/getUser`, mine],
    ['nobody', 'GET', `${EXPRESS}/getUser`, () => ({})],
    ['no token', 'POST', `${EXPRESS}/refreshToken`, nothing],
    [
      'another site',
      'POST',
      `${EXPRESS}/logout`,
      () => ({ headers: { cookie: 'accessToken=x', origin: 'https://evil.example' } }),
    ],
    ['a picture', 'PATCH', `${EXPRESS}/avatar`, ({ token }) => ({ body: formOf({ avatar: RED }), token })],
    ['no picture', 'PATCH', `${EXPRESS}/avatar`, ({ token }) => ({ body: formOf({ avatar: 'x' }), token })],
    [
      'somebody',
      'POST',
      `${EXPRESS}/register`,
      () => ({
        body: formOf({ username: 'Taken', email: 't@example.com', password: PASSWORD, Avatar: RED }),
      }),
    ],
    [
      'the same again',
      'POST',
      `${EXPRESS}/register`,
      () => ({
        body: formOf({ username: 'Taken', email: 't@example.com', password: PASSWORD, Avatar: RED }),
      }),
    ],
    [
      'a taken name',
      'PATCH',
      `${EXPRESS}/updateProfile`,
      ({ token }) => ({ json: { username: 'Taken' }, token }),
    ],
  ],
}

describe.each(Object.entries(asks))('the document of %s', (name, asks) => {
  it.each(asks)('keeps its promise for %s: %s %s (FRM-12)', async (_, method, path, init) => {
    const { status, body } = await call(method, path.replace('{id}', NOBODY), init(ada))
    const shape = promised(name, method, path, status)
    expect([status, shape]).not.toEqual([status, undefined])
    if (shape === null) return expect(body).toBeUndefined()
    const issues = shape?.safeParse(body).error?.issues ?? []
    expect({ status, body, issues }).toEqual({ status, body, issues: [] })
  })
})
