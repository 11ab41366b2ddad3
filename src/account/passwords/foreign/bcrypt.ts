import { toHex, utf8 } from '../../../ports/bytes.ts'
import { eksblowfish } from './eksblowfish.ts'
import { type Bytes, verifierOf } from './verifier.ts'

const [PLAIN, OVER_SHA256] = ['bcrypt', 'bcrypt_sha256']
/** bcrypt's own least, and what takes about a second of CPU. */
const [LEAST_COST, MOST_COST] = [4, 14]
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const SALT_BYTES = 16
// `2a`, `2b` and `2y` are one function here; `2x` is a faulty one.
const FORM = /^(?:(bcrypt|bcrypt_sha256)\$)?\$2[aby]\$(\d\d)\$([./A-Za-z\d]{22})([./A-Za-z\d]{31})$/

/**
 * bcrypt: `$2b$<cost>$<salt and hash>`, and Django's `bcrypt$$2b$…` and `bcrypt_sha256$$2b$…`. In the last the password
 * is SHA-256 of it, in hex, so that all of it counts (django/contrib/auth/hashers.py).
 */
export const bcrypt = verifierOf({
  names: [PLAIN, OVER_SHA256],
  parse(text) {
    const found = FORM.exec(text)
    if (!found) return undefined
    const [, algorithm = PLAIN, cost, salt = '', key = ''] = found
    return { algorithm, parameters: { c: Number(cost) }, salt: decode(salt), key: decode(key) }
  },
  isFeasible: ({ parameters: { c = 0 }, salt }) =>
    c >= LEAST_COST && c <= MOST_COST && salt.length === SALT_BYTES,
  async derive({ algorithm, parameters: { c = 0 }, salt }, password, yieldToOthers) {
    const typed = algorithm === OVER_SHA256 ? await hexDigest(password) : password
    return eksblowfish(typed, salt, c, yieldToOthers)
  },
})

const hexDigest = async (password: Bytes) =>
  utf8(toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', password))))

/** bcrypt's base64, which has an alphabet of its own. Bits that do not fill a byte are dropped. */
function decode(text: string): Bytes {
  const bytes: number[] = []
  let [bits, count] = [0, 0]
  for (const letter of text) {
    bits = ((bits << 6) | ALPHABET.indexOf(letter)) & 0xffff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes.push((bits >> count) & 255)
  }
  return Uint8Array.from(bytes)
}
