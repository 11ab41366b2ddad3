import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argon2 } from '../../src/account/passwords/foreign/argon2-kdf.ts'
import { eksblowfish } from '../../src/account/passwords/foreign/eksblowfish.ts'
import { everyVerifier } from '../../src/account/passwords/foreign/every-verifier.ts'
import { foreignHash } from '../../src/account/passwords/foreign/foreign-hash.ts'
import { pbkdf2ByHand } from '../../src/account/passwords/foreign/pbkdf2-loop.ts'
import { scrypt } from '../../src/account/passwords/foreign/romix.ts'
import { sha1 } from '../../src/account/passwords/foreign/sha1.ts'
import { sha256 } from '../../src/account/passwords/foreign/sha256.ts'
import { sha512 } from '../../src/account/passwords/foreign/sha512.ts'
import { toHex, utf8 } from '../../src/ports/bytes.ts'
import { CHEAP, openMovedHouse } from '../support/foreign.ts'

const { ports } = openMovedHouse()
const ID = '6d5f9bae-a31b-4b7b-82c4-3853eda2b011'
// MD5 and SHA-1 are imported through a whole chain, which is a long time for each of many texts.
const QUICK = CHEAP.filter(([name]) => !/^(md5|sha1)/.test(name)).map(([, , hash]) => hash)

/** A text with a part replaced. */
const altered = (texts: string[]) =>
  fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(6), fc.string({ maxLength: 6 }))
    .map(([text, at, length, other]) => {
      const from = at % (text.length + 1)
      return text.slice(0, from) + other + text.slice(from + length)
    })

describe('what is read', () => {
  it('as a hash of another system never throws', async () => {
    const verifiers = Object.entries(everyVerifier).filter(([name]) => name !== 'digests')
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), altered(QUICK)), async (text) => {
        for (const [, { importHash }] of verifiers) await importHash(text, ID)
      }),
      { numRuns: 1000 },
    )
  })

  it('as what we stored never throws, and is only what can be verified', async () => {
    const stored: string[] = []
    for (const [, , hash] of CHEAP) stored.push((await foreignHash(ports, ID, hash)) ?? '')
    fc.assert(
      fc.property(fc.oneof(fc.string(), altered(stored)), (text) => {
        for (const { open } of Object.values(everyVerifier)) expect(open(text, ID)?.tag.length ?? 32).toBe(32)
      }),
      { numRuns: 3000 },
    )
  })

  it('is read by one verifier', async () => {
    for (const [name, , hash] of CHEAP) {
      const found = await Promise.all(
        Object.values(everyVerifier).map(({ importHash }) => importHash(hash, ID)),
      )
      expect(found.filter(Boolean), name).toHaveLength(1)
    }
  })
})

describe('two at once', () => {
  const [ADA, BOB] = [utf8('ada’s password'), utf8('bob’s password')]
  const salt = utf8('sixteen bytes of')
  const aWhile = () => scheduler.wait(0)
  type Derive = (password: Uint8Array<ArrayBuffer>, yieldToOthers: () => Promise<void>) => Promise<Uint8Array>

  it.each<[string, Derive]>([
    [
      'PBKDF2 with SHA-1',
      (password, pause) => pbkdf2ByHand(sha1, { password, salt, iterations: 60_000 }, pause),
    ],
    [
      'PBKDF2 with SHA-256',
      (password, pause) => pbkdf2ByHand(sha256, { password, salt, iterations: 60_000 }, pause),
    ],
    [
      'PBKDF2 with SHA-512',
      (password, pause) => pbkdf2ByHand(sha512, { password, salt, iterations: 12_000 }, pause),
    ],
    ['bcrypt', (password, pause) => eksblowfish(password, salt, 9, pause)],
    ['scrypt', (password, pause) => scrypt(password, salt, { n: 4096, r: 8, p: 2, length: 64 }, pause)],
    [
      'Argon2',
      (password, pause) => argon2(password, salt, { type: 2, m: 4096, t: 2, p: 2, length: 32 }, pause),
    ],
  ])('%s: neither disturbs the other', async (_, derive) => {
    const alone = [await derive(ADA, async () => {}), await derive(BOB, async () => {})]
    const together = await Promise.all([derive(ADA, aWhile), derive(BOB, aWhile)])
    expect(together.map(toHex)).toEqual(alone.map(toHex))
    expect(toHex(together[0])).not.toBe(toHex(together[1]))
  })
})
