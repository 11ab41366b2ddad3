import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { defineConfig, type OwnConfig } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, logInForJwt, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

/*
 * What a bad Authorization header is told in a project with JWTs alone, tokens alone, or both in an order. What is
 * expected is what Django, DRF 3.14, djoser 2.1 and simplejwt 5.2 answered.
 */

type Djoser = Exclude<NonNullable<OwnConfig['apis']>['djoser'], false | undefined>

const ME = '/auth/users/me/'
const GARBLED = 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln'
const NOT_PROVIDED = { detail: 'Authentication credentials were not provided.' }
const TWO_VALUES = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
}
const INVALID_TOKEN = { detail: 'Invalid token.' }
const notValid = (message: string) => ({
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
})
const NOT_VALID = notValid('Token is invalid or expired')

const open = (djoser: Djoser) => openGatehouse({}, { config: defineConfig({ apis: { djoser } }) })

/** What somebody with this header is told, which changes nothing. */
const told =
  (gatehouse: ReturnType<typeof open>, challenge: string) =>
  async (authorization: string | undefined, body: unknown) => {
    const headers = authorization === undefined ? {} : { authorization }
    const ask = () => callerOf(gatehouse).call('GET', ME, { headers })
    expect(await refused(gatehouse, ask)).toEqual({ status: 401, body, challenge })
  }

describe('with JWTs alone', () => {
  const gatehouse = open({ tokens: false })
  const isTold = told(gatehouse, 'Bearer realm="api"')

  it.each(['null', 'undefined', 'x', GARBLED, '0'.repeat(40), '"abc"'])('Bearer %s is no JWT', (credential) =>
    isTold(`Bearer ${credential}`, NOT_VALID),
  )

  it.each(['Bearer', 'Bearer a b'])('"%s" has not two values', (header) => isTold(header, TWO_VALUES))

  it.each([undefined, '', 'JWT null', 'JWT', 'Token null', 'Token', 'bearer null', 'Basic abc', GARBLED])(
    '"%s" is not looked at',
    (header) => isTold(header, NOT_PROVIDED),
  )

  it('a JWT that is no good says why', async () => {
    const [person, off] = [await signUp(gatehouse), await signUp(gatehouse)]
    const { access, refresh } = await logInForJwt(openGatehouse(), person)
    const disabled = await logInForJwt(openGatehouse(), off)
    await disable(off)
    await isTold(`Bearer ${refresh}`, notValid('Token has wrong type'))
    await isTold(`Bearer ${disabled.access}`, { detail: 'User is inactive', code: 'user_inactive' })
    await isTold(`JWT ${refresh}`, NOT_PROVIDED)
    gatehouse.wait(301)
    await isTold(`Bearer ${access}`, NOT_VALID)
  })

  it('a good credential is let in after any keyword', async () => {
    const person = await signUp(gatehouse)
    const { access } = await logInForJwt(gatehouse, person)
    for (const credential of [`Bearer ${access}`, `JWT ${access}`, `Token ${person.token}`])
      expect(
        (await gatehouse.request(ME, { headers: { authorization: credential } })).status,
        credential,
      ).toBe(200)
  })

  it('AUTH_HEADER_TYPES are the keywords, and challenges have the first', async () => {
    const house = open({ tokens: false, settings: { AUTH_HEADER_TYPES: ['JWT', 'Bearer'] } })
    const challenge = 'JWT realm="api"'
    for (const keyword of ['JWT', 'Bearer']) await told(house, challenge)(`${keyword} null`, NOT_VALID)
    await told(house, challenge)('Token null', NOT_PROVIDED)
    const refresh = () => callerOf(house).post('/auth/jwt/refresh/', { refresh: 'x' })
    expect(await refused(house, refresh)).toEqual({
      status: 401,
      body: { detail: 'Token is invalid or expired', code: 'token_not_valid' },
      challenge,
    })
  })
})

describe('with tokens alone', () => {
  const gatehouse = open({ jwt: false })
  const isTold = told(gatehouse, 'Token')

  it.each(['Token null', 'token undefined', `Token ${GARBLED}`, `Token ${'0'.repeat(40)}`])(
    '"%s" is no token',
    (header) => isTold(header, INVALID_TOKEN),
  )

  it.each([
    ['Token', 'Invalid token header. No credentials provided.'],
    ['Token a b', 'Invalid token header. Token string should not contain spaces.'],
  ])('"%s" is not well formed', (header, detail) => isTold(header, { detail }))

  it.each(['Bearer null', `Bearer ${GARBLED}`, 'Bearer', 'JWT x', 'Basic abc', ''])(
    '"%s" is not looked at',
    (header) => isTold(header, NOT_PROVIDED),
  )

  it('tells whose account is disabled, and of a JWT nothing', async () => {
    const person = await signUp(gatehouse)
    const { access } = await logInForJwt(openGatehouse(), person)
    await disable(person)
    await isTold(`Token ${person.token}`, { detail: 'User inactive or deleted.' })
    await isTold(`Token ${access}`, INVALID_TOKEN)
    await isTold(`Bearer ${access}`, NOT_PROVIDED)
  })
})

describe('with both in an order', () => {
  it.each([
    [['jwt', 'tokens'], 'Bearer realm="api"'],
    [['tokens', 'jwt'], 'Token'],
  ] as const)('%j goes by the keyword', async (authentication, challenge) => {
    const isTold = told(open({ authentication }), challenge)
    await isTold('Bearer null', NOT_VALID)
    await isTold('Bearer', TWO_VALUES)
    await isTold('Token null', INVALID_TOKEN)
    await isTold('Token', { detail: 'Invalid token header. No credentials provided.' })
    await isTold('JWT null', NOT_PROVIDED)
  })

  it('one kind may be the only one that counts where both have paths', async () => {
    const gatehouse = open({ authentication: ['jwt'] })
    await told(gatehouse, 'Bearer realm="api"')('Token null', NOT_PROVIDED)
    const logOut = () =>
      callerOf(gatehouse).call('POST', '/auth/token/logout/', { headers: { authorization: 'Bearer null' } })
    expect(await refused(gatehouse, logOut)).toEqual({
      status: 401,
      body: NOT_VALID,
      challenge: 'Bearer realm="api"',
    })
  })
})

it('the configuration is checked', () => {
  const faults = (djoser: object) => checkConfig(defineConfig({ apis: { djoser: djoser as Djoser } }))
  expect(faults({ authentication: ['jwt', 'tokens'], settings: { AUTH_HEADER_TYPES: ['JWT'] } })).toEqual([])
  for (const authentication of [[], ['session'], ['jwt', 'jwt'], 'jwt'])
    expect(faults({ authentication })).toEqual([
      "apis.djoser.authentication is not a list of 'jwt' and 'tokens'",
    ])
  for (const AUTH_HEADER_TYPES of [[], ['Key'], 'JWT'])
    expect(faults({ settings: { AUTH_HEADER_TYPES } })).toEqual([
      "apis.djoser.settings.AUTH_HEADER_TYPES is not a list of 'Token', 'Bearer', 'JWT'",
    ])
})
