import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { changeProfile } from '../../src/account/profile/profile.ts'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { refreshTokenPair, type TokenPair } from '../../src/account/sessions/token-pair.ts'
import { logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { succeeds } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addressIn } from '../support/links.ts'
import { PASSWORD, proveAddress, type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

/** Somebody with a pair, in a house with a clock of its own. */
async function openPair() {
  const gatehouse = openGatehouse()
  const ada = await signUp(gatehouse)
  const { tokenPair } = await logInForTokenPair(gatehouse.ports, ada, PASSWORD, 'express')
  const { sid } = decodeJwt<{ sid: string }>(tokenPair.refresh)
  const row = async () => (await rowsOf('sessions')).find((each) => each.id === sid)
  return { ...gatehouse, ada, tokenPair, sid, row }
}

const stepOf = (refresh: string) => decodeJwt<{ step: number }>(refresh).step
const ENDED = { name: 'Refusal', reason: 'jwt_ended', issues: [] }

const notedOf = async ({ id }: SignedUp) =>
  (await rowsOf('events')).filter((event) => event.account_id === id && event.kind === 'refresh_reuse')

type Opened = Awaited<ReturnType<typeof openPair>>

const works = ({ ports }: Opened, { access }: { access: string }) => succeeds(authenticate(ports, access))

describe('a refresh token that was used up', () => {
  it('is answered for ten seconds with the current pair (RFR-03)', async () => {
    const world = await openPair()
    const next = await refreshTokenPair(world.ports, world.tokenPair.refresh)
    const row = await world.row()
    world.wait(9.999)
    for (let repeat = 0; repeat < 10; repeat++) {
      const again = await refreshTokenPair(world.ports, world.tokenPair.refresh)
      expect(decodeJwt(again.refresh)).toEqual({ ...decodeJwt(next.refresh), jti: expect.any(String) })
      expect(await works(world, again)).toBe(true)
    }
    expect(await world.row()).toEqual(row)
  })

  it.each([
    ['was not used', false],
    ['was used', true],
  ])('ends the session after ten seconds, when the next one %s (RFR-02, RFR-04)', async (_, used) => {
    const world = await openPair()
    const other = await logInForTokenPair(world.ports, world.ada, PASSWORD, 'express')
    let next = await refreshTokenPair(world.ports, world.tokenPair.refresh)
    world.wait(10)
    if (used) next = await refreshTokenPair(world.ports, next.refresh)
    await expect(refreshTokenPair(world.ports, world.tokenPair.refresh)).rejects.toMatchObject(ENDED)
    expect(await world.row()).toBeUndefined()
    for (const tokenPair of [world.tokenPair, next]) {
      expect(await works(world, tokenPair)).toBe(false)
      await expect(refreshTokenPair(world.ports, tokenPair.refresh)).rejects.toMatchObject(ENDED)
    }
    expect(await works(world, other.tokenPair)).toBe(true)
  })

  it('ends the session at once when it is two steps behind (RFR-02)', async () => {
    const world = await openPair()
    const next = await refreshTokenPair(world.ports, world.tokenPair.refresh)
    const last = await refreshTokenPair(world.ports, next.refresh)
    await expect(refreshTokenPair(world.ports, world.tokenPair.refresh)).rejects.toMatchObject(ENDED)
    expect(await works(world, last)).toBe(false)
  })

  it('is noted, and told to the owner once, however many bring it at the same time', async () => {
    const world = await openPair()
    await proveAddress(world.ada)
    const { tokenPair } = await logInForTokenPair(world.ports, world.ada, PASSWORD, 'express')
    await refreshTokenPair(world.ports, world.tokenPair.refresh)
    world.wait(11)
    const replays = Array.from({ length: 20 }, () => refreshTokenPair(world.ports, world.tokenPair.refresh))
    for (const replay of await Promise.allSettled(replays))
      expect(replay).toMatchObject({ status: 'rejected', reason: ENDED })

    expect((await notedOf(world.ada)).map(({ id, ...event }) => event)).toEqual([
      {
        kind: 'refresh_reuse',
        account_id: world.ada.id,
        session_id: world.sid,
        actor_id: null,
        at: world.clock.now(),
        user_agent: '',
        place: null,
        note: null,
      },
    ])
    expect(await world.emails()).toEqual([
      {
        to: world.ada.email,
        subject: 'Gatehouse - We signed out one of your devices',
        text: expect.stringContaining(world.ada.username),
        html: expect.stringContaining('choose a new one'),
      },
    ])
    expect(addressIn((await world.emails())[0]).pathname).toBe('/not-me')
    expect(await works(world, tokenPair)).toBe(true)
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is told to nobody who has no address, and noted all the same', async () => {
    const world = await openPair()
    await changeProfile(world.ports, await authenticate(world.ports, world.ada.token), { email: '' })
    const before = [...(await world.emails())]
    expect(before).toHaveLength(1)
    await refreshTokenPair(world.ports, world.tokenPair.refresh)
    world.wait(11)
    await expect(refreshTokenPair(world.ports, world.tokenPair.refresh)).rejects.toMatchObject(ENDED)
    expect(await world.emails()).toEqual(before)
    expect(await notedOf(world.ada)).toHaveLength(1)
  })

  it('is nothing to note within the grace, nor is one of a session that has ended', async () => {
    const world = await openPair()
    await refreshTokenPair(world.ports, world.tokenPair.refresh)
    await refreshTokenPair(world.ports, world.tokenPair.refresh)
    await logOut(world.ports, world.tokenPair.access)
    world.wait(11)
    await expect(refreshTokenPair(world.ports, world.tokenPair.refresh)).rejects.toMatchObject(ENDED)
    expect(await notedOf(world.ada)).toEqual([])
    expect(await world.emails()).toEqual([])
  })

  it('is answered once more when the answer was lost, and not an hour later (RFR-15)', async () => {
    for (const [seconds, good] of [
      [1, true],
      [3600, false],
    ] as const) {
      const world = await openPair()
      await refreshTokenPair(world.ports, world.tokenPair.refresh)
      world.wait(seconds)
      const again = refreshTokenPair(world.ports, world.tokenPair.refresh).then(() => true)
      await (good ? expect(again).resolves.toBe(true) : expect(again).rejects.toMatchObject(ENDED))
    }
  })

  it('gives a thief away who keeps in step with the owner (RFR-16)', async () => {
    for (const pause of [11, 100, 299]) {
      const world = await openPair()
      let owner: TokenPair = world.tokenPair
      let thief: TokenPair = world.tokenPair
      const tries: boolean[] = []
      for (let cycle = 0; cycle < 2; cycle++) {
        world.wait(300 - pause)
        owner = await refreshTokenPair(world.ports, owner.refresh).catch(() => owner)
        world.wait(pause)
        tries.push(
          await refreshTokenPair(world.ports, thief.refresh).then(
            (stolen) => {
              thief = stolen
              return true
            },
            () => false,
          ),
        )
      }
      expect(tries).toEqual([false, false])
      expect(await world.row()).toBeUndefined()
      await expect(refreshTokenPair(world.ports, owner.refresh)).rejects.toMatchObject(ENDED)
    }
  })
})

describe('twenty refreshes at once (RFR-05)', () => {
  it('move the session on by one step, and all twenty pairs work', async () => {
    const world = await openPair()
    const pairs = await Promise.all(
      Array.from({ length: 20 }, () => refreshTokenPair(world.ports, world.tokenPair.refresh)),
    )
    expect(await world.row()).toMatchObject({ step: 1 })
    for (const tokenPair of pairs) {
      expect(stepOf(tokenPair.refresh)).toBe(1)
      expect(await works(world, tokenPair)).toBe(true)
    }
    for (const tokenPair of pairs)
      expect(stepOf((await refreshTokenPair(world.ports, tokenPair.refresh)).refresh)).toBe(2)
    expect(await world.row()).toMatchObject({ step: 2 })
  })
})
