import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { requestLink, runJobs } from '../../src/account/links/requested-links.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { finishReset } from '../../src/account/passwords/password-reset.ts'
import { removeAccount } from '../../src/account/profile/profile.ts'
import { authenticate, endSession, logOut } from '../../src/account/sessions/session.ts'
import { endOtherSessions } from '../../src/account/sessions/session-list.ts'
import { refreshTokenPair } from '../../src/account/sessions/token-pair.ts'
import { verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { countedBindings } from '../support/counters.ts'
import { failing } from '../support/faults.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'

const { bindings, costOf } = countedBindings()
const NEW_PASSWORD = 'Rt5-harbour-Cormorant'

const open = async ({ ports }: AppEnv, ada: SignedUp, password = PASSWORD) =>
  (await logInForTokenPair(ports, ada, password, 'express')).tokenPair
/** Once KV has been told. */
const verifies = async ({ ports, settled }: AppEnv, token: string) => {
  await settled()
  return verifyJwt(ports, token).then(
    () => true,
    ({ reason }) => reason,
  )
}
const change = async ({ ports }: AppEnv, credential: string, oldPassword: string, newPassword: string) =>
  changePassword(ports, await authenticate(ports, credential), STRICT, { oldPassword, newPassword })

describe('verifyJwt (decision 13)', () => {
  it('asks KV once and D1 never', async () => {
    const gatehouse = openGatehouse(bindings)
    await gatehouse.ports.revoked.begin()
    gatehouse.wait(600)
    const { access, refresh } = await open(gatehouse, await signUp(gatehouse))
    for (const token of [access, refresh]) {
      expect(await costOf(() => verifyJwt(gatehouse.ports, token))).toEqual({
        links: 0,
        roundTrips: 0,
        statements: 0,
        kv: 1,
        r2: 0,
      })
      expect(await verifies(gatehouse, token)).toBe(true)
    }
  })

  it('refuses both tokens of a session that was logged out, and no others', async () => {
    const gatehouse = openGatehouse()
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const [gone, kept, other] = [
      await open(gatehouse, ada),
      await open(gatehouse, ada),
      await open(gatehouse, bob),
    ]
    await logOut(gatehouse.ports, gone.access)
    for (const token of Object.values(gone)) expect(await verifies(gatehouse, token)).toBe('jwt_ended')
    for (const token of [...Object.values(kept), ...Object.values(other)])
      expect(await verifies(gatehouse, token)).toBe(true)
  })

  it('refuses every pair of a session that a reused refresh token ended', async () => {
    const gatehouse = openGatehouse()
    const first = await open(gatehouse, await signUp(gatehouse))
    const second = await refreshTokenPair(gatehouse.ports, first.refresh)
    gatehouse.wait(10)
    await expect(refreshTokenPair(gatehouse.ports, first.refresh)).rejects.toThrow('jwt_ended')
    for (const { access } of [first, second]) expect(await verifies(gatehouse, access)).toBe('jwt_ended')
  })

  it('after a change of password takes the tokens of the session that asked, and new ones', async () => {
    const gatehouse = openGatehouse()
    const ada = await signUp(gatehouse)
    const [mine, others] = [await open(gatehouse, ada), await open(gatehouse, ada)]
    await change(gatehouse, mine.access, PASSWORD, NEW_PASSWORD)
    for (const token of Object.values(others)) expect(await verifies(gatehouse, token)).toBe('jwt_ended')
    const next = await refreshTokenPair(gatehouse.ports, mine.refresh)
    const fresh = await open(gatehouse, ada, NEW_PASSWORD)
    for (const token of [...Object.values(mine), ...Object.values(next), ...Object.values(fresh)])
      expect(await verifies(gatehouse, token)).toBe(true)
  })

  it('after two changes takes the tokens of the session that asked last', async () => {
    const gatehouse = openGatehouse()
    const ada = await signUp(gatehouse)
    const first = await open(gatehouse, ada)
    await change(gatehouse, first.access, PASSWORD, NEW_PASSWORD)
    const second = await open(gatehouse, ada, NEW_PASSWORD)
    const renewed = await refreshTokenPair(gatehouse.ports, first.refresh)
    await change(gatehouse, second.access, NEW_PASSWORD, PASSWORD)
    for (const { access } of [first, renewed]) expect(await verifies(gatehouse, access)).toBe('jwt_ended')
    expect(await verifies(gatehouse, second.access)).toBe(true)
  })

  it('refuses all tokens of an account that was deleted', async () => {
    const gatehouse = openGatehouse()
    const ada = await signUp(gatehouse)
    const pairs = [await open(gatehouse, ada), await open(gatehouse, ada)]
    await removeAccount(gatehouse.ports, await authenticate(gatehouse.ports, ada.token))
    for (const { access, refresh } of pairs)
      for (const token of [access, refresh]) expect(await verifies(gatehouse, token)).toBe('jwt_ended')
  })
})

describe('a reset that somebody signs out everywhere else in the middle of', () => {
  it.each([0, 1])(
    'tells KV of the session version that it made, though KV fails %i times',
    async (failures) => {
      const REVOKED = failing(env.REVOKED, 'put', failures)
      const gatehouse = openGatehouse({ PASSWORD_HASH_LINKS: '20', ACCEPT_WEAK_HASH: 'false', REVOKED })
      const { ports } = gatehouse
      const ada = await signUp(gatehouse)
      const tokenPair = await open(gatehouse, ada)
      await requestLink(ports, { purpose: 'reset', address: ada.email })
      const [message] = await gatehouse.emails()
      const resetting = finishReset(ports, STRICT, { ...linkOf(message), newPassword: NEW_PASSWORD })
      await scheduler.wait(5)
      await endOtherSessions(ports, await authenticate(ports, tokenPair.access))
      const stolen = await refreshTokenPair(ports, tokenPair.refresh)
      await resetting
      await gatehouse.settled()
      gatehouse.wait(3600)
      await runJobs(ports)
      expect(await verifies(gatehouse, stolen.access)).toBe('jwt_ended')
    },
  )
})

describe('while KV does not take what it is told (REV-09, REV-10)', () => {
  it('a logout holds at once in D1, and elsewhere when the access token ends', async () => {
    const gatehouse = openGatehouse({ REVOKED: failing(env.REVOKED, 'put') })
    const { access } = await open(gatehouse, await signUp(gatehouse))
    await logOut(gatehouse.ports, access)
    await gatehouse.settled()
    await expect(authenticate(gatehouse.ports, access)).rejects.toMatchObject({ reason: 'jwt_ended' })

    gatehouse.wait(86_399)
    expect(await verifies(gatehouse, access)).toBe(true)
    gatehouse.wait(1)
    expect(await verifies(gatehouse, access)).toBe('jwt_invalid')
  })

  it('what it was told too late does not undo what it was told since (G5)', async () => {
    const flaky = openGatehouse({ REVOKED: failing(env.REVOKED, 'put', 1) })
    const ada = await signUp(flaky)
    const first = await open(flaky, ada)
    await change(flaky, first.access, PASSWORD, NEW_PASSWORD)
    await flaky.settled()

    const second = await open(flaky, ada, NEW_PASSWORD)
    await change(flaky, second.access, NEW_PASSWORD, PASSWORD)
    expect(await verifies(flaky, first.access)).toBe('jwt_ended')

    flaky.wait(3600)
    await runJobs(flaky.ports)
    expect(await verifies(flaky, first.access)).toBe('jwt_ended')
    expect(await verifies(flaky, second.access)).toBe(true)
  })

  it('what it was told too late does not bring a deleted account back (G5)', async () => {
    const flaky = openGatehouse({ REVOKED: failing(env.REVOKED, 'put', 1) })
    const ada = await signUp(flaky)
    const { access } = await open(flaky, ada)
    await change(flaky, access, PASSWORD, NEW_PASSWORD)
    await removeAccount(flaky.ports, await authenticate(flaky.ports, access))
    expect(await verifies(flaky, access)).toBe('jwt_ended')

    flaky.wait(3600)
    await runJobs(flaky.ports)
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
      const gatehouse = openGatehouse(settings as Partial<Env>)
      const { access } = await open(gatehouse, await signUp(gatehouse))
      const me = await authenticate(gatehouse.ports, access)
      await endSession(gatehouse.ports, me.session, 'sign_out')
      await gatehouse.settled()
      const { keys } = await env.REVOKED.list({ prefix: `u:${me.account.id}` })
      expect(keys).toEqual([{ name: `u:${me.account.id}`, expiration: expect.any(Number) }])
      expect(Math.abs((keys[0]?.expiration ?? 0) - now - seconds)).toBeLessThan(10)
    }
  })
})
