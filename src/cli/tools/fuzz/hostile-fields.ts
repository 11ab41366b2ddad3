import type { Chance } from './chance.ts'
import { naughtyStrings } from './naughty-strings.ts'
import type { Draft } from './valid-request.ts'

/** Changes what a request says in its fields. */
type Twist = (draft: Draft, chance: Chance) => void

const WRONG: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  7,
  1.5,
  1e308,
  2 ** 53,
  [],
  [null],
  ['x'],
  [[['x']]],
  {},
  { $ne: null },
  { length: 9 },
  { toString: 'x' },
  { '0': 'a', length: 1 },
]
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'id',
  'is_staff',
  'is_active',
  '_method',
  'a[]',
  'a.b',
  '',
]

const anyField = ({ fields }: Draft, chance: Chance) => chance.pick([...Object.keys(fields), 'username'])

const put = ({ fields }: Draft, name: string, value: unknown) =>
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })

const twists: Twist[] = [
  (draft, chance) => put(draft, anyField(draft, chance), chance.pick(naughtyStrings)),
  (draft, chance) => put(draft, anyField(draft, chance), chance.pick(naughtyStrings)),
  (draft, chance) => {
    const name = anyField(draft, chance)
    put(draft, name, `${JSON.stringify(draft.fields[name])}${chance.pick(naughtyStrings)}`)
  },
  (draft, chance) => put(draft, anyField(draft, chance), chance.pick(WRONG)),
  (draft, chance) => put(draft, anyField(draft, chance), chance.pick(WRONG)),
  (draft, chance) => void delete draft.fields[anyField(draft, chance)],
  (draft, chance) => put(draft, chance.pick(NAMES), chance.pick([...WRONG, ...naughtyStrings])),
  (draft, chance) => put(draft, chance.pick(naughtyStrings), chance.pick(WRONG)),
  (draft, chance) => put(draft, anyField(draft, chance).toUpperCase(), chance.pick(naughtyStrings)),
  (draft, chance) =>
    put(draft, anyField(draft, chance), 'x'.repeat(chance.pick([150, 151, 254, 1024, 1025, 15_000]))),
  (draft, chance) => put(draft, anyField(draft, chance), Buffer.from(chance.pick(naughtyStrings))),
  (draft) => {
    for (let at = 0; at < 400; at++) put(draft, `field${at}`, at)
  },
]

export const twistFields: Twist = (draft, chance) => chance.pick(twists)(draft, chance)
