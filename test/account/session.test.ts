import { describe, expect, it } from 'vitest'
import { removeAccount } from '../../src/account/profile/profile.ts'
import { authenticate, logOut, newSessionId } from '../../src/account/sessions/session.ts'
import { refreshTokenPair } from '../../src/account/sessions/token-pair.ts'
import { logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { signJwt } from '../../src/account/tokens/jwt.ts'
import { countedBindings } from '../support/counters.ts'
import { heldBack, succeeds } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse
const DAY = 86_400

type AppEnv = typeof gatehouse

/** The credential of a session of each kind. */
async function openEach(ada: SignedUp, { ports }: AppEnv = gatehouse) {
  const jwt = await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
  const express = await logInForTokenPair(ports, ada, PASSWORD, 'express')
  return { token: ada.token, jwt: jwt.tokenPair.access, express: express.tokenPair.access }
}

const isIn = ({ ports }: AppEnv, credential: string) => succeeds(authenticate(ports, credential))

describe('a token session', () => {
  it.each([
    [14 * DAY - 1, true],
    [14 * DAY - 0.001, true],
    [14 * DAY, false],
    [14 * DAY + 1, false],
  ])('that is not used for %d seconds goes on: %s (OPQ-07)', async (seconds, alive) => {
    const gatehouse = openGatehouse()
    const { token } = await signUp(gatehouse)
    gatehouse.wait(seconds)
    expect(await isIn(gatehouse, token)).toBe(alive)
    await gatehouse.settled()
  })

  it.each([
    [30 * DAY - 1, true],
    [30 * DAY, false],
    [30 * DAY + 1, false],
  ])('that is used each week goes on for %d seconds: %s (OPQ-07)', async (seconds, alive) => {
    const gatehouse = openGatehouse()
    const { token } = await signUp(gatehouse)
    for (let week = 1; week <= 4; week++) {
      gatehouse.wait(7 * DAY)
      expect(await isIn(gatehouse, token)).toBe(true)
      await gatehouse.settled()
    }
    gatehouse.wait(seconds - 28 * DAY)
    expect(await isIn(gatehouse, token)).toBe(alive)
    await gatehouse.settled()
  })

  it('lasts as long as the settings say', async () => {
    const gatehouse = openGatehouse({ TOKEN_SECONDS: '100', TOKEN_IDLE_SECONDS: '1000' } as Partial<Env>)
    const { token } = await signUp(gatehouse)
    gatehouse.wait(99)
    expect(await isIn(gatehouse, token)).toBe(true)
    gatehouse.wait(1)
    expect(await isIn(gatehouse, token)).toBe(false)
  })

  it('slides along with its use, written at most every five minutes', async () => {
    const gatehouse = openGatehouse(bindings)
    const { token } = await signUp(gatehouse)
    const use = async () => {
      const { session } = await authenticate(gatehouse.ports, token)
      await gatehouse.settled()
      return session
    }
    const opened = gatehouse.clock.now()
    const read = { links: 0, roundTrips: 1, statements: 1, kv: 0, r2: 0 }

    gatehouse.wait(299.999)
    expect(await costOf(use)).toEqual(read)
    expect(await use()).toMatchObject({ lastSeenAt: opened, idleExpiresAt: opened + 14 * DAY * 1000 })

    gatehouse.wait(0.001)
    expect(await costOf(use)).toEqual({ ...read, roundTrips: 2, statements: 2 })
    expect(await costOf(use)).toEqual(read)
    const seen = opened + 300_000
    expect(await use()).toMatchObject({ lastSeenAt: seen, idleExpiresAt: seen + 14 * DAY * 1000 })
  })
})

describe('a session of JWTs', () => {
  it('is not prolonged by its use, only seen', async () => {
    const gatehouse = openGatehouse()
    const { tokenPair } = await logInForTokenPair(
      gatehouse.ports,
      await signUp(gatehouse),
      PASSWORD,
      'express',
    )
    const { session } = await authenticate(gatehouse.ports, tokenPair.access)
    gatehouse.wait(301)
    await authenticate(gatehouse.ports, tokenPair.access)
    await gatehouse.settled()
    expect((await authenticate(gatehouse.ports, tokenPair.access)).session).toEqual({
      ...session,
      lastSeenAt: gatehouse.clock.now(),
    })
  })

  it('is prolonged by a refresh that overtakes its use', async () => {
    const gatehouse = openGatehouse()
    const { tokenPair } = await logInForTokenPair(
      gatehouse.ports,
      await signUp(gatehouse),
      PASSWORD,
      'express',
    )
    gatehouse.wait(DAY / 2)
    const { ports: slow, reached, open } = heldBack(gatehouse.ports)
    await authenticate(slow, tokenPair.access)
    await reached

    const { access } = await refreshTokenPair(gatehouse.ports, tokenPair.refresh)
    const { session } = await authenticate(gatehouse.ports, access)
    open()
    await gatehouse.settled()
    expect((await authenticate(gatehouse.ports, access)).session.idleExpiresAt).toBe(session.idleExpiresAt)
  })

  it("is nobody else's: a JWT for another account is refused", async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
    const { session } = await authenticate(ports, tokenPair.access)
    const now = gatehouse.clock.now()
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
    const ada = await signUp(gatehouse)
    const one = (await logInForTokenPair(ports, ada, PASSWORD, 'jwt')).tokenPair.access
    const other = (await logInForTokenPair(ports, ada, PASSWORD, 'jwt')).tokenPair.access
    await logOut(ports, one)
    await expect(authenticate(ports, one)).rejects.toMatchObject({ reason: 'jwt_ended' })
    await removeAccount(ports, await authenticate(ports, other))
    for (const refused of [authenticate(ports, one), authenticate(ports, other), logOut(ports, other)])
      await expect(refused).rejects.toMatchObject({ reason: 'jwt_nobody', issues: [] })
  })

  it('costs a second read, of the account', async () => {
    const { tokenPair } = await logInForTokenPair(ports, await signUp(gatehouse), PASSWORD, 'jwt')
    await logOut(ports, tokenPair.access)
    await gatehouse.settled()
    const cost = await costOf(() => authenticate(ports, tokenPair.access).catch(() => {}))
    expect(cost).toEqual({ links: 0, roundTrips: 2, statements: 2, kv: 0, r2: 0 })
  })
})

describe('whoever is let in', () => {
  it.each(['token', 'jwt', 'express'] as const)('by a %s costs one statement', async (kind) => {
    const each = await openEach(await signUp(gatehouse))
    const cost = await costOf(() => authenticate(ports, each[kind]))
    expect(cost).toEqual({ links: 0, roundTrips: 1, statements: 1, kv: 0, r2: 0 })
  })

  it('may not show a refresh token (RFR-08)', async () => {
    const { tokenPair } = await logInForTokenPair(ports, await signUp(gatehouse), PASSWORD, 'jwt')
    await expect(authenticate(ports, tokenPair.refresh)).rejects.toMatchObject({ reason: 'jwt_wrong_kind' })
    expect((await refreshTokenPair(ports, tokenPair.refresh)).access).not.toBe(tokenPair.access)
  })
})

it('the id of a new session is a UUID of version 7: the time, and 74 random bits', () => {
  const clock = { ...ports.clock, now: () => 0x0123_4567_89ab }
  const idOf = (byte: number) =>
    newSessionId({ clock, random: { ...ports.random, bytes: (length) => new Uint8Array(length).fill(byte) } })
  expect([idOf(0x00), idOf(0xff)]).toEqual([
    '01234567-89ab-7000-8000-000000000000',
    '01234567-89ab-7fff-bfff-ffffffffffff',
  ])
})
