import { afterAll, beforeAll, expect, it } from 'vitest'
import { withHashPermit } from '../../src/account/passwords/hash-queue.ts'
import { callerOf } from '../support/caller.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'

const gatehouse = openGatehouse(AS_SHIPPED)
const { call } = callerOf(gatehouse)
const edgeRateLimit = Promise.withResolvers<void>()
let ada: SignedUp
let crowd: Promise<unknown>

// Four hashes that go on until the tests have ended, and sixteen that wait for them.
beforeAll(async () => {
  ada = await signUp(gatehouse)
  crowd = Promise.all(
    Array.from({ length: 20 }, () => withHashPermit(gatehouse.ports, () => edgeRateLimit.promise)),
  )
})
afterAll(async () => {
  edgeRateLimit.resolve()
  await crowd
})

const DJANGO = { detail: 'Service temporarily unavailable, try again later.' }
const EXPRESS = {
  statusCode: 503,
  data: null,
  message: 'Service temporarily unavailable',
  success: false,
  errors: [],
}

it.each([
  ['/api/login/', DJANGO],
  ['/auth/token/login/', DJANGO],
  ['/auth/jwt/create/', DJANGO],
  ['/api-token-auth/', DJANGO],
  ['/api/v1/users/login', EXPRESS],
])(
  'POST %s asks to come back in a second while too many passwords are being hashed (HSH-12, LOD-01)',
  async (path, body) => {
    const before = await everything()
    const json = { username: ada.username, password: PASSWORD }
    expect(await call('POST', path, { json })).toEqual({ status: 503, retryAfter: '1', body })
    expect(await everything()).toEqual(before)
  },
)

it('POST /auth/users/ opens no account then, and GET /auth/users/me/ answers as ever (LOD-01)', async () => {
  const before = await everything()
  const json = { username: 'eve', password: PASSWORD }
  expect(await call('POST', '/auth/users/', { json })).toEqual({ status: 503, retryAfter: '1', body: DJANGO })
  expect(await everything()).toEqual(before)
  expect((await call('GET', '/auth/users/me/', { token: ada.token })).status).toBe(200)
})
