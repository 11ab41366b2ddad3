import { type KeyChange, warnOfCaches } from './key-change.ts'
import { type KeySet, rotate } from './key-set.ts'
import { minute } from './key-table.ts'
import { type KeySets, newKey } from './stored-key-sets.ts'

const idsOf = (set: KeySet) => set.keys.map(({ kid }) => kid)

/** `now` in unix seconds. `validFor`: how many seconds the current key is still needed to verify. */
export const rotateSigningKeys = (sets: KeySets, set: KeySet, now: number, validFor: number): KeyChange => {
  const after = rotate(set, () => newKey.signing(now), now, validFor)
  const [current] = idsOf(after)
  const [old] = idsOf(set)
  const dropped = idsOf(set).filter((kid) => !idsOf(after).includes(kid))
  const drop = dropped.length === 0 ? '' : `. Dropped ${dropped.join(' and ')}`
  return {
    sets: { ...sets, signing: after },
    done: `Signing key ${current} signs from now on. ${old} verifies until ${minute(now + validFor)}${drop}`,
    warnings: warnOfCaches(set, after, now),
  }
}

/** `now` in unix seconds. */
export const rotateMasterKeys = (sets: KeySets, set: KeySet, now: number): KeyChange => {
  const after = rotate(set, () => newKey.master(now), now)
  const [current] = idsOf(after)
  const [old] = idsOf(set)
  return {
    sets: { ...sets, master: after },
    done: `Master key ${current} is in use from now on. ${old} is kept for what was made with it`,
    warnings: [],
  }
}
