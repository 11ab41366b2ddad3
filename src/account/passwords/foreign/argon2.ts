import { argon2 as derive } from './argon2-kdf.ts'
import { base64Bytes, verifierOf } from './verifier.ts'

/** KiB: 64 MiB of the isolate's 128. Django's default, 100 MiB, does not fit. */
const MOST_MEMORY = 65_536
/** KiB times passes: about a second of CPU. */
const MOST_WORK = 4 * MOST_MEMORY
const [LEAST_SALT, LEAST_KEY, MOST_KEY] = [8, 16, 64]
const MOST_LANES = 16
const TYPES: Record<string, number> = { argon2i: 1, argon2id: 2 }
const FORM =
  /^(?:argon2)?\$(argon2id?)\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z\d+/]+)\$([A-Za-z\d+/]+)$/

/** argon2id and argon2i: `$argon2id$v=19$m=65536,t=3,p=4$<salt>$<key>`, and Django's `argon2$argon2id$…`. */
export const argon2 = verifierOf({
  names: Object.keys(TYPES),
  parse(text) {
    const [, algorithm = '', m, t, p, salt64 = '', key64 = ''] = FORM.exec(text) ?? []
    const [salt, key] = [base64Bytes(salt64), base64Bytes(key64)]
    if (!salt || !key) return undefined
    return {
      algorithm,
      parameters: { m: Number(m), t: Number(t), p: Number(p), l: key.length },
      salt,
      key,
    }
  },
  isFeasible({ parameters: { m = 0, t = 0, p = 0, l = 0 }, salt }) {
    const isCheapEnough = m <= MOST_MEMORY && m * t <= MOST_WORK && p <= MOST_LANES
    const isOfTheStandard = p >= 1 && m >= 8 * p && t >= 1 && salt.length >= LEAST_SALT
    return isCheapEnough && isOfTheStandard && l >= LEAST_KEY && l <= MOST_KEY
  },
  derive: ({ algorithm, parameters: { m = 0, t = 0, p = 0, l = 0 }, salt }, password, yieldToOthers) =>
    derive(password, salt, { type: TYPES[algorithm] ?? 0, m, t, p, length: l }, yieldToOthers),
})
