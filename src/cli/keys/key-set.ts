/**
 * A private key as a JWK (RFC 7517). In unix seconds: `iat`, when it was made; `retired`, since when nothing
 * new is made with it; `exp`, when the last of what it signed has ended.
 */
export type Key = { kid: string; iat?: number; retired?: number; exp?: number; [member: string]: unknown }

/** A JWK Set, `[current, next, ...old]`: the first key is in use, every other one is accepted. */
export type KeySet = { keys: Key[] }

export type KeyState = 'current' | 'next' | 'old'

const isOld = (key: Key) => key.retired !== undefined

export const isOver = (key: Key, now: number): boolean => key.exp !== undefined && key.exp <= now

export const stateOf = (set: KeySet, key: Key): KeyState => {
  if (key.kid === set.keys[0]?.kid) return 'current'
  return isOld(key) ? 'old' : 'next'
}

/** Adds a next key when there is none. */
export const withNext = (set: KeySet, fresh: () => Key): KeySet => {
  const [current, ...others] = set.keys
  if (!current || others.some((key) => !isOld(key))) return set
  return { ...set, keys: [current, fresh(), ...others] }
}

export const newSet = (fresh: () => Key): KeySet => withNext({ keys: [fresh()] }, fresh)

/** A set of these keys, led by the first that is not old, or by a new one. */
const ledBy = (set: KeySet, keys: Key[], fresh: () => Key): KeySet => {
  const heir = keys.find((key) => !isOld(key)) ?? fresh()
  return withNext({ ...set, keys: [heir, ...keys.filter((key) => key !== heir)] }, fresh)
}

/**
 * The next key becomes current, the current one old, and old ones that are over are dropped. `now` and
 * `lasting` in seconds: how long the current key is still good; undefined keeps it and all old ones for ever.
 */
export const rotate = (set: KeySet, fresh: () => Key, now: number, lasting?: number): KeySet => {
  const [current, ...others] = set.keys
  const end = lasting === undefined ? {} : { exp: now + lasting }
  const retired = current ? [{ ...current, retired: now, ...end }] : []
  const kept = others.filter((key) => lasting === undefined || !isOld(key) || !isOver(key, now))
  return ledBy(set, [...kept.filter((key) => !isOld(key)), ...retired, ...kept.filter(isOld)], fresh)
}

/** Takes a key away, and fills the place that it leaves. Undefined when there is no such key. */
export const kill = (set: KeySet, kid: string, fresh: () => Key): KeySet | undefined => {
  const left = set.keys.filter((key) => key.kid !== kid)
  if (left.length === set.keys.length) return undefined
  if (left[0] === set.keys[0]) return withNext({ ...set, keys: left }, fresh)
  return ledBy(set, left, fresh)
}
