import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { askForLink, runErrands } from '../../src/account/asked-links.ts'
import { logInForPair } from '../../src/account/login.ts'
import { refreshPair, verifyJwt } from '../../src/account/pair.ts'
import { changePassword } from '../../src/account/password.ts'
import { finishReset } from '../../src/account/password-reset.ts'
import { removeAccount } from '../../src/account/profile.ts'
import { authenticate, endSession, logOut } from '../../src/account/session.ts'
import { endOtherSessions } from '../../src/account/session-list.ts'
import { countedBindings } from '../support/counters.ts'
import { failing } from '../support/faults.ts'
import { type House, openHouse } from '../support/house.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'

const { bindings, costOf } = countedBindings()
const NEW_PASSWORD = 'Rt5-harbour-Cormorant'

const open = async ({ ports }: House, ada: SignedUp, password = PASSWORD) =>
  (await logInForPair(ports, ada, password, 'express')).pair
/** Once KV has been told. */
const verifies = async ({ ports, settled }: House, token: string) => {
  await settled()
  return verifyJwt(ports, token).then(
    () => true,
    ({ reason }) => reason,
  )
}
const change = async ({ ports }: House, credential: string, oldPassword: string, newPassword: string) =>
  changePassword(ports, await authenticate(ports, credential), 'profile', { oldPassword, newPassword })

describe('verifyJwt (decision 13)', () => {
  it('asks KV twice and D1 never', async () => {
    const house = openHouse(bindings)
    const { access, refresh } = await open(house, await signUp(house))
    for (const token of [access, refresh]) {
      expect(await costOf(() => verifyJwt(house.ports, token))).toEqual({
        links: 0,
        roundTrips: 0,
        statements: 0,
        kv: 2,
        r2: 0,
      })
      expect(await verifies(house, token)).toBe(true)
    }
  })

  it('refuses both tokens of a session that was logged out, and no others', async () => {
    const house = openHouse()
    const [ada, bob] = [await signUp(house), await signUp(house)]
    const [gone, kept, other] = [await open(house, ada), await open(house, ada), await open(house, bob)]
    await logOut(house.ports, gone.access)
    for (const token of Object.values(gone)) expect(await verifies(house, token)).toBe('jwt_ended')
    for (const token of [...Object.values(kept), ...Object.values(other)])
      expect(await verifies(house, token)).toBe(true)
  })

  it('refuses every pair of a session that a reused refresh token ended', async () => {
    const house = openHouse()
    const first = await open(house, await signUp(house))
    const second = await refreshPair(house.ports, first.refresh)
    house.wait(10)
    await expect(refreshPair(house.ports, first.refresh)).rejects.toThrow('jwt_ended')
    for (const { access } of [first, second]) expect(await verifies(house, access)).toBe('jwt_ended')
  })

  it('after a change of password takes the tokens of the session that asked, and new ones', async () => {
    const house = openHouse()
    const ada = await signUp(house)
    const [mine, others] = [await open(house, ada), await open(house, ada)]
    await change(house, mine.access, PASSWORD, NEW_PASSWORD)
    for (const token of Object.values(others)) expect(await verifies(house, token)).toBe('jwt_ended')
    const next = await refreshPair(house.ports, mine.refresh)
    const fresh = await open(house, ada, NEW_PASSWORD)
    for (const token of [...Object.values(mine), ...Object.values(next), ...Object.values(fresh)])
      expect(await verifies(house, token)).toBe(true)
  })

  it('after two changes takes the tokens of the session that asked last', async () => {
    const house = openHouse()
    const ada = await signUp(house)
    const first = await open(house, ada)
    await change(house, first.access, PASSWORD, NEW_PASSWORD)
    const second = await open(house, ada, NEW_PASSWORD)
    const renewed = await refreshPair(house.ports, first.refresh)
    await change(house, second.access, NEW_PASSWORD, PASSWORD)
    for (const { access } of [first, renewed]) expect(await verifies(house, access)).toBe('jwt_ended')
    expect(await verifies(house, second.access)).toBe(true)
  })

  it('refuses all tokens of an account that was deleted', async () => {
    const house = openHouse()
    const ada = await signUp(house)
    const pairs = [await open(house, ada), await open(house, ada)]
    await removeAccount(house.ports, await authenticate(house.ports, ada.token))
    for (const { access, refresh } of pairs)
      for (const token of [access, refresh]) expect(await verifies(house, token)).toBe('jwt_ended')
  })
})

describe('a reset that somebody signs out everywhere else in the middle of', () => {
  it.each([0, 1])('tells KV of the epoch that it made, though KV fails %i times', async (failures) => {
    const REVOKED = failing(env.REVOKED, 'put', failures)
    const house = openHouse({ PASSWORD_HASH_LINKS: '20', ACCEPT_WEAK_HASH: 'false', REVOKED })
    const { ports } = house
    const ada = await signUp(house)
    const pair = await open(house, ada)
    await askForLink(ports, { purpose: 'reset', address: ada.email })
    const [letter] = await house.letters()
    const resetting = finishReset(ports, 'djoser', { ...linkOf(letter), newPassword: NEW_PASSWORD })
    await scheduler.wait(5)
    await endOtherSessions(ports, await authenticate(ports, pair.access))
    const stolen = await refreshPair(ports, pair.refresh)
    await resetting
    await house.settled()
    house.wait(3600)
    await runErrands(ports)
    expect(await verifies(house, stolen.access)).toBe('jwt_ended')
  })
})

describe('while KV does not take what it is told (REV-09, REV-10)', () => {
  it('a logout holds at once in D1, and elsewhere when the access token ends', async () => {
    const house = openHouse({ REVOKED: failing(env.REVOKED, 'put') })
    const { access } = await open(house, await signUp(house))
    await logOut(house.ports, access)
    await house.settled()
    await expect(authenticate(house.ports, access)).rejects.toMatchObject({ reason: 'jwt_ended' })

    house.wait(86_399)
    expect(await verifies(house, access)).toBe(true)
    house.wait(1)
    expect(await verifies(house, access)).toBe('jwt_invalid')
  })

  it('what it was told too late does not undo what it was told since (G5)', async () => {
    const flaky = openHouse({ REVOKED: failing(env.REVOKED, 'put', 1) })
    const ada = await signUp(flaky)
    const first = await open(flaky, ada)
    await change(flaky, first.access, PASSWORD, NEW_PASSWORD)
    await flaky.settled()

    const second = await open(flaky, ada, NEW_PASSWORD)
    await change(flaky, second.access, NEW_PASSWORD, PASSWORD)
    expect(await verifies(flaky, first.access)).toBe('jwt_ended')

    flaky.wait(3600)
    await runErrands(flaky.ports)
    expect(await verifies(flaky, first.access)).toBe('jwt_ended')
    expect(await verifies(flaky, second.access)).toBe(true)
  })

  it('what it was told too late does not bring a deleted account back (G5)', async () => {
    const flaky = openHouse({ REVOKED: failing(env.REVOKED, 'put', 1) })
    const ada = await signUp(flaky)
    const { access } = await open(flaky, ada)
    await change(flaky, access, PASSWORD, NEW_PASSWORD)
    await removeAccount(flaky.ports, await authenticate(flaky.ports, access))
    expect(await verifies(flaky, access)).toBe('jwt_ended')

    flaky.wait(3600)
    await runErrands(flaky.ports)
    expect(await verifies(flaky, access)).toBe('jwt_ended')
  })
})

describe('what is told to KV', () => {
  it('stays there for as long as any of its tokens may live, and longer than KV asks (REV-11)', async () => {
    const now = Date.now() / 1000
    const short = {
      EXPRESS_ACCESS_SECONDS: '1',
      JWT_ACCESS_SECONDS: '1',
      EXPRESS_REFRESH_SECONDS: '2',
      JWT_REFRESH_SECONDS: '2',
    }
    const lifetimes = [
      [{}, 10 * 86_400 + 60],
      [short, 62],
      [{ ...short, TOKEN_SECONDS: '1' }, 60],
    ] as const
    for (const [settings, seconds] of lifetimes) {
      const house = openHouse(settings as Partial<Env>)
      const { access } = await open(house, await signUp(house))
      const me = await authenticate(house.ports, access)
      await endSession(house.ports, me.session, 'sign_out')
      await house.settled()
      const { keys } = await env.REVOKED.list({ prefix: `s:${me.session.id}` })
      expect(keys).toEqual([{ name: `s:${me.session.id}`, expiration: expect.any(Number) }])
      expect(Math.abs((keys[0]?.expiration ?? 0) - now - seconds)).toBeLessThan(10)
    }
  })
})
