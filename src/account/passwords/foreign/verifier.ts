import { fromBase64, utf8 } from '../../../ports/bytes.ts'
import type { PasswordVerifier } from '../../../ports/imported-password.ts'
import type { YieldToOthers } from '../hash-queue.ts'

export type Bytes = Uint8Array<ArrayBuffer>

/** An algorithm by the name that Django has for it, its numbers by one letter each, and the salt. */
type Recipe = { algorithm: string; parameters: Record<string, number>; salt: Bytes }

/** How passwords were hashed elsewhere. */
export type Algorithm = {
  names: readonly string[]
  /** Takes apart what the other system stored: the recipe, and the key that it led to. */
  parse: (text: string) => (Recipe & { key: Bytes }) | undefined
  /** Whether the parameters are all there, make sense, and cost no more than one sign-in may. */
  isFeasible: (recipe: Recipe) => boolean
  /** The key that a password leads to. Called only if it is feasible. */
  derive: (recipe: Recipe, password: Bytes, yieldToOthers: YieldToOthers) => Promise<Bytes>
  /** Makes a key that is too cheap to guess into a dearer one. */
  strengthen?: (key: Bytes, salt: Bytes, yieldToOthers?: YieldToOthers) => Promise<Bytes>
}

const FORM =
  /^\$foreign\$v=1\$a=([a-z][a-z\d_]*)((?:,[a-z]=\d{1,9})*),keyid=([\w-]{1,32})\$([A-Za-z0-9+/]*)\$([A-Za-z0-9+/]{43})$/

/** The verifier of an algorithm, for gatehouse.config.ts. */
export function verifierOf({ names, parse, isFeasible, derive, strengthen }: Algorithm): PasswordVerifier {
  const dearer = async (key: Bytes, salt: Bytes, accountId: string, yieldToOthers?: YieldToOthers) =>
    // With the account's id, because some systems had no salt.
    strengthen ? strengthen(key, Uint8Array.of(...utf8(`${accountId}\0`), ...salt), yieldToOthers) : key

  const feasible = (text: string) => {
    const found = parse(text)
    return found && isFeasible(found) ? found : undefined
  }

  return {
    reads: (text) => feasible(text) !== undefined,
    async importHash(text, accountId) {
      const found = feasible(text)
      return (
        found && {
          form: formOf(found),
          salt: found.salt,
          key: await dearer(found.key, found.salt, accountId),
        }
      )
    },
    open(stored, accountId) {
      const [, algorithm = '', numbers = '', keyid = '', salt64 = '', tag64 = ''] = FORM.exec(stored) ?? []
      if (!names.includes(algorithm) || salt64.length % 4 === 1) return undefined
      const salt = fromBase64(salt64)
      const recipe = { algorithm, parameters: numbersOf(numbers), salt }
      if (!isFeasible(recipe)) return undefined
      return {
        keyid,
        tag: fromBase64(tag64),
        derive: async (password, yieldToOthers) =>
          dearer(await derive(recipe, utf8(password), yieldToOthers), salt, accountId, yieldToOthers),
      }
    },
  }
}

const formOf = ({ algorithm, parameters }: Recipe) =>
  [algorithm, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(',')

const numbersOf = (text: string): Record<string, number> =>
  Object.fromEntries([...text.matchAll(/([a-z])=(\d+)/g)].map(([, name, value]) => [name, Number(value)]))

/** The bytes of base64, with padding or without. Undefined for what is none. */
export function base64Bytes(text: string): Bytes | undefined {
  const bare = text.replace(/={1,2}$/, '')
  return /^[A-Za-z\d+/]+$/.test(bare) && bare.length % 4 !== 1 ? fromBase64(bare) : undefined
}
