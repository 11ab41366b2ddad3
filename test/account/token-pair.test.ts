import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { removeAccount } from '../../src/account/profile/profile.ts'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import {
  refreshAccess,
  refreshTokenPair,
  revokeTokenPair,
  type TokenPair,
} from '../../src/account/sessions/token-pair.ts'
import { logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { signJwt } from '../../src/account/tokens/jwt.ts'
import { countedBindings } from '../support/counters.ts'
import { succeeds } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, PASSWORD, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const DAY = 86_400

/** Somebody with a pair, in a house with a clock of its own. */
async function openPair(kind: 'jwt' | 'express' = 'express') {
  const gatehouse = openGatehouse(bindings)
  const ada = await signUp(gatehouse)
  const { tokenPair } = await logInForTokenPair(gatehouse.ports, ada, PASSWORD, kind)
  const { sid } = decodeJwt<{ sid: string }>(tokenPair.refresh)
  const row = async () => (await rowsOf('sessions')).find((each) => each.id === sid)
  return { ...gatehouse, ada, tokenPair, sid, row }
}

const stepOf = (refresh: string) => decodeJwt<{ step: number }>(refresh).step
const ENDED = { name: 'Refusal', reason: 'jwt_ended', issues: [] }

type Opened = Awaited<ReturnType<typeof openPair>>

const works = ({ ports }: Opened, { access }: { access: string }) => succeeds(authenticate(ports, access))

describe('a refresh that rotates (RFR-01)', () => {
  it('gives a new pair for one statement, and moves the session on by one step', async () => {
    const world = await openPair()
    const opened = world.clock.now()
    world.wait(60)
    const before = await world.row()
    const next = await refreshTokenPair(world.ports, world.tokenPair.refresh)
    expect([stepOf(world.tokenPair.refresh), stepOf(next.refresh)]).toEqual([0, 1])
    expect(await world.row()).toEqual({
      ...before,
      step: 1,
      stepped_at: opened + 60_000,
      last_seen_at: opened + 60_000,
      idle_expires_at: opened + 60_000 + 10 * DAY * 1000,
    })
    expect(decodeJwt(next.access).exp).toBe(opened / 1000 + 60 + DAY)
    expect(decodeJwt(next.refresh).exp).toBe(opened / 1000 + 60 + 10 * DAY)
    for (const tokenPair of [world.tokenPair, next]) expect(await works(world, tokenPair)).toBe(true)

    const cost = await costOf(() => refreshTokenPair(world.ports, next.refresh))
    expect(cost).toEqual({ links: 0, roundTrips: 1, statements: 1, kv: 0, r2: 0 })
  })

  it('ends with the session at the latest (RFR-07)', async () => {
    const world = await openPair()
    let tokenPair: TokenPair = world.tokenPair
    for (let week = 1; week <= 4; week++) {
      world.wait(7 * DAY)
      tokenPair = await refreshTokenPair(world.ports, tokenPair.refresh)
    }
    const end = world.clock.now() / 1000 + 2 * DAY
    expect(decodeJwt(tokenPair.refresh).exp).toBe(end)
    world.wait(1.5 * DAY)
    tokenPair = await refreshTokenPair(world.ports, tokenPair.refresh)
    expect([decodeJwt(tokenPair.refresh).exp, decodeJwt(tokenPair.access).exp]).toEqual([end, end])
    world.wait(DAY / 2 - 1)
    tokenPair = await refreshTokenPair(world.ports, tokenPair.refresh)
    world.wait(1)
    await expect(refreshTokenPair(world.ports, tokenPair.refresh)).rejects.toMatchObject({
      reason: 'jwt_invalid',
    })
    await expect(authenticate(world.ports, tokenPair.access)).rejects.toMatchObject({ reason: 'jwt_invalid' })
  })

  it.each([
    [10 * DAY - 1, true],
    [10 * DAY, false],
    [10 * DAY + 1, false],
  ])('of a pair that lay for %d seconds works: %s (RFR-07)', async (seconds, good) => {
    const { ports, tokenPair, wait } = await openPair()
    wait(seconds)
    const refreshed = refreshTokenPair(ports, tokenPair.refresh).then(() => true)
    await (good ? expect(refreshed).resolves.toBe(true) : expect(refreshed).rejects.toThrow('jwt_invalid'))
  })
})

describe('a refresh at the APIs of simplejwt', () => {
  it('gives an access token and leaves the refresh token as it is, for one read (decision 12)', async () => {
    const world = await openPair('jwt')
    const before = await world.row()
    world.wait(60)
    const refreshed = await refreshAccess(world.ports, world.tokenPair.refresh)
    expect(Object.keys(refreshed)).toEqual(['access'])
    expect(decodeJwt(refreshed.access).exp).toBe(world.clock.now() / 1000 + 300)
    expect(await works(world, refreshed)).toBe(true)
    const cost = await costOf(() => refreshAccess(world.ports, world.tokenPair.refresh))
    expect(cost).toEqual({ links: 0, roundTrips: 1, statements: 1, kv: 0, r2: 0 })
    expect(await world.row()).toEqual(before)
  })

  it('rotates a pair of the Express API all the same', async () => {
    const world = await openPair('express')
    const next = (await refreshAccess(world.ports, world.tokenPair.refresh)) as TokenPair
    expect(stepOf(next.refresh)).toBe(1)
    world.wait(10)
    await expect(refreshAccess(world.ports, world.tokenPair.refresh)).rejects.toMatchObject(ENDED)
    expect(await works(world, next)).toBe(false)
  })

  it('gives no access token that outlives the session', async () => {
    const world = await openPair('jwt')
    world.wait(DAY - 60)
    const { access } = await refreshAccess(world.ports, world.tokenPair.refresh)
    expect(decodeJwt(access).exp).toBe(world.clock.now() / 1000 + 60)
  })

  it('rotates when the setting says so, and slides', async () => {
    const gatehouse = openGatehouse({ ROTATE_REFRESH_TOKENS: 'true' } as Partial<Env>)
    let { tokenPair } = await logInForTokenPair(gatehouse.ports, await signUp(gatehouse), PASSWORD, 'jwt')
    for (let hours = 0; hours < 3; hours++) {
      gatehouse.wait(DAY - 1)
      tokenPair = await refreshTokenPair(gatehouse.ports, tokenPair.refresh)
    }
    expect(stepOf(tokenPair.refresh)).toBe(3)
    expect((await authenticate(gatehouse.ports, tokenPair.access)).session.step).toBe(3)
  })
})

describe('a refresh token that changes nothing', () => {
  const refused = async (world: Opened, token: string, reason: string) => {
    const before = await everything()
    for (const refresh of [refreshTokenPair, refreshAccess, revokeTokenPair])
      await expect(refresh(world.ports, token), refresh.name).rejects.toMatchObject({ reason, issues: [] })
    expect(await everything()).toEqual(before)
    expect(await works(world, world.tokenPair)).toBe(true)
  }
  const forge = ({ ports, ada, sid, clock }: Opened, changes: object) =>
    signJwt(
      ports,
      { token_type: 'refresh', sub: ada.id, sid, ep: 0, step: 0, ...changes },
      { from: clock.now(), until: clock.now() + 1000 },
    )

  it('is one with a wrong signature (RFR-06, RFR-17)', async () => {
    const world = await openPair()
    const { refresh } = world.tokenPair
    const at = refresh.lastIndexOf('.') + 5
    const changed = refresh[at] === 'A' ? 'B' : 'A'
    await refused(world, refresh.slice(0, at) + changed + refresh.slice(at + 1), 'jwt_invalid')
  })

  it('is an access token (JWT-12)', async () => {
    const world = await openPair()
    await refused(world, world.tokenPair.access, 'jwt_wrong_kind')
  })

  it("is another account's (RFR-13)", async () => {
    const world = await openPair()
    const before = await everything()
    const stolen = await forge(world, { sub: (await signUp(world)).id, step: 5 })
    await expect(revokeTokenPair(world.ports, stolen)).rejects.toMatchObject(ENDED)
    await expect(refreshAccess(world.ports, stolen)).rejects.toMatchObject(ENDED)
    await expect(refreshTokenPair(world.ports, stolen)).rejects.toMatchObject(ENDED)
    expect((await everything()).revoked).toEqual(before.revoked)
    expect(await works(world, world.tokenPair)).toBe(true)
  })

  it('is one of a session that is not there', async () => {
    const world = await openPair()
    await refused(world, await forge(world, { sid: crypto.randomUUID() }), 'jwt_ended')
  })

  it.each([1, 2, 1_000_000])('is one of a step %d ahead that was never given out (RFR-06)', async (step) => {
    const world = await openPair()
    const token = await forge(world, { step })
    const before = await everything()
    await expect(refreshTokenPair(world.ports, token)).rejects.toMatchObject(ENDED)
    await expect(refreshAccess(world.ports, token)).rejects.toMatchObject(ENDED)
    expect(await everything()).toEqual(before)
  })
})

describe('a refresh token is refused', () => {
  const ends: [string, string, (world: Opened) => Promise<unknown>][] = [
    ['after a logout (RFR-12)', 'jwt_ended', async ({ ports, tokenPair }) => logOut(ports, tokenPair.access)],
    [
      'after its session was ended',
      'jwt_ended',
      async ({ ports, tokenPair }) => revokeTokenPair(ports, tokenPair.refresh),
    ],
    ['when the account is disabled (RFR-10)', 'jwt_inactive', async ({ ada }) => disable(ada)],
    [
      'when the account is deleted (RFR-09)',
      'jwt_nobody',
      async ({ ports, tokenPair }) => removeAccount(ports, await authenticate(ports, tokenPair.access)),
    ],
  ]
  it.each(ends)('%s, as %s', async (_, reason, end) => {
    for (const kind of ['jwt', 'express'] as const) {
      const world = await openPair(kind)
      await end(world)
      for (const refresh of [refreshTokenPair, refreshAccess, revokeTokenPair])
        await expect(refresh(world.ports, world.tokenPair.refresh)).rejects.toMatchObject({
          reason,
          issues: [],
        })
    }
  })
})
