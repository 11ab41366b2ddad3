import { parseEnv } from 'node:util'
import { Refused } from '../../refused.ts'
import { withVars } from '../../vars-text.ts'
import type { Key, KeySet } from './key-set.ts'
import { newMasterKey, newSigningKey } from './new-keys.ts'

export type KeyKind = 'signing' | 'master'
export type KeySets = Partial<Record<KeyKind, KeySet>>

export const keyKinds: KeyKind[] = ['signing', 'master']
export const secretNames = { signing: 'SIGNING_KEYS', master: 'MASTER_KEYS' } as const
export const newKey = { signing: newSigningKey, master: newMasterKey }

const HEADER = '# Made by `npm run keys`. What was made with these keys is useless without them.\n'

// Up to the year 5138. A time in milliseconds would be a mistake.
const isTime = (value: unknown) =>
  value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 1e11)

const isKey = (value: unknown): value is Key => {
  const { kid, iat, retired, exp } = Object(value)
  return typeof kid === 'string' && /^[\w-]{1,32}$/.test(kid) && [iat, retired, exp].every(isTime)
}

const isKeySet = (value: unknown): value is KeySet => {
  const { keys } = Object(value)
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isKey)) return false
  return new Set(keys.map(({ kid }) => kid)).size === keys.length
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The sets of a vars file. Throws Refused when one is not a JWK Set of keys with IDs. */
export const readKeySets = (text: string, file: string): KeySets => {
  const vars = parseEnv(text)
  const sets: KeySets = {}
  for (const kind of keyKinds) {
    const secret = vars[secretNames[kind]]
    if (!secret) continue
    const set = parseJson(secret)
    if (!isKeySet(set)) {
      throw new Refused(
        `${secretNames[kind]} in ${file} is not a JWK Set of keys with IDs, as JSON in single quotes`,
      )
    }
    sets[kind] = set
  }
  return sets
}

/** The text of the vars file with those sets of `after` that are not the same object in `before`. */
export const withKeySets = (text: string, before: KeySets, after: KeySets): string => {
  const changed = keyKinds.filter((kind) => after[kind] !== before[kind])
  const values = changed.map((kind) => [secretNames[kind], JSON.stringify(after[kind])])
  return withVars(text, Object.fromEntries(values), HEADER)
}
