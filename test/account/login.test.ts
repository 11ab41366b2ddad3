import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { type Identity, logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import type { Account } from '../../src/ports/schema.ts'
import { countedBindings } from '../support/counters.ts'
import { heldBack } from '../support/faults.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { disable, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse({ ...AS_SHIPPED, ...bindings })
const { ports } = gatehouse

const setHash = ({ id }: SignedUp, hash: string) =>
  env.DB.prepare('update accounts set password_hash = ? where id = ?').bind(hash, id).run()
const hashOf = async ({ id }: SignedUp) =>
  (await rowsOf('accounts')).find((row) => row.id === id)?.password_hash as string
const sessionsOf = async ({ id }: SignedUp) =>
  (await rowsOf('sessions')).filter((row) => row.account_id === id)

const REFUSED = { name: 'Refusal', reason: 'wrong_credentials', issues: [] }
const REFUSAL_COST = { links: 6, roundTrips: 1, statements: 2, kv: 0, r2: 0 }

/** Every refusal looks the same and costs the same. */
async function refused(who: Identity, password: string, name?: string): Promise<void> {
  const sessions = await rowsOf('sessions')
  const refusal = () => logInForToken(ports, who, password)
  const seen: unknown[] = []
  await gatehouse.settled()
  const cost = await costOf(() => refusal().catch((error) => seen.push(error)))
  expect(seen, name).toEqual([expect.objectContaining(REFUSED)])
  expect(cost, name).toEqual(REFUSAL_COST)
  expect(await rowsOf('sessions'), name).toEqual(sessions)
}

describe('a login (LOG-01)', () => {
  it('opens a session of its own each time, for one read, one hash and one write', async () => {
    const ada = await signUp(gatehouse)
    const cost = await costOf(() => logInForToken(ports, ada, PASSWORD))
    expect(cost).toEqual({ links: 6, roundTrips: 2, statements: 6, kv: 0, r2: 0 })

    const { token, account } = await logInForToken(ports, { username: ada.username }, PASSWORD)
    expect(account.id).toBe(ada.id)
    expect(await sessionsOf(ada)).toHaveLength(3)
    const { session } = await authenticate(ports, token)
    const now = gatehouse.clock.now()
    expect(session).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      accountId: ada.id,
      kind: 'token',
      tokenHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      sessionVersion: 0,
      step: 0,
      steppedAt: now,
      createdAt: now,
      lastSeenAt: now,
      idleExpiresAt: now + 14 * 86_400_000,
      expiresAt: now + 30 * 86_400_000,
      userAgent: '',
      location: null,
      methods: 'pwd',
      provedAt: null,
    })
  })

  it.each([
    ['jwt', 1, 1, 300],
    ['express', 10, 30, 86_400],
  ] as const)('for a pair opens a session of kind %s', async (kind, idleDays, days, access) => {
    const ada = await signUp(gatehouse)
    const cost = await costOf(() => logInForTokenPair(ports, ada, PASSWORD, kind))
    expect(cost).toEqual({ links: 6, roundTrips: 2, statements: 6, kv: 0, r2: 0 })

    const { tokenPair, account } = await logInForTokenPair(ports, ada, PASSWORD, kind)
    expect(account.id).toBe(ada.id)
    const { session } = await authenticate(ports, tokenPair.access)
    const now = gatehouse.clock.now()
    expect(session).toMatchObject({
      accountId: ada.id,
      kind,
      tokenHash: null,
      step: 0,
      idleExpiresAt: now + idleDays * 86_400_000,
      expiresAt: now + days * 86_400_000,
    })
    expect(decodeJwt(tokenPair.access).exp).toBe(now / 1000 + access)
    expect(decodeJwt(tokenPair.refresh).exp).toBe(now / 1000 + idleDays * 86_400)
  })

  it('may be open twenty times at once (LOG-18)', async () => {
    const ada = await signUp(gatehouse)
    const logins = Array.from({ length: 20 }, () => logInForToken(ports, ada, PASSWORD))
    const tokens = (await Promise.all(logins)).map(({ token }) => token)
    expect(new Set(tokens).size).toBe(20)
    expect(await sessionsOf(ada)).toHaveLength(21)
    for (const token of tokens) expect((await authenticate(ports, token)).account.id).toBe(ada.id)
  }, 20_000)
})

describe('whoever logs in', () => {
  let ada: Account
  let bob: Account
  beforeAll(async () => {
    const richard = { username: 'Richard', email: 'Richard@Example.org', password: PASSWORD }
    ada = await register(ports, STRICT, richard)
    bob = await register(ports, STRICT, { username: 'bob', email: 'bob@example.org', password: PASSWORD })
  })
  const idOf = async (who: Identity) => (await logInForToken(ports, who, PASSWORD)).account.id

  it.each([
    [{ username: 'Richard' }],
    [{ username: 'rICHARD' }],
    [{ username: 'Ｒichard' }],
    [{ email: 'Richard@Example.org' }],
    [{ email: 'richard@EXAMPLE.ORG' }],
    [{ identifier: 'RICHARD' }],
    [{ identifier: 'richard@example.org' }],
    [{ username: 'richard', email: 'richard@example.org' }],
    [{ username: 'richard', email: 'richard' }],
    [{ username: 'richard@example.org', email: 'richard@example.org' }],
  ])('may say %o (LOG-14)', async (who) => expect(await idOf(who)).toBe(ada.id))

  it('has to mean one account with a name and an address (LOG-07)', async () => {
    await refused({ username: 'richard', email: 'bob@example.org' }, PASSWORD)
    await refused({ username: 'bob', email: 'richard@example.org' }, PASSWORD)
    await refused({ username: 'richard', email: 'nobody@example.org' }, PASSWORD)
    await refused({ username: 'richard', email: '' }, PASSWORD)
  })

  it('is whose name it is, when it looks like an address that another has not proved', async () => {
    const eve = await register(ports, STRICT, { username: 'bob@example.org', password: 'Eve-and-7-apples' })
    const text = 'bob@example.org'
    for (const who of [{ identifier: text }, { username: text }, { username: text, email: text }]) {
      await refused(who, PASSWORD)
      expect((await logInForToken(ports, who, 'Eve-and-7-apples')).account.id).toBe(eve.id)
    }
    expect(await idOf({ email: text })).toBe(bob.id)

    await env.DB.prepare('update accounts set email_verified_at = 1 where id = ?').bind(bob.id).run()
    for (const who of [{ identifier: text }, { username: text, email: text }, { email: text }])
      expect(await idOf(who)).toBe(bob.id)
    expect((await logInForToken(ports, { username: text }, 'Eve-and-7-apples')).account.id).toBe(eve.id)
  })

  it('is nobody without a name or an address', async () => {
    for (const who of [{}, { identifier: '' }, { username: '' }, { email: '' }])
      await refused(who, PASSWORD, JSON.stringify(who))
  })
})

describe('a login is refused alike, at the same cost (ENU-08)', () => {
  it('for an unknown name, address or either (LOG-03)', async () => {
    await refused({ username: 'nobody' }, PASSWORD)
    await refused({ email: 'nobody@example.com' }, PASSWORD)
    await refused({ identifier: 'nobody' }, PASSWORD)
    await refused({ identifier: 'nobody@example.com' }, PASSWORD)
  })

  it('for a wrong password (LOG-02)', async () => {
    const ada = await signUp(gatehouse)
    for (const wrong of [`${PASSWORD}x`, PASSWORD.slice(0, -1), PASSWORD.toLowerCase(), ada.username])
      await refused({ username: ada.username }, wrong, wrong)
    await refused({ email: ada.email }, `${PASSWORD}x`)
    await refused({ identifier: ada.email }, `${PASSWORD}x`)
  })

  it('for the right password of a disabled account (LOG-04)', async () => {
    const ada = await signUp(gatehouse)
    await disable(ada)
    await refused({ username: ada.username }, PASSWORD)
    await refused({ email: ada.email }, PASSWORD)
  })

  it('for a hash that cannot be opened (LOG-05, LOG-08)', async () => {
    const ada = await signUp(gatehouse)
    const good = await hashOf(ada)
    const bad = ['', '!', good.replace('i=100000', 'i=1000000000'), good.replace('n=6', 'n=0'), `${good}=`]
    for (const hash of [...bad, good.replace('keyid=1', 'keyid=9'), good.slice(0, -1)]) {
      await setHash(ada, hash)
      await refused({ username: ada.username }, PASSWORD, hash)
      if (hash) await refused({ username: ada.username }, hash, hash)
    }
  })

  it("for somebody else's hash (HSH-04)", async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    await setHash(bob, await hashOf(ada))
    await refused({ username: bob.username }, PASSWORD)
  })
})

describe('a login whose account changes before its session is stored', () => {
  const changes: [string, string][] = [
    ['is disabled', 'update accounts set is_active = 0 where id = ?'],
    ['begins a new session version (LOG-11)', 'update accounts set epoch = epoch + 1 where id = ?'],
    ['is deleted (PRO-13)', 'delete from accounts where id = ?'],
  ]
  it.each(changes)('%s: is refused and leaves no session', async (_, change) => {
    const ada = await signUp(gatehouse)
    const before = (await sessionsOf(ada)).length
    for (const logIn of [logInForToken, logInForTokenPair]) {
      const { ports: slow, reached, open } = heldBack(ports)
      const login = expect(logIn(slow, ada, PASSWORD, 'jwt')).rejects.toMatchObject(REFUSED)
      await reached
      await env.DB.prepare(change).bind(ada.id).run()
      open()
      await login
      await env.DB.prepare('update accounts set is_active = 1, epoch = 0 where id = ?').bind(ada.id).run()
      if (change.startsWith('delete')) break
    }
    expect((await sessionsOf(ada)).length).toBe(change.startsWith('delete') ? 0 : before)
  })
})
