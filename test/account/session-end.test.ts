import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { countedBindings } from '../support/counters.ts'
import { succeeds } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse
type AppEnv = typeof gatehouse

/** The credential of a session of each kind. */
async function openEach(ada: SignedUp, { ports }: AppEnv = gatehouse) {
  const jwt = await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
  const express = await logInForTokenPair(ports, ada, PASSWORD, 'express')
  return { token: ada.token, jwt: jwt.tokenPair.access, express: express.tokenPair.access }
}

const isIn = ({ ports }: AppEnv, credential: string) => succeeds(authenticate(ports, credential))

describe('a logout', () => {
  it.each(['token', 'jwt', 'express'] as const)(
    'ends its own session of kind %s, at once, and no other (REV-01, REV-03)',
    async (kind) => {
      const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
      const each = await openEach(ada)
      const others = [
        ...Object.entries(each).filter(([other]) => other !== kind),
        ['bob', bob.token] as const,
      ]
      const before = await rowsOf('sessions')

      const me = await authenticate(ports, each[kind])
      await logOut(ports, each[kind])
      expect(await isIn(gatehouse, each[kind])).toBe(false)
      for (const [name, credential] of others) expect(await isIn(gatehouse, credential), name).toBe(true)
      expect(await rowsOf('sessions')).toEqual(before.filter((row) => row.id !== me.session.id))
    },
  )

  it('is one round trip to D1, without asking first', async () => {
    const ada = await signUp(gatehouse)
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
    const ended = async (credential: string) => {
      const { links, roundTrips, statements, kv } = await costOf(() => logOut(ports, credential))
      await gatehouse.settled()
      return { links, roundTrips, statements, kv }
    }
    expect(await ended(ada.token)).toEqual({ links: 0, roundTrips: 1, statements: 2, kv: 0 })
    expect(await ended(tokenPair.access)).toMatchObject({ links: 0, statements: 3 })
  })

  it.each(['token', 'jwt', 'express'] as const)(
    'of kind %s that is asked for twice at once happens once (REV-02)',
    async (kind) => {
      const credential = (await openEach(await signUp(gatehouse)))[kind]
      const results = await Promise.allSettled([logOut(ports, credential), logOut(ports, credential)])
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      await gatehouse.settled()
      const after = await everything()
      await expect(logOut(ports, credential)).rejects.toMatchObject({
        reason: kind === 'token' ? 'token_invalid' : 'jwt_ended',
      })
      expect(await everything()).toEqual(after)
    },
  )

  it('is never overtaken by the next request (REV-01)', async () => {
    const ada = await signUp(gatehouse)
    for (let round = 0; round < 20; round++) {
      const { token } = await logInForToken(ports, ada, PASSWORD)
      await logOut(ports, token)
      expect(await isIn(gatehouse, token)).toBe(false)
    }
  }, 20_000)
})

describe('an account that ends takes all its sessions along, at once', () => {
  it.each([
    [
      'a new session version (REV-05, JWT-16)',
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
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const each = await openEach(ada)
    for (const credential of Object.values(each)) expect(await isIn(gatehouse, credential)).toBe(true)
    await env.DB.prepare(change).bind(ada.id).run()
    for (const [kind, credential] of Object.entries(each)) {
      await expect(authenticate(ports, credential), kind).rejects.toMatchObject({
        name: 'Refusal',
        reason: kind === 'token' ? `token_${token}` : `jwt_${jwt}`,
      })
    }
    expect(await isIn(gatehouse, bob.token)).toBe(true)
  })
})
