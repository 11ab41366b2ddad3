import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, logInForJwt, type SignedUp, signUp } from '../support/people.ts'
import { ANONYMOUS, ENDED, JWT_ENDED } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get } = callerOf(gatehouse)

const BEARER = 'Bearer realm="api"'

describe('GET /api/profile/', () => {
  let ida: SignedUp
  beforeAll(async () => {
    ida = await signUp(gatehouse, 'ida')
  })

  it('shows who asks, and nothing else', async () => {
    const profile = { first_name: '', last_name: '', email: ida.email, username: ida.username, image: null }
    expect(await get('/api/profile/', ida.token)).toEqual({ status: 200, body: profile })
    expect(await get('/api/profile', ida.token)).toEqual({ status: 200, body: profile })
    const { access } = await logInForJwt(gatehouse, ida)
    expect(await get('/api/profile/', access)).toEqual({ status: 200, body: profile })
  })

  it('is kept by nobody on the way', async () => {
    const response = await gatehouse.request('/api/profile/', { token: ida.token })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  it.each([
    ['nothing', undefined, 'Token', 'Authentication credentials were not provided.'],
    ['a token without a keyword', '{token}', 'Token', 'Authentication credentials were not provided.'],
    [
      'a keyword of another scheme',
      'Basic {token}',
      'Token',
      'Authentication credentials were not provided.',
    ],
    ['a keyword alone', 'Token ', 'Token', 'Invalid token header. No credentials provided.'],
    [
      'two tokens',
      'JWT {token} {token}',
      BEARER,
      'Invalid token header. Token string should not contain spaces.',
    ],
    [
      'a letter of another alphabet',
      'Token \u00e9{token}',
      'Token',
      'Invalid token header. Token string should not contain invalid characters.',
    ],
    ['a token in capitals', 'Token {TOKEN}', 'Token', 'Invalid token.'],
    ['a token of one digit more', 'bearer {token}0', BEARER, 'Invalid token.'],
    ['a token that was made up', 'Token 0123456789012345678901234567890123456789', 'Token', 'Invalid token.'],
  ])('refuses %s', async (_, header, challenge, detail) => {
    const authorization = header?.replaceAll('{token}', ida.token).replace('{TOKEN}', ida.token.toUpperCase())
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
    expect(await call('GET', '/api/profile/', { headers })).toEqual({
      status: 401,
      challenge,
      body: { detail },
    })
  })

  it('reads no cookie', async () => {
    const { access } = await logInForJwt(gatehouse, ida)
    const headers = { cookie: `accessToken=${access}; token=${ida.token}; sessionid=${ida.token}` }
    expect(await call('GET', '/api/profile/', { headers })).toEqual(ANONYMOUS)
  })

  it('refuses a token that was not used for a fortnight, and a JWT after five minutes', async () => {
    const later = openGatehouse()
    const { access } = await logInForJwt(gatehouse, ida)
    later.wait(299)
    expect((await callerOf(later).get('/api/profile/', access)).status).toBe(200)
    later.wait(2)
    expect(await callerOf(later).get('/api/profile/', access)).toEqual({
      ...JWT_ENDED,
      body: {
        ...JWT_ENDED.body,
        messages: [{ ...JWT_ENDED.body.messages[0], message: 'Token is invalid or expired' }],
      },
    })
    later.wait(14 * 86_400)
    expect(await callerOf(later).get('/api/profile/', ida.token)).toEqual(ENDED)
  })

  it('tells whoever is disabled that they are', async () => {
    const gone = await signUp(gatehouse, 'gone')
    const { access } = await logInForJwt(gatehouse, gone)
    await disable(gone)
    expect(await get('/api/profile/', gone.token)).toEqual({
      status: 401,
      challenge: BEARER,
      body: { detail: 'User inactive or deleted.' },
    })
    expect(await get('/api/profile/', access)).toEqual({
      status: 401,
      challenge: BEARER,
      body: { detail: 'User is inactive', code: 'user_inactive' },
    })
  })
})
