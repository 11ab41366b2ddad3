import { describe, expect, it } from 'vitest'
import { codesAt, matchingStep, stepAt, type Totp, toBase32 } from '../../src/account/second-factor/totp.ts'
import { utf8 } from '../../src/ports/bytes.ts'
import { fromBase32 } from '../support/base32.ts'

/* RFC 6238 appendix B; its secrets are as long as the hash. */

const DIGITS = '12345678901234567890123456789012345678901234567890123456789012345678'
const secretOf = (length: number) => utf8(DIGITS.slice(0, length))
const of = (algorithm: Totp['algorithm'], length: number, digits = 8): Totp => ({
  secret: secretOf(length),
  algorithm,
  digits,
  period: 30,
})
const TABLE = [
  [59, '94287082', '46119246', '90693936'],
  [1111111109, '07081804', '68084774', '25091201'],
  [1111111111, '14050471', '67062674', '99943326'],
  [1234567890, '89005924', '91819424', '93441116'],
  [2000000000, '69279037', '90698825', '38618901'],
  // Past 2^32 seconds.
  [20000000000, '65353130', '77737706', '47863826'],
] as const

describe('codes by time', () => {
  it.each(TABLE)('are those of RFC 6238 at %s seconds (MFA-01)', async (seconds, sha1, sha256, sha512) => {
    for (const [totp, code] of [
      [of('SHA1', 20), sha1],
      [of('SHA256', 32), sha256],
      [of('SHA512', 64), sha512],
    ] as const) {
      const step = stepAt(totp, seconds * 1000)
      expect(await codesAt(totp, [step])).toEqual([code])
      expect(await codesAt({ ...totp, digits: 6 }, [step])).toEqual([code.slice(2)])
    }
  })

  it('are right one step before and after, and no further (MFA-08)', async () => {
    const totp = of('SHA1', 20, 6)
    const now = 1_795_000_000_000
    const middle = stepAt(totp, now)
    const codes = await codesAt(
      totp,
      [-2, -1, 0, 1, 2].map((each) => middle + each),
    )
    const matched = await Promise.all(codes.map((code) => matchingStep(totp, code, now)))
    expect(matched).toEqual([undefined, middle - 1, middle, middle + 1, undefined])
  })

  it('are for a secret in base 32 without padding (RFC 4648 section 10)', () => {
    const words = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar']
    expect(words.map((word) => toBase32(utf8(word)))).toEqual([
      '',
      'MY',
      'MZXQ',
      'MZXW6',
      'MZXW6YQ',
      'MZXW6YTB',
      'MZXW6YTBOI',
    ])
    const secret = crypto.getRandomValues(new Uint8Array(20))
    expect(fromBase32(toBase32(secret))).toEqual(secret)
  })
})
