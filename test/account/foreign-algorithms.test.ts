import { describe, expect, it } from 'vitest'
import { argon2 } from '../../src/account/passwords/foreign/argon2-kdf.ts'
import { blake2b } from '../../src/account/passwords/foreign/blake2b.ts'
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
        const found = await pbkdf2ByHand(hash, { password, salt: utf8('salt'), iterations }, yieldToNobody)
        expect(toHex(found), `${length} bytes, ${iterations} times`).toBe(
          await platform(hash, password, hash.begin().length * 4, iterations),
        )
      }
    }
  })

  // RFC 6070.
  it('is the known one', async () => {
    const found = await pbkdf2ByHand(
      sha1,
      { password: utf8('password'), salt: utf8('salt'), iterations: 4096 },
      yieldToNobody,
    )
    expect(toHex(found)).toBe('4b007901b765489abead49d926f721d065a429c1')
  })

  it('is left to the platform as far as that goes', async () => {
    const links: number[] = []
    const deriveBits = crypto.subtle.deriveBits.bind(crypto.subtle)
    crypto.subtle.deriveBits = (...asked) => {
      links.push((asked[0] as { iterations: number }).iterations)
      return deriveBits(...asked)
    }
    await pbkdf2(
      sha256,
      { password: utf8('password'), salt: utf8('salt'), iterations: 100_000 },
      yieldToNobody,
    )
    await pbkdf2(
      sha256,
      { password: utf8('password'), salt: utf8('salt'), iterations: 100_001 },
      yieldToNobody,
    )
    crypto.subtle.deriveBits = deriveBits
    expect(links).toEqual([100_000, 1])
  })

  it('gives way to others every 20,000 iterations', async () => {
    let yields = 0
    await pbkdf2(
      sha256,
      { password: utf8('password'), salt: utf8('salt'), iterations: 200_001 },
      async () => void yields++,
    )
    expect(yields).toBe(1 + 10)
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
    expect(toHex(await scrypt(utf8(password), utf8(salt), { n, r, p, length: 64 }, yieldToNobody))).toBe(key)
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

describe('BLAKE2b', () => {
  // RFC 7693, appendix A, and of lengths around that of a block.
  it.each([
    [
      'abc',
      'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
    ],
    [
      '',
      '786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce',
    ],
    [
      'x'.repeat(128),
      '082b91ea2e15d1556d2ceefdd5af5d64d31b4e01aff1959724578876293825b236ee8079173a0a38160d7d6685d6bca0bfb62c177b3599b8727d9173e2115b91',
    ],
    [
      'x'.repeat(129),
      '362a53bbe2ec08097b2f358a41d0e153aeed4c132af928400872413650e7bf22f9ae428ff73770170bbd95f935e5dd1953c17de8c7264c72d1f99303bf22dfaa',
    ],
  ])('of %j is the known one', (text, digest) => {
    expect(toHex(blake2b(utf8(text), 64))).toBe(digest)
  })
})

describe('Argon2', () => {
  // By Node's own argon2Sync: of one block of addresses and of more, and keys of every kind of length.
  it.each([
    [[2, 8, 1, 1, 32], 'cccb145ac24a71b2a79ad1d7ea28dbaa0c52bbee087ade6d6bee6862f8eecbf7'],
    [[2, 32, 3, 4, 32], '487f17757e0fa7aa704da2fcf7fe68610514e5ac4723676d8f6cd854ca64bb08'],
    [[1, 32, 3, 4, 16], '7b71bb9fdf3f351625dc53c4f58eb2cb'],
    [
      [1, 1100, 2, 1, 64],
      'ea8a4565d1ce95aa7898c75b6b1a153c21795309995985bfee19922610f45d08ad32f8fd11ba3ec079b57d6610d8fc4f5ab8742db12925567572421345f85f2e',
    ],
    [
      [2, 1100, 1, 2, 65],
      '89d7220f2361b70b9d5379beade567b20e31df7bc040f30984682fb54ac31b84db133de8a5e0e2e47868ff93ae66213ade154ab122034d3a2010834097b7ad2f48',
    ],
    [
      [2, 4096, 3, 3, 100],
      'c04f809fb30b6d78fdc2e9637dae4d3b48ac0aae71563f99a704ae870eccbb43e1b1903bdcd2ceb4160e3a230f65936921d3717e9a2e63d098dbda5efebf995019db99d8f5c92b78db3f824ea124f9551a955068a7d25e913923e71f67fdc19b015ea372',
    ],
    [
      [2, 33, 4, 2, 128],
      'b4ba9e149645f9033430c19d18b6558598f727df07de9de0de267184e301a0916c91534893d6f6ae4cb811479f5f182c5ca8d2a5de208a56edf783cd096c453826e899d3da2edf5042350acdffbbf4cba50341253f818c12851531b781cc409dc75af0e0dd74554304e1391e397f53c670752fc3801fed7813c2b2d08a478fd4',
    ],
  ] as const)('of %j is the known one', async ([type, m, t, p, length], key) => {
    const found = await argon2(utf8('password'), utf8('somesalt1'), { type, m, t, p, length }, yieldToNobody)
    expect(toHex(found)).toBe(key)
  })
})
