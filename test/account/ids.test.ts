import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { givesIds, publicId, readId } from '../../src/account/ids.ts'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { toUid } from '../../src/account/one-time-tokens/one-time-link.ts'
import { LENIENT, STRICT } from '../../src/account/passwords/password-policy.ts'
import { removeAccountWithPassword } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { register, registerWithToken } from '../../src/account/sign-in/registration.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const numbered = openGatehouse({ ...bindings }, { config: defineConfig({ ids: 'integer' }) })
const withObjectIds = openGatehouse({}, { config: defineConfig({ ids: 'objectid' }) })
const { ports } = numbered

let users = 0
const wish = () => {
  const username = `numbered${users++}`
  return { username, email: `${username}@example.com`, password: PASSWORD }
}
const registered = async () => (await register(ports, STRICT, wish())).number as number

async function withoutCounters() {
  const { tables, ...others } = await everything()
  return { ...others, tables: { ...tables, counters: [] } }
}

describe('which ids accounts get', () => {
  it('is what an API that is on has', () => {
    expect(givesIds(defineConfig({}), 'integer')).toBe(false)
    expect(givesIds(defineConfig({ ids: 'integer' }), 'integer')).toBe(true)
    const mixed = defineConfig({ apis: { djoser: { ids: 'integer' }, express: { ids: 'objectid' } } })
    expect([givesIds(mixed, 'integer'), givesIds(mixed, 'objectid')]).toEqual([true, true])
    const off = { profile: false, djoser: false, users: false, management: false } as const
    expect(
      givesIds(defineConfig({ ids: 'integer', apis: { ...off, express: { ids: 'uuid' } } }), 'integer'),
    ).toBe(false)
  })

  it('is the UUID for an account that has no such id yet', () => {
    const account = { id: '6d5f9bae-a31b-4b7b-82c4-3853eda2b011', number: null, objectId: null }
    for (const kind of ['uuid', 'integer', 'objectid'] as const)
      expect(publicId(kind, account)).toBe(account.id)
    const all = { ...account, number: 7, objectId: '6a0f2c80e1b7d94f3c5a8e21' }
    expect((['uuid', 'integer', 'objectid'] as const).map((kind) => publicId(kind, all))).toEqual([
      account.id,
      7,
      all.objectId,
    ])
  })

  it('is read from what clients write', () => {
    expect(readId('42')).toBe(42)
    expect(readId('0042')).toBe(42)
    expect(readId('999999999999999')).toBe(999_999_999_999_999)
    expect(readId('6A0F2C80E1B7D94F3C5A8E21')).toBe('6a0f2c80e1b7d94f3c5a8e21')
  })
})

describe('the number of a new account', () => {
  it('is given when its registration is admitted, in no other round trip and with one statement more', async () => {
    const account = await register(ports, STRICT, wish())
    expect(account.number).toBeGreaterThan(0)
    expect(account.objectId).toBeNull()
    expect(await ports.accounts.findById(account.id)).toEqual(account)
    expect(await ports.accounts.findById(account.number ?? 0)).toEqual(account)
    const cost = await costOf(() => register(ports, STRICT, wish()))
    expect(cost).toEqual({ links: 1, roundTrips: 2, statements: 5, kv: 0, r2: 0 })
  })

  it('is given with a token, too', async () => {
    const { account, token } = await registerWithToken(ports, STRICT, wish())
    expect((await authenticate(ports, token)).account).toEqual(account)
    expect(account.number).toBeGreaterThan(0)
  })

  it('is another one for each of twenty at once', async () => {
    const before = await registered()
    const numbers = await Promise.all(Array.from({ length: 20 }, registered))
    expect(numbers.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 20 }, (_, index) => before + 1 + index),
    )
  })

  it('is not given again after a registration that was refused, which leaves a gap and nothing else', async () => {
    const mine = wish()
    const { number } = await register(ports, STRICT, mine)
    const before = await withoutCounters()
    await expect(register(ports, STRICT, { ...mine, email: '' })).rejects.toMatchObject({
      reason: 'invalid',
      issues: [{ field: 'username', fault: 'taken' }],
    })
    expect(await withoutCounters()).toEqual(before)
    expect(await registered()).toBe(Number(number) + 2)
  })

  it('is never given again, even if the account is deleted', async () => {
    const { account, token } = await registerWithToken(ports, STRICT, wish())
    await removeAccountWithPassword(ports, await authenticate(ports, token), account.id, PASSWORD)
    expect(await ports.accounts.findById(account.number ?? 0)).toBeUndefined()
    expect(await registered()).toBe(Number(account.number) + 1)
  })

  it('is greater than those of accounts that were moved in', async () => {
    const { id } = await register(ports, STRICT, wish())
    await env.DB.prepare('update accounts set number = 700 where id = ?').bind(id).run()
    expect(await registered()).toBe(701)
  })
})

describe('the ObjectId of a new account', () => {
  it('is its time and something random', async () => {
    const { ports, clock } = withObjectIds
    const account = await register(ports, LENIENT, wish())
    const seconds = Math.floor(clock.now() / 1000).toString(16)
    expect(account.objectId).toMatch(new RegExp(`^${seconds}[0-9a-f]{16}$`))
    expect(account.number).toBeNull()
    expect(await ports.accounts.findById(account.objectId ?? '')).toEqual(account)
    expect((await register(ports, LENIENT, wish())).objectId).not.toBe(account.objectId)
  })
})

it('gives no account any other id where nothing is configured', async () => {
  await register(openGatehouse().ports, STRICT, { ...wish(), username: 'plain' })
  expect((await rowsOf('accounts')).find(({ username }) => username === 'plain')).toMatchObject({
    number: null,
    object_id: null,
  })
})

describe('the uid of a link', () => {
  it.each(['integer', 'objectid'] as const)('is the id as text, where ids are %s', async (ids) => {
    const own = openGatehouse({}, { config: defineConfig({ ids }) })
    const account = await register(own.ports, STRICT, wish())
    await requestLink(own.ports, { purpose: 'reset', address: account.email })
    const { uid } = linkOf((await own.emails())[0])
    expect(uid).toBe(toUid(publicId(ids, account)))
  })
})
