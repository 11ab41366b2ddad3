import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { readAccessToken } from '../../src/account/sessions/verify-jwt.ts'
import { logInForTokenPair } from '../../src/account/sign-in/login.ts'
import Gatehouse from '../../src/worker.ts'
import { countedBindings } from '../support/counters.ts'
import { failing } from '../support/faults.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { GOOD, HEADER, signed } from '../support/signed-jwt.ts'
import { silentDatabase } from '../support/silent-database.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse

const openPair = async (kind: 'jwt' | 'express' = 'express') => {
  const ada = await signUp(gatehouse)
  return { ada, ...(await logInForTokenPair(ports, ada, PASSWORD, kind)).tokenPair }
}

describe('what another Worker learns of an access token', () => {
  it.each(['jwt', 'express'] as const)('is whose it is and when it ends, of kind %s', async (kind) => {
    const { ada, access } = await openPair(kind)
    const { sid, exp } = decodeJwt(access)
    expect(await readAccessToken(ports, access)).toEqual({
      user_id: ada.id,
      session_id: sid,
      expires_at: exp,
      aal: 1,
    })
  })

  it('costs one question to KV and none to D1', async () => {
    await ports.revoked.begin()
    gatehouse.wait(600)
    const { access } = await openPair()
    expect(await costOf(() => readAccessToken(ports, access))).toEqual({
      links: 0,
      roundTrips: 0,
      statements: 0,
      kv: 1,
      r2: 0,
    })
  })

  it('is nothing for what is no access token of ours, at no cost', async () => {
    const { ada, refresh } = await openPair()
    const forged = await Promise.all([
      signed(GOOD, { ...HEADER, kid: 'another' }),
      signed({ ...GOOD, iss: 'https://elsewhere.example.org' }),
      signed({ ...GOOD, exp: GOOD.iat }),
    ])
    const others = [
      refresh,
      ada.token,
      ...forged,
      '',
      'x',
      'a.b.c',
      undefined,
      null,
      7,
      {},
      ['x'],
      new Date(),
    ]
    for (const other of others) {
      const cost = await costOf(async () => expect(await readAccessToken(ports, other)).toBeNull())
      expect(cost).toEqual({ links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 })
    }
  })

  it('is nothing once it was taken back, and as a rule at once', async () => {
    const { access } = await openPair()
    await logOut(ports, access)
    await gatehouse.settled()
    expect(await readAccessToken(ports, access)).toBeNull()
  })
})

describe('while KV', () => {
  const frozen = (kv: KVNamespace) =>
    new Proxy(kv, {
      get: (target, name) =>
        name === 'get' ? async () => new Map() : Reflect.get(target, name).bind(target),
    })

  it('still answers as before a logout, a token passes until it expires, and not a second longer (REV-09, G2)', async () => {
    const gatehouse = openGatehouse({ REVOKED: frozen(env.REVOKED) })
    const { tokenPair } = await logInForTokenPair(gatehouse.ports, await signUp(gatehouse), PASSWORD, 'jwt')
    await logOut(gatehouse.ports, tokenPair.access)
    await expect(authenticate(gatehouse.ports, tokenPair.access)).rejects.toMatchObject({
      reason: 'jwt_ended',
    })
    gatehouse.wait(299)
    expect(await readAccessToken(gatehouse.ports, tokenPair.access)).not.toBeNull()
    gatehouse.wait(1)
    expect(await readAccessToken(gatehouse.ports, tokenPair.access)).toBeNull()
  })

  it.each<[string, KVNamespace]>([
    ['fails', failing(env.REVOKED, 'get')],
    [
      'hangs',
      new Proxy(env.REVOKED, {
        get: (kv, name) => (name === 'get' ? () => new Promise(() => {}) : Reflect.get(kv, name).bind(kv)),
      }),
    ],
  ])('%s, no token passes (FLT-11, G6)', async (_, REVOKED) => {
    const { access } = await openPair()
    const { ports } = openGatehouse({ REVOKED })
    await expect(readAccessToken(ports, access)).rejects.toMatchObject({ name: 'Unavailable', message: 'KV' })
    expect((await authenticate(ports, access)).session.kind).toBe('express')
  })
})

describe('verify, as a service binding calls it', () => {
  const workerWith = (own: Partial<Env>) => new Gatehouse(createExecutionContext(), settingsFor(own))

  it('answers by the real time, also while D1 is down (G7)', async () => {
    const ahead = openGatehouse()
    ahead.wait((Date.now() - ahead.clock.now()) / 1000)
    const { tokenPair } = await logInForTokenPair(ahead.ports, await signUp(ahead), PASSWORD, 'jwt')
    const worker = workerWith({ DB: silentDatabase() })
    expect(await worker.verify(tokenPair.access)).toEqual({
      user_id: decodeJwt(tokenPair.access).sub,
      session_id: decodeJwt(tokenPair.access).sid,
      expires_at: decodeJwt(tokenPair.access).exp,
      aal: 1,
    })
    expect(await worker.verify(tokenPair.refresh)).toBeNull()
    expect(await worker.verify('x')).toBeNull()
  })

  it('fails rather than guess when it has no keys', async () => {
    await expect(workerWith({ SIGNING_KEYS: '' }).verify('a.b.c')).rejects.toMatchObject({
      name: 'Misconfigured',
    })
  })
})
