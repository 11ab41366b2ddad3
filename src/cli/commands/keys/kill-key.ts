import { type KeyChange, warnOfCaches } from './key-change.ts'
import { kill, stateOf } from './key-set.ts'
import { type KeyKind, type KeySets, keyKinds, newKey } from './stored-key-sets.ts'

const losses: Record<KeyKind, (kid: string) => string> = {
  signing: (kid) => `Users with a JWT signed by ${kid} have to sign in again. Tokens stay valid`,
  master: (kid) =>
    `The passwords, tokens, links and unsent emails made with ${kid} are lost.
  Their users need a new password by email`,
}

const successors: Record<KeyKind, (kid: string) => string> = {
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
  const successor =
    current && stateOf(before, current) !== 'current' ? `. ${successors[kind](current.kid)}` : ''
  return {
    sets: { ...sets, [kind]: after },
    done: `The ${kind} key ${kid} is deleted${successor}`,
    warnings: [losses[kind](kid), ...(kind === 'signing' ? warnOfCaches(before, after, now) : [])],
  }
}
