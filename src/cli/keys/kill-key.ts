import { type KeyChange, warnOfUnknown } from './key-change.ts'
import { kill, stateOf } from './key-set.ts'
import { type KeyKind, type KeySets, keyKinds, newKey } from './stored-key-sets.ts'

const losses: Record<KeyKind, (kid: string) => string> = {
  signing: (kid) => `Every JWT session signed by ${kid} has to sign in again; tokens go on`,
  master: (kid) =>
    `The passwords, tokens, links and unsent mail made under ${kid} are lost.
  Everybody whose password was under it needs a new one by mail`,
}

const heirs: Record<KeyKind, (kid: string) => string> = {
  signing: (kid) => `${kid} signs from now on`,
  master: (kid) => `${kid} is in use from now on`,
}

export const kindOf = (sets: KeySets, kid: string): KeyKind | undefined =>
  keyKinds.find((kind) => sets[kind]?.keys.some((key) => key.kid === kid))

/** Undefined when no set has this key. `now` in unix seconds. */
export const killKey = (sets: KeySets, kid: string, now: number): KeyChange | undefined => {
  const kind = kindOf(sets, kid)
  const before = kind && sets[kind]
  const after = before && kill(before, kid, () => newKey[kind](now))
  if (!after) return undefined

  const [current] = after.keys
  const heir = current && stateOf(before, current) !== 'current' ? `; ${heirs[kind](current.kid)}` : ''
  return {
    sets: { ...sets, [kind]: after },
    done: `The ${kind} key ${kid} is gone for good${heir}`,
    warnings: [losses[kind](kid), ...(kind === 'signing' ? warnOfUnknown(before, after, now) : [])],
  }
}
