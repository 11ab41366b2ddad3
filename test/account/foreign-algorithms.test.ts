import { describe, expect, it } from 'vitest'
import type { BlockHash } from '../../src/account/passwords/foreign/block-hash.ts'
import { eksblowfish } from '../../src/account/passwords/foreign/eksblowfish.ts'
import { pbkdf2, pbkdf2ByHand } from '../../src/account/passwords/foreign/pbkdf2-loop.ts'
import { piFraction } from '../../src/account/passwords/foreign/pi.ts'
import { scrypt } from '../../src/account/passwords/foreign/romix.ts'
import { sha1 } from '../../src/account/passwords/foreign/sha1.ts'
import { sha256 } from '../../src/account/passwords/foreign/sha256.ts'
import { sha512 } from '../../src/account/passwords/foreign/sha512.ts'
import { toHex, utf8 } from '../../src/ports/bytes.ts'

const yieldToNobody = async () => {}

describe('PBKDF2 by hand', () => {
  const platform = async (
    { name }: BlockHash,
    password: Uint8Array<ArrayBuffer>,
    length: number,
    iterations: number,
  ) => {
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
    const parameters = { name: 'PBKDF2', hash: name, iterations, salt: utf8('salt') }
    return toHex(new Uint8Array(await crypto.subtle.deriveBits(parameters, key, length * 8)))
  }

  // Around the length of a block, from which on an HMAC hashes its key first.
  const LENGTHS = [0, 1, 55, 63, 64, 65, 111, 127, 128, 129, 1000]

  it.each([sha1, sha256, sha512])('is what the platform makes of it, for $name', async (hash) => {
    for (const length of LENGTHS) {
      const password = Uint8Array.from({ length }, (_, at) => (at * 7 + 200) & 255)
      for (const iterations of [1, 2, 3, 500]) {
        const found = await pbkdf2ByHand(hash, password, utf8('salt'), iterations, yieldToNobody)
        expect(toHex(found), `${length} bytes, ${iterations} times`).toBe(
          await platform(hash, password, hash.begin().length * 4, iterations),
        )
      }
    }
  })

  // RFC 6070.
  it('is the known one', async () => {
    const found = await pbkdf2ByHand(sha1, utf8('password'), utf8('salt'), 4096, yieldToNobody)
    expect(toHex(found)).toBe('4b007901b765489abead49d926f721d065a429c1')
  })

  it('is left to the platform as far as that goes', async () => {
    const links: number[] = []
    const deriveBits = crypto.subtle.deriveBits.bind(crypto.subtle)
    crypto.subtle.deriveBits = (...asked) => {
      links.push((asked[0] as { iterations: number }).iterations)
      return deriveBits(...asked)
    }
    await pbkdf2(sha256, utf8('password'), utf8('salt'), 100_000, yieldToNobody)
    await pbkdf2(sha256, utf8('password'), utf8('salt'), 100_001, yieldToNobody)
    crypto.subtle.deriveBits = deriveBits
    expect(links).toEqual([100_000, 1])
  })

  it('gives way to others every 25,000 iterations', async () => {
    let yields = 0
    await pbkdf2(sha256, utf8('password'), utf8('salt'), 200_001, async () => void yields++)
    expect(yields).toBe(1 + 8)
  })
})

describe('scrypt', () => {
  // RFC 7914, section 12.
  it.each([
    [
      ['', '', 16, 1, 1],
      '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
    ],
    [
      ['password', 'NaCl', 1024, 8, 16],
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    ],
    [
      ['pleaseletmein', 'SodiumChloride', 16384, 8, 1],
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    ],
  ] as const)('of %j is the known one', async ([password, salt, n, r, p], key) => {
    expect(toHex(await scrypt(utf8(password), utf8(salt), { n, r, p }, 64, yieldToNobody))).toBe(key)
  })
})

describe('π', () => {
  it('has the digits that Blowfish begins and ends with', () => {
    const hex = [...piFraction(1042)].map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    expect(hex.slice(0, 3)).toEqual(['243f6a88', '85a308d3', '13198a2e'])
    expect(hex.slice(-2)).toEqual(['578fdfe3', '3ac372e6'])
  })
})

describe('bcrypt', () => {
  it('counts 72 bytes of a password, and no byte more', async () => {
    const salt = new Uint8Array(16)
    const hash = async (password: string) => toHex(await eksblowfish(utf8(password), salt, 4, yieldToNobody))
    const long = await hash('é'.repeat(36))
    expect(await hash(`${'é'.repeat(36)}x`)).toBe(long)
    expect(await hash('é'.repeat(35))).not.toBe(long)
    expect(await hash(`${'é'.repeat(35)}e`)).not.toBe(long)
  })
})
