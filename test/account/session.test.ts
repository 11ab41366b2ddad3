import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { signJwt } from '../../src/account/jwt.ts'
import { logInForPair, logInForToken } from '../../src/account/login.ts'
import { refreshPair } from '../../src/account/pair.ts'
import { removeAccount } from '../../src/account/profile.ts'
import { authenticate, logOut } from '../../src/account/session.ts'
import { countedBindings } from '../support/counters.ts'
import { heldBack, succeeds } from '../support/faults.ts'
import { openHouse } from '../support/house.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const house = openHouse(bindings)
const { ports } = house
const DAY = 86_400

type House = typeof house

/** The credential of a session of each kind. */
async function openEach(ada: SignedUp, { ports }: House = house) {
  const jwt = await logInForPair(ports, ada, PASSWORD, 'jwt')
  const express = await logInForPair(ports, ada, PASSWORD, 'express')
  return { token: ada.token, jwt: jwt.pair.access, express: express.pair.access }
}

const isIn = ({ ports }: House, credential: string) => succeeds(authenticate(ports, credential))

describe('a token session', () => {
  it.each([
    [14 * DAY - 1, true],
    [14 * DAY - 0.001, true],
    [14 * DAY, false],
    [14 * DAY + 1, false],
  ])('that is not used for %d seconds goes on: %s (OPQ-07)', async (seconds, alive) => {
    const house = openHouse()
    const { token } = await signUp(house)
    house.wait(seconds)
    expect(await isIn(house, token)).toBe(alive)
    await house.settled()
  })

  it.each([
    [30 * DAY - 1, true],
    [30 * DAY, false],
    [30 * DAY + 1, false],
  ])('that is used each week goes on for %d seconds: %s (OPQ-07)', async (seconds, alive) => {
    const house = openHouse()
    const { token } = await signUp(house)
    for (let week = 1; week <= 4; week++) {
      house.wait(7 * DAY)
      expect(await isIn(house, token)).toBe(true)
      await house.settled()
    }
    house.wait(seconds - 28 * DAY)
    expect(await isIn(house, token)).toBe(alive)
    await house.settled()
  })

  it('lasts as long as the settings say', async () => {
    const house = openHouse({ TOKEN_SECONDS: '100', TOKEN_IDLE_SECONDS: '1000' } as Partial<Env>)
    const { token } = await signUp(house)
    house.wait(99)
    expect(await isIn(house, token)).toBe(true)
    house.wait(1)
    expect(await isIn(house, token)).toBe(false)
  })

  it('slides along with its use, written at most every five minutes', async () => {
    const house = openHouse(bindings)
    const { token } = await signUp(house)
    const use = async () => {
      const { session } = await authenticate(house.ports, token)
      await house.settled()
      return session
    }
    const opened = house.clock.now()
    const read = { links: 0, roundTrips: 1, statements: 1, kv: 0, r2: 0 }

    house.wait(299.999)
    expect(await costOf(use)).toEqual(read)
    expect(await use()).toMatchObject({ lastSeenAt: opened, idleExpiresAt: opened + 14 * DAY * 1000 })

    house.wait(0.001)
    expect(await costOf(use)).toEqual({ ...read, roundTrips: 2, statements: 2 })
    expect(await costOf(use)).toEqual(read)
    const seen = opened + 300_000
    expect(await use()).toMatchObject({ lastSeenAt: seen, idleExpiresAt: seen + 14 * DAY * 1000 })
  })
})

describe('a session of JWTs', () => {
  it('is not prolonged by its use, only seen', async () => {
    const house = openHouse()
    const { pair } = await logInForPair(house.ports, await signUp(house), PASSWORD, 'express')
    const { session } = await authenticate(house.ports, pair.access)
    house.wait(301)
    await authenticate(house.ports, pair.access)
    await house.settled()
    expect((await authenticate(house.ports, pair.access)).session).toEqual({
      ...session,
      lastSeenAt: house.clock.now(),
    })
  })

  it('is prolonged by a refresh that overtakes its use', async () => {
    const house = openHouse()
    const { pair } = await logInForPair(house.ports, await signUp(house), PASSWORD, 'express')
    house.wait(DAY / 2)
    const { ports: slow, reached, open } = heldBack(house.ports)
    await authenticate(slow, pair.access)
    await reached

    const { access } = await refreshPair(house.ports, pair.refresh)
    const { session } = await authenticate(house.ports, access)
    open()
    await house.settled()
    expect((await authenticate(house.ports, access)).session.idleExpiresAt).toBe(session.idleExpiresAt)
  })

  it("is nobody else's: a JWT for another account is refused", async () => {
    const [ada, bob] = [await signUp(house), await signUp(house)]
    const { pair } = await logInForPair(ports, ada, PASSWORD, 'jwt')
    const { session } = await authenticate(ports, pair.access)
    const now = house.clock.now()
    const stolen = await signJwt(
      ports,
      { token_type: 'access', sub: bob.id, sid: session.id, ep: 0, step: 0 },
      { from: now, until: now + 1000 },
    )
    await expect(authenticate(ports, stolen)).rejects.toMatchObject({ reason: 'jwt_ended' })
  })
})

describe('a JWT without a session', () => {
  it('is told apart from one of an account that is gone', async () => {
    const ada = await signUp(house)
    const one = (await logInForPair(ports, ada, PASSWORD, 'jwt')).pair.access
    const other = (await logInForPair(ports, ada, PASSWORD, 'jwt')).pair.access
    await logOut(ports, one)
    await expect(authenticate(ports, one)).rejects.toMatchObject({ reason: 'jwt_ended' })
    await removeAccount(ports, await authenticate(ports, other))
    for (const refused of [authenticate(ports, one), authenticate(ports, other), logOut(ports, other)])
      await expect(refused).rejects.toMatchObject({ reason: 'jwt_nobody', issues: [] })
  })

  it('costs a second read, of the account', async () => {
    const { pair } = await logInForPair(ports, await signUp(house), PASSWORD, 'jwt')
    await logOut(ports, pair.access)
    await house.settled()
    const cost = await costOf(() => authenticate(ports, pair.access).catch(() => {}))
    expect(cost).toEqual({ links: 0, roundTrips: 2, statements: 2, kv: 0, r2: 0 })
  })
})

describe('whoever is let in', () => {
  it.each(['token', 'jwt', 'express'] as const)('by a %s costs one statement', async (kind) => {
    const each = await openEach(await signUp(house))
    const cost = await costOf(() => authenticate(ports, each[kind]))
    expect(cost).toEqual({ links: 0, roundTrips: 1, statements: 1, kv: 0, r2: 0 })
  })

  it('may not show a refresh token (RFR-08)', async () => {
    const { pair } = await logInForPair(ports, await signUp(house), PASSWORD, 'jwt')
    await expect(authenticate(ports, pair.refresh)).rejects.toMatchObject({ reason: 'jwt_wrong_kind' })
    expect((await refreshPair(ports, pair.refresh)).access).not.toBe(pair.access)
  })
})

describe('a logout', () => {
  it.each(['token', 'jwt', 'express'] as const)(
    'ends its own session of kind %s, at once, and no other (REV-01, REV-03)',
    async (kind) => {
      const [ada, bob] = [await signUp(house), await signUp(house)]
      const each = await openEach(ada)
      const others = [
        ...Object.entries(each).filter(([other]) => other !== kind),
        ['bob', bob.token] as const,
      ]
      const before = await rowsOf('sessions')

      const me = await authenticate(ports, each[kind])
      await logOut(ports, each[kind])
      expect(await isIn(house, each[kind])).toBe(false)
      for (const [name, credential] of others) expect(await isIn(house, credential), name).toBe(true)
      expect(await rowsOf('sessions')).toEqual(before.filter((row) => row.id !== me.session.id))
    },
  )

  it('is one round trip to D1, without asking first', async () => {
    const ada = await signUp(house)
    const { pair } = await logInForPair(ports, ada, PASSWORD, 'jwt')
    const ended = async (credential: string) => {
      const { links, roundTrips, statements, kv } = await costOf(() => logOut(ports, credential))
      await house.settled()
      return { links, roundTrips, statements, kv }
    }
    expect(await ended(ada.token)).toEqual({ links: 0, roundTrips: 1, statements: 2, kv: 0 })
    expect(await ended(pair.access)).toMatchObject({ links: 0, statements: 3 })
  })

  it.each(['token', 'jwt', 'express'] as const)(
    'of kind %s that is asked for twice at once happens once (REV-02)',
    async (kind) => {
      const credential = (await openEach(await signUp(house)))[kind]
      const results = await Promise.allSettled([logOut(ports, credential), logOut(ports, credential)])
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      await house.settled()
      const after = await everything()
      await expect(logOut(ports, credential)).rejects.toMatchObject({
        reason: kind === 'token' ? 'token_invalid' : 'jwt_ended',
      })
      expect(await everything()).toEqual(after)
    },
  )

  it('is never overtaken by the next request (REV-01)', async () => {
    const ada = await signUp(house)
    for (let round = 0; round < 20; round++) {
      const { token } = await logInForToken(ports, ada, PASSWORD)
      await logOut(ports, token)
      expect(await isIn(house, token)).toBe(false)
    }
  }, 20_000)
})

describe('an account that ends takes all its sessions along, at once', () => {
  it.each([
    [
      'a new epoch (REV-05, JWT-16)',
      'update accounts set epoch = epoch + 1 where id = ?',
      'invalid',
      'ended',
    ],
    [
      'being disabled (REV-08, OPQ-09)',
      'update accounts set is_active = 0 where id = ?',
      'inactive',
      'inactive',
    ],
    ['being deleted (REV-07, OPQ-08)', 'delete from accounts where id = ?', 'invalid', 'nobody'],
  ])('by %s', async (_, change, token, jwt) => {
    const [ada, bob] = [await signUp(house), await signUp(house)]
    const each = await openEach(ada)
    for (const credential of Object.values(each)) expect(await isIn(house, credential)).toBe(true)
    await env.DB.prepare(change).bind(ada.id).run()
    for (const [kind, credential] of Object.entries(each)) {
      await expect(authenticate(ports, credential), kind).rejects.toMatchObject({
        name: 'Refusal',
        reason: kind === 'token' ? `token_${token}` : `jwt_${jwt}`,
      })
    }
    expect(await isIn(house, bob.token)).toBe(true)
  })
})
