import { type KeySet, stateOf } from './key-set.ts'
import type { KeySets } from './stored-key-sets.ts'

/** Both sets after the change, and what to tell the operator. */
export type KeyChange = { sets: KeySets; done: string; warnings: string[] }

// Others may cache published keys for 300 seconds, and the Worker takes some time to publish new ones.
const KNOWN_AFTER_SECONDS = 600

/** A warning when the new current key may be missing from the copy of the public keys that other services cache. */
export const warnOfCaches = (before: KeySet, after: KeySet, now: number): string[] => {
  const [current] = after.keys
  if (!current || stateOf(before, current) === 'current') return []
  const known = before.keys.find(({ kid }) => kid === current.kid)
  if (known && now - (known.iat ?? 0) >= KNOWN_AFTER_SECONDS) return []
  return [`Other services that verify JWTs with the public keys may reject ${current.kid} for five minutes`]
}
