import { utf8 } from '../../../ports/bytes.ts'
import { scrypt as derive } from './romix.ts'
import { base64Bytes, verifierOf } from './verifier.ts'

/** N · r · p, as Node and the platform limit it, and N · r: 64 MiB of the isolate's 128. */
const [MOST_WORK, MOST_MEMORY] = [2 ** 20, 2 ** 19]
const FORM = /^scrypt\$(\d{1,7})\$([^$]*)\$(\d{1,3})\$(\d{1,3})\$([^$]+)$/
const KEY_BYTES = 64

/** Django's `scrypt$<N>$<salt>$<r>$<p>$<base64>`, of 64 bytes (django/contrib/auth/hashers.py). */
export const scrypt = verifierOf({
  names: ['scrypt'],
  parse(text) {
    const [, n, salt = '', r, p, key64 = ''] = FORM.exec(text) ?? []
    const key = base64Bytes(key64)
    if (key?.length !== KEY_BYTES) return undefined
    return {
      algorithm: 'scrypt',
      parameters: { n: Number(n), r: Number(r), p: Number(p) },
      salt: utf8(salt),
      key,
    }
  },
  isFeasible({ parameters: { n = 0, r = 0, p = 0 } }) {
    const isPowerOfTwo = n > 1 && Number.isInteger(Math.log2(n))
    return isPowerOfTwo && r > 0 && p > 0 && n * r * p <= MOST_WORK && n * r <= MOST_MEMORY
  },
  derive: ({ parameters: { n = 0, r = 0, p = 0 }, salt }, password, yieldToOthers) =>
    derive(password, salt, { n, r, p, length: KEY_BYTES }, yieldToOthers),
})
