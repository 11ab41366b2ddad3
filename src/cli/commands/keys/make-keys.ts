import type { KeyChange } from './key-change.ts'
import { newSet, withNext } from './key-set.ts'
import { type KeySets, keyKinds, newKey } from './stored-key-sets.ts'

/** Each set gets a current and a next key. Existing keys stay. `now` in unix seconds. */
export const makeKeys = (sets: KeySets, now: number): KeyChange => {
  const made: string[] = []
  const after: KeySets = {}
  for (const kind of keyKinds) {
    const set = sets[kind]
    const fresh = () => newKey[kind](now)
    const full = set ? withNext(set, fresh) : newSet(fresh)
    if (full !== set) made.push(set ? `a next ${kind} key` : `${kind} keys`)
    after[kind] = full
  }
  const done = made.length === 0 ? 'Nothing is missing' : `Created ${made.join(' and ')}`
  return { sets: after, done, warnings: [] }
}
