import { expect, it } from 'vitest'
import { defineConfig, type OwnConfig } from '../../src/ports/config.ts'
import { openGatehouse } from '../support/gatehouse.ts'

/* Where the page of the API documents signs in, by what a configuration has. */

const only = (djoser: NonNullable<NonNullable<OwnConfig['apis']>['djoser']>): OwnConfig['apis'] => ({
  profile: false,
  users: false,
  management: false,
  express: false,
  djoser,
})

it.each<[string, OwnConfig['apis'], string | undefined]>([
  ['JWTs', only({}), 'data-login="/auth/jwt/create/" data-field="username"'],
  ['tokens alone', only({ jwt: false }), 'data-login="/auth/token/login/" data-field="username"'],
  [
    'JWTs at a path of their own, by email',
    only({ jwt: false, tokens: false, views: { 'jwt/create': ['/api/token'] }, jwtLoginField: 'email' }),
    'data-login="/api/token/" data-field="email"',
  ],
  ['no sign-in', only({ jwt: false, tokens: false }), undefined],
])('with %s', async (_, apis, expected) => {
  const gatehouse = openGatehouse({}, { config: defineConfig({ ...(apis && { apis }) }) })
  const answer = await gatehouse.request('/docs', { headers: { accept: 'text/html' } })
  expect(answer.status).toBe(200)
  expect(/data-login="[^"]*" data-field="[^"]*"/.exec(await answer.text())?.[0]).toBe(expected)
})
