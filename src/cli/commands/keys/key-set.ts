/**
 * A private key as a JWK (RFC 7517). In unix seconds: `iat`, when it was created; `retired`, since when it makes
 * nothing new; `exp`, when the last of what it signed has expired.
 */
export type Key = { kid: string; iat?: number; retired?: number; exp?: number; [member: string]: unknown }

/** A JWK Set, `[current, next, ...old]`: the first key is in use, every other one is accepted. */
export type KeySet = { keys: Key[] }

export type KeyState = 'current' | 'next' | 'old'

const isOld = (key: Key) => key.retired !== undefined

export const hasExpired = (key: Key, now: number): boolean => key.exp !== undefined && key.exp <= now

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

/** A set of these keys. The current one is the first that is not old, or a new one. */
const withCurrent = (set: KeySet, keys: Key[], fresh: () => Key): KeySet => {
  const current = keys.find((key) => !isOld(key)) ?? fresh()
  return withNext({ ...set, keys: [current, ...keys.filter((key) => key !== current)] }, fresh)
}

/**
 * The next key becomes current, the current one old, and old ones that have expired are dropped. `now` and
 * `validFor` in seconds: how long the current key is still needed. Undefined keeps it and all old ones forever.
 */
export const rotate = (set: KeySet, fresh: () => Key, now: number, validFor?: number): KeySet => {
  const [current, ...others] = set.keys
  const end = validFor === undefined ? {} : { exp: now + validFor }
  const retired = current ? [{ ...current, retired: now, ...end }] : []
  const kept = others.filter((key) => validFor === undefined || !isOld(key) || !hasExpired(key, now))
  return withCurrent(set, [...kept.filter((key) => !isOld(key)), ...retired, ...kept.filter(isOld)], fresh)
}

/** Deletes a key and fills its place. Undefined when there is no such key. */
export const kill = (set: KeySet, kid: string, fresh: () => Key): KeySet | undefined => {
  const left = set.keys.filter((key) => key.kid !== kid)
  if (left.length === set.keys.length) return undefined
  if (left[0] === set.keys[0]) return withNext({ ...set, keys: left }, fresh)
  return withCurrent(set, left, fresh)
}
