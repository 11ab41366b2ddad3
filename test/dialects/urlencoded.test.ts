import { describe, expect, it } from 'vitest'
import { parseUrlencoded } from '../../src/dialects/urlencoded.ts'
import { utf8 } from '../../src/ports/bytes.ts'

const parsed = (text: string) => parseUrlencoded(utf8(text))

describe('an urlencoded form', () => {
  it.each([
    '',
    'a=1',
    'a=1&b=2',
    'a=1&a=2',
    '&&a=1&&',
    'a',
    'a&b=',
    '=',
    '=a',
    '==',
    'a=b=c',
    'a+b=c+d',
    'a=%2B%26%3D%25&%41%3d=1',
    'a=%',
    'a=%4',
    'a=%4g%G4%%41',
    'a=100%&b=%zz',
    'a=é%C3%A9😀%F0%9F%98%80',
    'a=%EF%BB%BFx&\ufeffb=1',
    'a=\0\r\n\t &b=%00',
    '__proto__=1&constructor=2',
  ])('is read as URLSearchParams reads it: %j', (text) => {
    expect(parsed(text)).toEqual([...new URLSearchParams(text)])
  })

  it.each(['%c3%28', '%ff', '%c0%af', '%f0%9f%92', '%ed%a0%80', 'a%80b', '%c3&b=%a9', '%c3+%a9'])(
    'is no form when it is no UTF-8: a=%s',
    (text) => {
      expect(() => parsed(`a=${text}`)).toThrow(URIError)
      expect(() => parsed(`${text}=a`)).toThrow(URIError)
    },
  )

  it('is no form when it is no UTF-8 as it is, whatever is escaped beside it', () => {
    for (const bytes of [[0xff], [0xc3], [0xc3, ...utf8('%A9')], [...utf8('%C3'), 0xa9]])
      expect(() => parseUrlencoded(Uint8Array.from([...utf8('a='), ...bytes]))).toThrow()
  })

  it.each(['*', ',', '\0', 'k', '\u007f', '«', 'ꬫ', '😀'])(
    'has a blank for each "+" alone, beside %j',
    (other) => {
      for (let length = 0; length < 9; length++) {
        const text = `a=${other.repeat(length)}+${other}++${other}++++${other}+`
        expect(parsed(text)).toEqual([['a', text.slice(2).replaceAll('+', ' ')]])
      }
    },
  )

  it('may have ten thousand percent signs that escape nothing', () => {
    expect(parsed(`a=${'%'.repeat(5_000)}&b=${'%%41'.repeat(5_000)}`)).toEqual([
      ['a', '%'.repeat(5_000)],
      ['b', '%A'.repeat(5_000)],
    ])
    expect(() => parsed(`a=${'%'.repeat(3_000_000)}`)).toThrow(expect.objectContaining({ kind: 'too_large' }))
  })

  it('has a thousand fields, and not one more', () => {
    expect(parsed('a=1&'.repeat(999))).toHaveLength(999)
    for (const text of ['a=1&'.repeat(1000), '&'.repeat(3_000_000)])
      expect(() => parsed(text)).toThrow(expect.objectContaining({ kind: 'too_large' }))
  })
})
