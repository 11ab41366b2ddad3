import { describe, expect, it } from 'vitest'
import { checkStructure, MOST_DEEP, MOST_MEMBERS } from '../../src/dialects/json-structure.ts'
import { expectLinear } from '../support/growth.ts'

const refused = (kind: string) => expect.objectContaining({ name: 'HttpError', kind })

function httpErrorOf(text: string): unknown {
  try {
    checkStructure(text)
    return undefined
  } catch (error) {
    return error
  }
}

describe('a name that stands twice (INP-03)', () => {
  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"a":3}',
    '{"a":1,"\\u0061":2}',
    '{"\\u0061":1,"\\u0061":2}',
    '{"a\\/b":1,"a/b":2}',
    '{"\\"":1,"\\u0022":2}',
    '{"\\\\":1,"\\u005c":2}',
    '{"":1,"":2}',
    '{"😀":1,"\\ud83d\\ude00":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"x":{"a":1,"a":2}}',
    '[{"a":1},{"b":1,"b":2}]',
    '{"a":{"x":[1,{"y":","}]},"a":2}',
    ' { "a" : 1 , "a" : 2 } ',
    '{"a":"}","a":"{"}',
  ])('is refused in %s', (text) => {
    expect(JSON.parse(text)).toBeDefined()
    expect(httpErrorOf(text)).toEqual(refused('repeated_name'))
  })

  it.each([
    '{"a":1,"A":2}',
    '{"a":1,"a ":2}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":2}]',
    '{"a":["a","a"],"b":"a"}',
    '{"a":"\\"a\\":1","b":"\\\\"}',
    '{"é":1,"e\\u0301":2}',
    '{"toString":1,"hasOwnProperty":2,"__proto__":3}',
    '"a"',
    '1',
    '',
  ])('is not seen in %s', (text) => {
    expect(httpErrorOf(text)).toBeUndefined()
  })
})

describe('nesting (INP-04)', () => {
  const lists = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

  it.each([
    ['lists', lists],
    ['objects', objects],
  ])('of %s goes as deep as the limit, and no deeper', (_, nested) => {
    expect(httpErrorOf(nested(MOST_DEEP))).toBeUndefined()
    expect(httpErrorOf(nested(MOST_DEEP + 1))).toEqual(refused('too_deep'))
  })

  it('counts what is open, and neither what is closed nor what stands in a text', () => {
    expect(httpErrorOf(`[${Array(1000).fill('[[]]').join()}]`)).toBeUndefined()
    expect(httpErrorOf(`{"a":"${'['.repeat(1000)}\\"${'{'.repeat(1000)}"}`)).toBeUndefined()
  })
})

describe('commas, objects and lists', () => {
  it.each([
    ['lists', (count: number) => `[${'[],'.repeat((count - 2) / 2)}[]]`],
    ['names', (count: number) => `{${Array.from({ length: count }, (_, at) => `"${at}":1`).join()}}`],
    ['numbers', (count: number) => `[${Array(count).fill('1').join()}]`],
  ])('may be so many, and not more: %s', (_, text) => {
    expect(httpErrorOf(text(MOST_MEMBERS))).toBeUndefined()
    expect(httpErrorOf(text(MOST_MEMBERS + 2))).toEqual(refused('too_large'))
  })
})

describe('the numbers of the outermost object', () => {
  it('are told as they are written, by their names', () => {
    const text =
      '{"a":1.0, "b" :\n-12e3,"\\u0063":12345678901234567890,"d":"5","e":[6,{"f":7}],"g":{"h":8},"i": true,"j":9}'
    expect([...checkStructure(text)]).toEqual([
      ['a', '1.0'],
      ['b', '-12e3'],
      ['c', '12345678901234567890'],
      ['j', '9'],
    ])
  })

  it('are found in a time that grows with the text behind them', async () => {
    await expectLinear(400_000, (times) => {
      const text = `{"username":1,"a":"${'\\"'.repeat(times)}"}`
      return () => expect([...checkStructure(text)]).toEqual([['username', '1']])
    })
  })
})

describe('what is no JSON', () => {
  it.each(['{', '}', ']]]]', '"', '"\\', '{"a', '{"a":1,', '{"a" "a"}', '{,"a":1}', ':::', '\\', '{"\\":1}'])(
    'is left to JSON.parse: %s',
    (text) => {
      expect(() => JSON.parse(text)).toThrow(SyntaxError)
      expect(httpErrorOf(text)).toBeUndefined()
    },
  )

  it('is a SyntaxError at once where a name is none', () => {
    expect(httpErrorOf('{"\\x":1}')).toBeInstanceOf(SyntaxError)
  })
})

it.each<[string, string, string]>([
  ['', '[', ''],
  ['', '"', ''],
  ['', '\\', ''],
  ['"', '\\', ''],
  ['"', '\\"', ''],
  ['{"', '\\\\', '":1}'],
  ['{"', '\\u0061', '":1}'],
  ['{', '"":', ''],
  ['', '{"a":1},', ''],
  ['[', '[],', '1]'],
  ['', ',', ''],
  ['', ' ', ''],
])('takes a time that grows with the size for %s %s … %s (INP-24)', async (before, unit, behind) => {
  await expectLinear(500_000 / unit.length, (times) => {
    const text = before + unit.repeat(times) + behind
    return () => httpErrorOf(text)
  })
})

it('takes a time that grows with the number of names (INP-24)', async () => {
  await expectLinear(40_000, (length) => {
    const text = `{${Array.from({ length }, (_, at) => `"${at}":1`).join()}}`
    return () => httpErrorOf(text)
  })
})
