import { expect, it } from 'vitest'
import { readModule } from '../../../src/cli/commands/setup/python/module.ts'
import { printed, type Value } from '../../../src/cli/commands/setup/python/value.ts'

const NOBODY = { valueAt: () => undefined, allOf: () => undefined }

const valuesIn = (text: string, path = 'shop.settings') => readModule(text, path, false, NOBODY).values
const worthOf = (expression: string, before = ''): Value | undefined =>
  valuesIn(`${before}\nX = ${expression}\n`).get('X')

it.each<[string, Value]>([
  ["'a' \"b\" '''c'''", 'abc'],
  ["r'\\d' + 'e\\n\\u00e9'", '\\de\né'],
  ['f\'{1 + 1} of {"a"} {{uid}}\'', '2 of a {uid}'],
  ['1_000 * 2 - 6 // 4', 1999],
  ['-1', -1],
  ['not False', true],
  ['None', null],
  ["('a', *['b', 'c'],)", ['a', 'b', 'c']],
  ["{'a', 'b'}", ['a', 'b']],
  [
    "{'a': 1, **{'b': 2}, 'a': 3}",
    new Map([
      ['a', 3],
      ['b', 2],
    ]),
  ],
  [
    "{'a': 1} | {'b': 2}",
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  ],
  [
    'dict(a=1, **{"b": 2})',
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  ],
  ["{'a': ['x', 'y']}['a'][-1]", 'y'],
  ["'a,b'.split(',')", ['a', 'b']],
  ["tuple(['a']) + ('b',)", ['a', 'b']],
  ['timedelta(hours=1, minutes=30)', { kind: 'duration', seconds: 5400 }],
  ['datetime.timedelta(days=7)', { kind: 'duration', seconds: 604_800 }],
  ["os.environ.get('A', 'b')", 'b'],
  ["os.getenv('A') or 'b'", 'b'],
  ["os.environ['A']", { kind: 'unknown', text: "os.environ['A']", variable: 'A' }],
  ["env.bool('A', default=True)", true],
  ["config('A', default='False', cast=bool)", false],
  ["int(os.getenv('A', '5')) * 60", 300],
  ["'production' if not DEBUG else 'development'", 'production'],
  ["_('Hello')", 'Hello'],
  ['[x for x in y]', { kind: 'unknown', text: '[x for x in y]' }],
  [
    "[{'NAME': f'a.{x}'} for x in ('b', 'c', 'd') if x != 'c' if True]",
    [new Map([['NAME', 'a.b']]), new Map([['NAME', 'a.d']])],
  ],
  ["tuple(x.lower() for x in ['A', 'B'])", ['a', 'b']],
  ["{x for x in ['a']} | unknown", { kind: 'unknown', text: "{x for x in ['a']} | unknown" }],
  ["[x for x in ['a'] if unknown(x)]", { kind: 'unknown', text: "[x for x in ['a'] if unknown(x)]" }],
  ["[x for x in ['a'] for y in x]", { kind: 'unknown', text: "[x for x in ['a'] for y in x]" }],
  ["[x for x, y in [('a', 'b')]]", { kind: 'unknown', text: "[x for x, y in [('a', 'b')]]" }],
  ["{x: 1 for x in ['a']}", { kind: 'unknown', text: "{x: 1 for x in ['a']}" }],
  ['lambda: 1', { kind: 'unknown', text: 'lambda: 1' }],
])('%s', (expression, value) => {
  expect(worthOf(expression)).toEqual(value)
})

it('knows names that were bound before, and what they were imported as', () => {
  const before =
    "from a.b import c as d, e\nimport f.g\nimport h as i\nfrom . import j\nfrom ..k import (\n  l,  # why\n  m as n,\n)\nB = 'x'"
  const names = ['B', 'd.e', 'e', 'f.g', 'i.z', 'j', 'l', 'n'].map((name) => printed(worthOf(name, before)))
  expect(names).toEqual(["'x'", 'a.b.c.e', 'a.b.e', 'f.g', 'h.z', 'shop.j', 'k.l', 'k.m'])
})

it('binds in the order of the statements', () => {
  const values = valuesIn(`
A = {'a': 1}
A['b'] = 2
A.update({'c': 3})
L: list = ['x']
L += ['y']
if DEBUG:
    M = 'development'
elif True:
    M = 'production'
else:
    M = 'never'
if unknown():
    N = 1
else:
    N = 2
try:
    from local import *
    O = 1
except ImportError:
    O = 2
`)
  expect(Object.fromEntries(values)).toEqual({
    A: new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]),
    L: ['x', 'y'],
    M: 'production',
    N: 2,
    O: 1,
  })
})

it('takes away what is deleted', () => {
  const before = "A = {'a': 1, 'b': 2, 'c': 3, 'd': 4}\nB = A\nC = 1\nD = 2\n"
  const values = valuesIn(
    `${before}del A['a'], C\nA.pop('b', None)\nA.pop('z', None)\ndel A[unknown], E['x']`,
  )
  expect(Object.fromEntries(values)).toEqual({
    A: new Map([
      ['c', 3],
      ['d', 4],
    ]),
    B: new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
    ]),
    D: 2,
  })
})

it('reads a file with a mistake as far as it can', () => {
  expect(valuesIn("A = 1\nB = {'a': \nC = 'c'\n").get('A')).toBe(1)
})
