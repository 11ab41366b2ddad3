import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { matchPassword } from '../../src/account/passwords/password-hash.ts'
import { LENIENT, STRICT } from '../../src/account/passwords/password-policy.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import {
  type RegistrationInput,
  register,
  registerWithToken,
} from '../../src/account/sign-in/registration.ts'
import { openChange } from '../../src/ports/change.ts'
import { countedBindings } from '../support/counters.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'
import { gif, gifControl, gifFrame } from './image/samples.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse({ ...AS_SHIPPED, ...bindings })
const { ports } = gatehouse

let users = 0
const wishOf = (own: Partial<RegistrationInput> = {}): RegistrationInput => {
  const username = `person${users++}`
  return { username, email: `${username}@example.com`, password: PASSWORD, ...own }
}
const findNamed = async (usernameKey: string) =>
  (await ports.accounts.named({ usernameKeys: [usernameKey] }))[0]
const picture = (delay: number) => gif({ blocks: [gifControl(delay), gifFrame()] })
const taken = (...fields: string[]) => ({
  name: 'Refusal',
  reason: 'invalid',
  issues: fields.map((field) => ({ field, fault: 'taken' })),
})

describe('a registration (REG-01)', () => {
  it('stores one account, with what was sent and nothing else', async () => {
    const before = await rowsOf('accounts')
    const now = gatehouse.clock.now()
    const account = await register(ports, STRICT, {
      username: 'Ada',
      email: 'Ada@example.com',
      password: PASSWORD,
      firstName: 'Augusta',
      lastName: 'King',
    })
    expect(account).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      username: 'Ada',
      usernameKey: 'ada',
      email: 'Ada@example.com',
      emailKey: 'ada@example.com',
      emailVerifiedAt: null,
      pendingEmail: null,
      firstName: 'Augusta',
      lastName: 'King',
      passwordHash: expect.stringMatching(/^\$pbkdf2-chain\$v=1\$h=sha256,i=100000,n=6,keyid=1\$/),
      isActive: true,
      isStaff: false,
      awaitsActivation: false,
      sessionVersion: 0,
      linkVersion: 0,
      avatar: null,
      cover: null,
      createdAt: now,
      updatedAt: now,
      fields: {},
      number: null,
      objectId: null,
      language: null,
      firstLoginAt: null,
      lastLoginAt: null,
    })
    expect(await rowsOf('accounts')).toHaveLength(before.length + 1)
    expect(await ports.accounts.findById(account.id)).toEqual(account)
    expect(await matchPassword(ports, account, PASSWORD)).toBe(PASSWORD)
    expect((await rowsOf('sessions')).filter((row) => row.account_id === account.id)).toEqual([])
  })

  it('costs one hash and one round trip', async () => {
    const cost = await costOf(() => register(ports, STRICT, wishOf()))
    expect(cost).toEqual({ links: 6, roundTrips: 2, statements: 4, kv: 0, r2: 0 })
  })

  it('may open a session in the same round trip', async () => {
    const { account, token } = await registerWithToken(ports, STRICT, wishOf())
    expect((await authenticate(ports, token)).account).toEqual(account)
    const cost = await costOf(() => registerWithToken(ports, STRICT, wishOf()))
    expect(cost).toEqual({ links: 6, roundTrips: 2, statements: 5, kv: 0, r2: 0 })
  })

  it('may come with pictures, each put once', async () => {
    const input = wishOf({ avatar: picture(1), cover: picture(2) })
    const { avatar, cover } = await register(ports, LENIENT, input)
    for (const address of [avatar, cover]) expect(await env.PICTURES.head(address ?? '')).not.toBeNull()
    const other = wishOf({ avatar: picture(1), cover: picture(2) })
    const cost = await costOf(() => register(ports, LENIENT, other))
    expect(cost).toEqual({ links: 6, roundTrips: 3, statements: 6, kv: 0, r2: 2 })
  })

  it('takes no rights from what was sent (REG-19)', async () => {
    const more = {
      id: 'mine',
      isStaff: true,
      isActive: false,
      sessionVersion: 7,
      linkVersion: 7,
      passwordHash: 'x',
    }
    const account = await register(ports, STRICT, { ...wishOf(), ...more })
    expect(account).toMatchObject({ isStaff: false, isActive: true, sessionVersion: 0, linkVersion: 0 })
    expect(account.id).not.toBe('mine')
    expect(await matchPassword(ports, account, PASSWORD)).toBe(PASSWORD)
  })

  it('may come without an address as often as people like', async () => {
    const accounts = [undefined, '', undefined].map((email) => register(ports, STRICT, wishOf({ email })))
    for (const account of await Promise.all(accounts))
      expect(account).toMatchObject({ email: '', emailKey: null })
  })
})

describe('a name or an address that is taken (REG-11)', () => {
  it.each([
    ['the name', { username: 'Grace' }, ['username']],
    ['the name in another case (REG-12)', { username: 'gRACE' }, ['username']],
    ['the name in full width (REG-12)', { username: 'ＧＲＡＣＥ' }, ['username']],
    ['the address', { email: 'Grace@example.org' }, ['email']],
    ['the address in another case', { email: 'grace@EXAMPLE.org' }, ['email']],
    ['both', { username: 'grace', email: 'grace@example.org' }, ['username', 'email']],
  ])('is refused and named: %s', async (_, own, fields) => {
    if (!(await findNamed('grace')))
      await register(ports, STRICT, wishOf({ username: 'Grace', email: 'Grace@example.org' }))
    const before = await everything()
    for (const enrol of [register, registerWithToken])
      await expect(enrol(ports, STRICT, wishOf({ avatar: picture(3), ...own }))).rejects.toMatchObject(
        taken(...fields),
      )
    expect(await everything()).toEqual(before)
  })

  it('names both also when they belong to two people', async () => {
    const [one, other] = [wishOf(), wishOf()]
    await register(ports, STRICT, one)
    await register(ports, STRICT, other)
    await expect(
      register(ports, STRICT, wishOf({ username: one.username, email: other.email })),
    ).rejects.toMatchObject(taken('username', 'email'))
  })
})

describe('a name that was taken and is free again by the time it is looked up', () => {
  it('is named all the same', async () => {
    const input = wishOf()
    await register(ports, STRICT, input)
    const commit = async (...statements: Parameters<typeof ports.commit>) => {
      const done = ports.commit(...statements)
      await done.catch(() =>
        env.DB.prepare('delete from accounts where username = ?').bind(input.username).run(),
      )
      return done
    }
    const late = {
      ...ports,
      change: openChange({ ...ports, commit: commit as typeof ports.commit }),
    }
    await expect(register(late, STRICT, { ...input, email: '' })).rejects.toMatchObject(taken('username'))
  })
})
