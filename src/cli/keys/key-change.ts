import { type KeySet, stateOf } from './key-set.ts'
import type { KeySets } from './stored-key-sets.ts'

/** Both sets as they are to be, what was done in a sentence, and what the operator has to know besides. */
export type KeyChange = { sets: KeySets; done: string; warnings: string[] }

// Published keys may be kept for 300 seconds, and the Worker takes its time to publish new ones.
const KNOWN_AFTER_SECONDS = 600

/** What to say when signing keys have another current key that is newer than what others may have fetched. */
export const warnOfUnknown = (before: KeySet, after: KeySet, now: number): string[] => {
  const [current] = after.keys
  if (!current || stateOf(before, current) === 'current') return []
  const known = before.keys.find(({ kid }) => kid === current.kid)
  if (known && now - (known.iat ?? 0) >= KNOWN_AFTER_SECONDS) return []
  const strangers = 'Other services that verify JWTs with the published public keys'
  return [`${strangers} may not know ${current.kid} for five minutes`]
}
