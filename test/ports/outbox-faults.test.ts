import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { runErrands } from '../../src/account/asked-links.ts'
import { logInForPair } from '../../src/account/login.ts'
import { verifyJwt } from '../../src/account/pair.ts'
import { authenticate, logOut } from '../../src/account/session.ts'
import { failing, linesLoggedBy } from '../support/faults.ts'
import { openHouse } from '../support/house.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'
import { silentDatabase } from '../support/silent-database.ts'

const MINUTE = 60

beforeEach(() => env.DB.exec('delete from outbox'))

describe('a logout while KV is down (FLT-12, REV-10)', () => {
  it('holds, and is told to KV later', async () => {
    const house = openHouse({ REVOKED: failing(env.REVOKED, 'put', 2) })
    const { pair } = await logInForPair(house.ports, await signUp(house), PASSWORD, 'express')
    const lines = await linesLoggedBy(async () => {
      await logOut(house.ports, pair.access)
      await house.settled()
      await expect(authenticate(house.ports, pair.access)).rejects.toMatchObject({ reason: 'jwt_ended' })
      await verifyJwt(house.ports, pair.access)
      house.wait(2 * MINUTE)
      await runErrands(house.ports)
    })
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { event: 'errand failed', id: expect.any(String), kind: 'revocation', attempts: 1, cause: 'Error' },
      { event: 'errand failed', id: expect.any(String), kind: 'revocation', attempts: 2, cause: 'Error' },
    ])
    await verifyJwt(house.ports, pair.access)
    house.wait(4 * MINUTE)
    await runErrands(house.ports)
    await expect(verifyJwt(house.ports, pair.access)).rejects.toMatchObject({ reason: 'jwt_ended' })
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is answered also when KV hangs', async () => {
    const hanging = new Proxy(env.REVOKED, {
      get: (kv, name) => (name === 'put' ? () => new Promise(() => {}) : Reflect.get(kv, name).bind(kv)),
    })
    const house = openHouse({ REVOKED: hanging })
    const { pair } = await logInForPair(house.ports, await signUp(house), PASSWORD, 'express')
    await logOut(house.ports, pair.access)
    await expect(authenticate(house.ports, pair.access)).rejects.toMatchObject({ reason: 'jwt_ended' })
    expect(await rowsOf('outbox')).toHaveLength(1)
  })
})

describe('errands while D1 is down', () => {
  it('fail without a word to whoever waits for them', async () => {
    const { ports } = openHouse()
    const letter = { to: 'a@example.com', subject: '', text: '', html: '' }
    const packed = await ports.outbox.pack({ kind: 'letter', letter })
    const down = openHouse({ DB: silentDatabase() })
    await linesLoggedBy(async () => {
      down.ports.outbox.dispatch(packed)
      await expect(down.settled()).resolves.toBeUndefined()
    })
  })
})
