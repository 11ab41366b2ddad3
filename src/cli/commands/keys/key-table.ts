import { styleText } from 'node:util'
import { hasExpired, type Key, type KeySet, type KeyState, stateOf } from './key-set.ts'
import { type KeyKind, type KeySets, keyKinds } from './stored-key-sets.ts'

const titles = { signing: 'Signing keys', master: 'Master keys' }
const colours = { current: 'green', next: 'cyan', old: 'dim' } as const
const MADE_WIDTH = 'made 2026-11-20'.length

/** Unix seconds as a day, or as a minute in UTC. */
const day = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 10)
export const minute = (seconds: number) =>
  `${new Date(seconds * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`

const oldPurpose = (key: Key, now: number) => {
  if (key.exp === undefined) return 'verifies'
  return hasExpired(key, now)
    ? `expired ${minute(key.exp)}, dropped at the next rotation`
    : `verifies until ${minute(key.exp)}`
}

const purposes: Record<KeyKind, Record<KeyState, (key: Key, now: number) => string>> = {
  signing: {
    current: () => 'signs JWTs',
    next: () => 'published, signs after the next rotation',
    old: oldPurpose,
  },
  master: {
    current: () => 'for new passwords, tokens and links',
    next: () => 'accepted, in use after the next rotation',
    old: () => 'kept for passwords and tokens made with it',
  },
}

const rows = (kind: KeyKind, set: KeySet | undefined, idWidth: number, now: number) => {
  if (!set) return ['none']
  return set.keys.map((key) => {
    const state = stateOf(set, key)
    const made = key.iat === undefined ? 'undated' : `made ${day(key.iat)}`
    return [
      styleText(colours[state], state.padEnd('current'.length)),
      key.kid.padEnd(idWidth + 1),
      `${made.padEnd(MADE_WIDTH)} `,
      styleText(hasExpired(key, now) && state === 'old' ? 'yellow' : 'dim', purposes[kind][state](key, now)),
    ].join('  ')
  })
}

/** Both sets for the terminal, without any secret. `now` in unix seconds. */
export const keyTable = (sets: KeySets, file: string, now: number): string => {
  const ids = keyKinds.flatMap((kind) => sets[kind]?.keys ?? []).map(({ kid }) => kid.length)
  const idWidth = Math.max('Yq3nVx0aB1c'.length, ...ids)
  const titleWidth = 'current'.length + 2 + idWidth + 3
  const blocks = keyKinds.map((kind, index) => {
    const title = styleText('bold', titles[kind].padEnd(index === 0 ? titleWidth : 0))
    return [index === 0 ? title + styleText('dim', file) : title, ...rows(kind, sets[kind], idWidth, now)]
  })
  return blocks
    .flat()
    .map((line) => `  ${line}`)
    .join('\n')
}
