import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { runJobs } from '../../src/account/links/requested-links.ts'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { failing, linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'
import { silentDatabase } from '../support/silent-database.ts'

const MINUTE = 60

beforeEach(() => env.DB.exec('delete from outbox'))

describe('a logout while KV is down (FLT-12, REV-10)', () => {
  it('holds, and is told to KV later', async () => {
    const gatehouse = openGatehouse({ REVOKED: failing(env.REVOKED, 'put', 2) })
    const otherIsolate = openGatehouse({}, { clock: gatehouse.clock })
    const { tokenPair } = await logInForTokenPair(
      gatehouse.ports,
      await signUp(gatehouse),
      PASSWORD,
      'express',
    )
    const lines = await linesLoggedBy(async () => {
      await logOut(gatehouse.ports, tokenPair.access)
      await gatehouse.settled()
      await expect(authenticate(gatehouse.ports, tokenPair.access)).rejects.toMatchObject({
        reason: 'jwt_ended',
      })
      await verifyJwt(otherIsolate.ports, tokenPair.access)
      gatehouse.wait(2 * MINUTE)
      await runJobs(gatehouse.ports)
    })
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { event: 'job failed', id: expect.any(String), kind: 'revocation', attempts: 1, cause: 'Error' },
      { event: 'job failed', id: expect.any(String), kind: 'revocation', attempts: 2, cause: 'Error' },
    ])
    await verifyJwt(otherIsolate.ports, tokenPair.access)
    gatehouse.wait(4 * MINUTE)
    await runJobs(gatehouse.ports)
    await expect(verifyJwt(otherIsolate.ports, tokenPair.access)).rejects.toMatchObject({
      reason: 'jwt_ended',
    })
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is answered also when KV hangs', async () => {
    const hanging = new Proxy(env.REVOKED, {
      get: (kv, name) => (name === 'put' ? () => new Promise(() => {}) : Reflect.get(kv, name).bind(kv)),
    })
    const gatehouse = openGatehouse({ REVOKED: hanging })
    const { tokenPair } = await logInForTokenPair(
      gatehouse.ports,
      await signUp(gatehouse),
      PASSWORD,
      'express',
    )
    await logOut(gatehouse.ports, tokenPair.access)
    await expect(authenticate(gatehouse.ports, tokenPair.access)).rejects.toMatchObject({
      reason: 'jwt_ended',
    })
    expect(await rowsOf('outbox')).toHaveLength(1)
  })
})

describe('jobs while D1 is down', () => {
  it('fail without a word to whoever waits for them', async () => {
    const { ports } = openGatehouse()
    const message = { to: 'a@example.com', subject: '', text: '', html: '' }
    const prepared = await ports.outbox.prepare({ kind: 'email', message })
    const down = openGatehouse({ DB: silentDatabase() })
    await linesLoggedBy(async () => {
      down.ports.outbox.dispatch(prepared)
      await expect(down.settled()).resolves.toBeUndefined()
    })
  })
})
