import { expect, it } from 'vitest'
import {
  hasExpired,
  type Key,
  kill,
  newSet,
  rotate,
  stateOf,
  withNext,
} from '../../../src/cli/commands/keys/key-set.ts'

const NOW = 1_795_000_000

/** Gives keys called new-1, new-2, … */
const maker = () => {
  let made = 0
  return (): Key => {
    made += 1
    return { kid: `new-${made}`, iat: NOW }
  }
}

const current = { kid: 'current', iat: NOW - 9_000, d: 'secret' }
const next = { kid: 'next', iat: NOW - 8_000 }
const over = { kid: 'over', retired: NOW - 900, exp: NOW }
const old = { kid: 'old', retired: NOW - 800, exp: NOW + 1 }
const lost = { kid: 'lost', retired: NOW - 700 }

it('knows what each key is', () => {
  const set = { keys: [current, next, old, lost] }
  expect(set.keys.map((key) => stateOf(set, key))).toEqual(['current', 'next', 'old', 'old'])
})

it('takes a key for over from its exp on', () => {
  expect([old, over, lost, current].map((key) => hasExpired(key, NOW))).toEqual([false, true, false, false])
})

it('makes a set of a current and a next key', () => {
  expect(newSet(maker())).toEqual({
    keys: [
      { kid: 'new-1', iat: NOW },
      { kid: 'new-2', iat: NOW },
    ],
  })
})

it('adds a next key after the current one, when there is none', () => {
  expect(withNext({ keys: [{ kid: '1' }] }, maker())).toEqual({
    keys: [{ kid: '1' }, { kid: 'new-1', iat: NOW }],
  })
  expect(withNext({ keys: [current, old] }, maker())).toEqual({
    keys: [current, { kid: 'new-1', iat: NOW }, old],
  })
})

it('leaves a set alone that has a next key', () => {
  const set = { keys: [current, old, next] }
  expect(withNext(set, maker())).toBe(set)
})

it('rotates: next, a new one, the one that was current with its end, and old ones that are not over', () => {
  expect(rotate({ keys: [current, next, old, over, lost] }, maker(), NOW, 864_060)).toEqual({
    keys: [next, { kid: 'new-1', iat: NOW }, { ...current, retired: NOW, exp: NOW + 864_060 }, old, lost],
  })
})

it('rotates keys that last for ever without an end, and drops none', () => {
  expect(rotate({ keys: [current, next, over] }, maker(), NOW)).toEqual({
    keys: [next, { kid: 'new-1', iat: NOW }, { ...current, retired: NOW }, over],
  })
})

it('rotates a set of a single key without a date', () => {
  expect(rotate({ keys: [{ kid: '1' }] }, maker(), NOW, 60)).toEqual({
    keys: [
      { kid: 'new-1', iat: NOW },
      { kid: 'new-2', iat: NOW },
      { kid: '1', retired: NOW, exp: NOW + 60 },
    ],
  })
})

it('rotates to the first of several next keys', () => {
  const later = { kid: 'later' }
  expect(rotate({ keys: [current, next, later, old] }, maker(), NOW, 60)).toEqual({
    keys: [next, later, { ...current, retired: NOW, exp: NOW + 60 }, old],
  })
})

it.each([
  ['current', [next, { kid: 'new-1', iat: NOW }, old]],
  ['next', [current, { kid: 'new-1', iat: NOW }, old]],
  ['old', [current, next]],
])('kills the %s key', (kid, keys) => {
  expect(kill({ keys: [current, next, old] }, kid, maker())).toEqual({ keys })
})

it('kills the only key, and never brings back an old one', () => {
  const fresh = [
    { kid: 'new-1', iat: NOW },
    { kid: 'new-2', iat: NOW },
  ]
  expect(kill({ keys: [current] }, 'current', maker())).toEqual({ keys: fresh })
  expect(kill({ keys: [current, old] }, 'current', maker())).toEqual({ keys: [...fresh, old] })
})

it('kills nothing of another name', () => {
  expect(kill({ keys: [current, next] }, 'curren', maker())).toBeUndefined()
})

it('changes no set that it is given, and keeps other members of it', () => {
  const set = { keys: [current, next, old], note: 'mine' }
  const before = structuredClone(set)
  expect(rotate(set, maker(), NOW, 60)).toMatchObject({ note: 'mine' })
  expect(kill(set, 'current', maker())).toMatchObject({ note: 'mine' })
  expect(set).toEqual(before)
})
