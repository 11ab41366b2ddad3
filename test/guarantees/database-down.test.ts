import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { logInForJwt, PASSWORD, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'
import { silentDatabase } from '../support/silent-database.ts'
import { reads } from './apis.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

it('while D1 is down nobody is let in and nothing is given out, at any API (G7, FLT-01)', async () => {
  const gatehouse = openGatehouse()
  const ada = await signUp(gatehouse)
  const jwt = await logInForJwt(gatehouse, ada)
  const express = await logInAtExpress(gatehouse, ada)
  const before = await everything()

  const down = {
    gatehouse: openGatehouse({ DB: silentDatabase() }),
    ...callerOf(openGatehouse({ DB: silentDatabase() })),
  }
  const rotating = callerOf(openGatehouse({ DB: silentDatabase(), ROTATE_REFRESH_TOKENS: 'true' }))
  const wish = { username: 'eve', email: 'eve@example.com', password: PASSWORD }
  const credentials = { username: ada.username, password: PASSWORD }
  const answers = [
    await down.post('/auth/jwt/refresh/', { refresh: jwt.refresh }),
    await down.post('/api/login/', credentials),
    await down.post('/auth/token/login/', credentials),
    await down.post('/auth/jwt/create/', credentials),
    await down.post('/api-token-auth/', credentials),
    await down.post('/api/v1/users/login', credentials),
    await down.post('/api/register/', wish),
    await down.post('/auth/users/', wish),
    await down.post('/api/v1/users/', wish),
    await down.post('/api/logout/', {}, ada.token),
    await down.call('DELETE', '/account/sessions', { token: jwt.access }),
  ]
  // Whether a token was used up is not known: whoever asks again soon is within the grace.
  const refreshed = [
    await down.post('/api/v1/users/refreshToken', { refreshToken: express.refreshToken }),
    await rotating.post('/auth/jwt/refresh/', { refresh: jwt.refresh }),
  ]
  expect(answers.map(({ status, retryAfter }) => [status, retryAfter])).toEqual(
    answers.map(() => [503, '60']),
  )
  expect(refreshed.map(({ status, retryAfter }) => [status, retryAfter])).toEqual(
    refreshed.map(() => [503, '1']),
  )
  for (const { body } of [...answers, ...refreshed]) {
    expect(JSON.stringify(body)).not.toMatch(/token"|access|refresh|D1|connection|"id"/i)
  }
  for (const read of reads)
    for (const credential of [ada.token, jwt.access, express.accessToken])
      expect(await read(down, ada, credential)).toBe(503)
  expect((await down.post('/auth/jwt/verify/', { token: jwt.access })).status).toBe(200)
  expect(await everything()).toEqual(before)
})

it.each([
  'D1_ERROR: Network connection lost.',
  'D1_ERROR: D1 DB is overloaded. Requests queued for too long.',
  'D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.',
  'D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.',
  'D1_ERROR: D1 DB reset because its code was updated.',
])('%s is 503, and whoever asks later is answered (FLT-01, FLT-04)', async (message) => {
  const gatehouse = openGatehouse()
  const ada = await signUp(gatehouse)
  const down = callerOf(openGatehouse({ DB: silentDatabase(message) }))
  expect(await down.get('/auth/users/me/', ada.token)).toMatchObject({ status: 503, retryAfter: '60' })
  expect((await callerOf(gatehouse).get('/auth/users/me/', ada.token)).status).toBe(200)
})
