import { utf8 } from '../../../ports/bytes.ts'
import type { PasswordVerifier } from '../../../ports/imported-password.ts'
import type { BlockHash } from './block-hash.ts'
import { pbkdf2 } from './pbkdf2-loop.ts'
import { sha1 } from './sha1.ts'
import { sha256 } from './sha256.ts'
import { sha512 } from './sha512.ts'
import { base64Bytes, verifierOf } from './verifier.ts'

/** A second of CPU for SHA-256, and five for SHA-512. Django's newest default is 1,500,000. */
const MOST_ITERATIONS = 2_000_000

/**
 * Django's `pbkdf2_sha256$<iterations>$<salt>$<base64>` and those with another hash
 * (django/contrib/auth/hashers.py): the derived key is as long as the hash.
 */
const verifier = (algorithm: string, hash: BlockHash): PasswordVerifier =>
  verifierOf({
    names: [algorithm],
    parse(text) {
      const [name, iterations = '', salt = '', key64 = '', ...rest] = text.split('$')
      const key = base64Bytes(key64)
      if (name !== algorithm || rest.length > 0 || !/^[1-9]\d{0,8}$/.test(iterations)) return undefined
      if (key?.length !== hash.begin().length * 4) return undefined
      return { algorithm, parameters: { i: Number(iterations) }, salt: utf8(salt), key }
    },
    isFeasible: ({ parameters: { i = 0 } }) => i >= 1 && i <= MOST_ITERATIONS,
    derive: ({ parameters: { i = 0 }, salt }, password, yieldToOthers) =>
      pbkdf2(hash, { password, salt, iterations: i }, yieldToOthers),
  })

// Marked as pure, so that a deployment has only those that its configuration names.

/** Django's default, `pbkdf2_sha256$…`. */
export const pbkdf2Sha256 = /* @__PURE__ */ verifier('pbkdf2_sha256', sha256)

/** Django's `pbkdf2_sha1$…`. */
export const pbkdf2Sha1 = /* @__PURE__ */ verifier('pbkdf2_sha1', sha1)

/** `pbkdf2_sha512$…`, as Django projects add it with a hasher of their own. */
export const pbkdf2Sha512 = /* @__PURE__ */ verifier('pbkdf2_sha512', sha512)
