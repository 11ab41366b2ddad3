import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { type RegistrationInput, register } from '../../src/account/sign-in/registration.ts'
import { utf8 } from '../../src/ports/bytes.ts'
import { countedBindings } from '../support/counters.ts'
import { failing, losingAnswers } from '../support/faults.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'
import { everything, pictureAddresses, rowsOf } from '../support/rows.ts'
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
const text = utf8('no picture')

const taken = (...fields: string[]) => ({
  name: 'Refusal',
  reason: 'invalid',
  issues: fields.map((field) => ({ field, fault: 'taken' })),
})

describe('twenty registrations at once (REG-15)', () => {
  it.each(['username', 'email'] as const)(
    'of one %s make one account and leave no other picture',
    async (field) => {
      const pictures = await pictureAddresses()
      const same = wishOf()[field]
      const wishes = Array.from({ length: 20 }, (_, index) =>
        wishOf({ [field]: same, avatar: picture(100 + index) }),
      )
      const results = await Promise.allSettled(wishes.map((input) => register(ports, STRICT, input)))

      const winners = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      expect(winners).toHaveLength(1)
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject(taken(field))
      expect((await rowsOf('accounts')).filter((row) => row[field] === same)).toHaveLength(1)
      expect((await pictureAddresses()).sort()).toEqual([...pictures, String(winners[0]?.avatar)].sort())
    },
    20_000,
  )
})

describe('a registration that is refused stores nothing', () => {
  const nothing = { links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 }

  it.each([
    ['a weak password (REG-06)', { password: 'football' }, [{ field: 'password', fault: 'common' }]],
    [
      'a password like the name (REG-07)',
      { username: 'analytical-engine', password: 'analytical-engine' },
      [{ field: 'password', fault: 'similar', likeness: 'username' }],
    ],
    [
      'a password like the address (REG-07)',
      { email: 'engine@analytical.org', password: 'analytical' },
      [{ field: 'password', fault: 'similar', likeness: 'email' }],
    ],
    [
      'two passwords that differ (REG-10)',
      { rePassword: `${PASSWORD}x` },
      [{ field: 'password', fault: 'different' }],
    ],
  ])('nor hashes: %s', async (_, own, issues) => {
    const before = await everything()
    const refusal = () => register(ports, STRICT, wishOf({ avatar: picture(4), ...own }))
    await expect(refusal()).rejects.toMatchObject({ reason: 'invalid', issues })
    expect(await costOf(refusal)).toEqual(nothing)
    expect(await everything()).toEqual(before)
  })

  it.each([
    ['an avatar that is no picture (IMG-31)', { avatar: text, cover: picture(5) }, 'bad_picture'],
    ['a cover that is no picture', { avatar: picture(5), cover: text }, 'bad_picture'],
    ['a picture of 5 MiB and a byte', { avatar: new Uint8Array(5 * 2 ** 20 + 1) }, 'picture_too_large'],
  ])('for %s', async (_, own, reason) => {
    const before = await everything()
    await expect(register(ports, STRICT, wishOf(own))).rejects.toMatchObject({ reason, issues: [] })
    expect(await everything()).toEqual(before)
  })
})

describe('a registration while something is down', () => {
  it('stores nothing when R2 takes no picture (FLT-08)', async () => {
    const { ports } = openGatehouse({ ...AS_SHIPPED, PICTURES: failing(env.PICTURES, 'put') })
    const before = await everything()
    await expect(register(ports, STRICT, wishOf({ avatar: picture(6) }))).rejects.toThrow('connection lost')
    expect(await everything()).toEqual(before)
  })

  it('stores no account when D1 takes none, and an hour later no picture (FLT-07)', async () => {
    const { ports } = openGatehouse({ ...AS_SHIPPED, DB: failing(env.DB, 'batch') })
    const before = await everything()
    const input = wishOf({ avatar: picture(7), cover: picture(8) })
    await expect(register(ports, STRICT, input)).rejects.toThrow()
    const { tables } = await everything()
    expect(tables.discarded_pictures).toHaveLength(2)
    expect({ ...tables, discarded_pictures: [] }).toEqual(before.tables)

    const later = openGatehouse(AS_SHIPPED)
    later.wait(3601)
    await later.ports.pictures.deleteDiscarded()
    expect(await everything()).toEqual(before)
  })

  it('still says what is taken when R2 does not take the picture back', async () => {
    const { ports } = openGatehouse({ ...AS_SHIPPED, PICTURES: failing(env.PICTURES, 'delete') })
    const input = wishOf({ avatar: picture(10) })
    await register(ports, STRICT, input)
    await expect(register(ports, STRICT, input)).rejects.toMatchObject(taken('username', 'email'))
  })

  it('leaves no account without its pictures when the answer of D1 is lost (FLT-03)', async () => {
    const { ports } = openGatehouse({ ...AS_SHIPPED, DB: losingAnswers(env.DB, 'batch', 1) })
    const input = wishOf({ avatar: picture(9) })
    await register(ports, STRICT, input).catch(() => {})
    const stored = await findNamed(input.username ?? '')
    expect(stored?.avatar).toBeTypeOf('string')
    expect(await pictureAddresses()).toContain(stored?.avatar)
  })
})
