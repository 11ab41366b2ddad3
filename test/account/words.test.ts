import { describe, expect, it } from 'vitest'
import type * as z from 'zod/mini'
import { usernameKey } from '../../src/account/names/name-keys.ts'
import { readCode } from '../../src/account/one-time-tokens/code.ts'
import { Email, Login, NewPassword, Password, PersonName, Username } from '../../src/account/words.ts'
import { expectLinear } from '../support/growth.ts'

/** What is stored of a word, or the faults that it is refused for. */
function read(word: z.ZodMiniType, value: unknown): unknown {
  const { success, data, error } = word.safeParse(value)
  return success ? data : { faults: error.issues.map(({ message }) => message) }
}
const refused = (...faults: string[]) => ({ faults })

const ASTRAL = '𐐀'

describe('a username', () => {
  it.each([
    ['ada', 'ada'],
    ['Ada.Lovelace+1@x_y-z', 'Ada.Lovelace+1@x_y-z'],
    ['42', '42'],
    ['  ada\t', 'ada'],
    ['\u3000ada\u00a0', 'ada'],
    ['Αθηνά', 'Αθηνά'],
    ['Ада', 'Ада'],
    ['阿达', '阿达'],
    ['عدا٤٢', 'عدا٤٢'],
    ['аdmin', 'аdmin'],
    ['cafe\u0301', 'caf\u00e9'],
    ['ﬁx', 'fix'],
    ['ＡＤＡ', 'ADA'],
    ['ada①', 'ada1'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
  ])('%j is stored as %j', (typed, stored) => {
    expect(read(Username, typed)).toBe(stored)
  })

  it.each([
    ['a blank', 'ada lovelace'],
    ['a slash', 'ada/lovelace'],
    ['a Hangul filler', 'ada\u3164'],
    ['a Hangul filler at the beginning', '\u115fada'],
    ['a Hangul filler in the middle', 'a\u1160da'],
    ['a narrow Hangul filler', 'ada\uffa0'],
    ['a blank of Braille', 'ada\u2800'],
    ['a quote', "'; DROP TABLE accounts;--"],
    ['a percent sign', 'ada%'],
    ['a zero-width space (REG-12)', 'ada\u200b'],
    ['a zero-width joiner (REG-22)', 'ada\u200d'],
    ['a right-to-left override (REG-22)', 'ada\u202e'],
    ['a control character (REG-22)', 'ada\u0007'],
    ['an emoji', 'ada🦅'],
    ['a combining mark that joins nothing', 'x\u0301'],
    ['a form that normalises to a slash', 'ada℅'],
    ['a form that normalises to brackets', 'ada⑴'],
    ['a form that normalises to a fraction slash', 'ada½'],
    ['a form that normalises to a blank', 'ada\u2003lovelace'],
    ['a form that normalises to a blank and a mark', 'ada\u00b4'],
  ])('with %s is malformed', (_, typed) => {
    expect(read(Username, typed)).toEqual(refused('malformed'))
  })

  it('counts 150 code points, after normalising', () => {
    expect(read(Username, ASTRAL.repeat(150))).toBe(ASTRAL.repeat(150))
    expect(read(Username, ASTRAL.repeat(151))).toEqual(refused('too_long'))
    expect(read(Username, 'ﬁ'.repeat(75))).toBe('fi'.repeat(75))
    expect(read(Username, 'ﬁ'.repeat(76))).toEqual(refused('too_long'))
    expect(read(Username, ` ${'a'.repeat(150)} `)).toBe('a'.repeat(150))
  })

  it('says what is wrong with what is no name', () => {
    expect(read(Username, undefined)).toEqual(refused('missing'))
    expect(read(Username, null)).toEqual(refused('null'))
    expect(read(Username, ' \u3000')).toEqual(refused('blank'))
    expect(read(Username, '')).toEqual(refused('blank'))
    expect(read(Username, 7)).toEqual(refused('not_text'))
    expect(read(Username, { $ne: null })).toEqual(refused('not_text'))
    expect(read(Username, 'ada\ud800')).toEqual(refused('surrogate'))
    expect(read(Username, 'a\0b')).toEqual(refused('malformed', 'null_character'))
  })
})

describe('the key of a username', () => {
  it.each([
    ['case', 'Richard', 'rICHARD'],
    ['case of another script', 'АДА', 'ада'],
    ['width', 'ＡＤＭＩＮ', 'admin'],
    ['composition', 'cafe\u0301', 'CAF\u00c9'],
    ['ligatures', 'ﬁx', 'FIX'],
    ['white space around', ' ada ', 'ada'],
    ['the Kelvin sign', '\u212aelvin', 'kelvin'],
    ['sharp s', 'STRASSE', 'straße'],
    ['its capital', 'STRAẞE', 'straße'],
    ['the final sigma', 'ΟΔΟΣ', 'οδοσ'],
    ['the small iota', 'ᾳδα', 'ΑΙΔΑ'],
    ['old Cyrillic forms', 'ᲀода', 'ВОДА'],
  ])('does not tell %s apart (REG-12)', (_, one, other) => {
    expect(usernameKey(one)).toBe(usernameKey(other))
  })

  it.each([
    ['scripts', 'admin', 'аdmin'],
    ['the dotless i', 'mike', 'mıke'],
    ['accents', 'cafe', 'café'],
  ])('tells %s apart (INP-27)', (_, one, other) => {
    expect(usernameKey(one)).not.toBe(usernameKey(other))
  })

  it('is the same for what was stored as for what was typed', () => {
    for (const typed of ['ＡＤＡ', 'cafe\u0301', 'ﬁx', ' Ada ', 'İda', 'ΟΔΟΣ', 'ẞ']) {
      expect(usernameKey(read(Username, typed) as string)).toBe(usernameKey(typed))
    }
  })
})

describe('a password that is sent', () => {
  it('is kept as sent when it is compared, and trimmed when it is set', () => {
    expect(read(Password, ' Vq7 \n')).toBe(' Vq7 \n')
    expect(read(NewPassword, ' Vq7 \n')).toBe('Vq7')
  })

  it.each([
    ['Password', Password],
    ['NewPassword', NewPassword],
  ])('%s takes 1,024 bytes of anything but NUL and half characters', (_, word) => {
    expect(read(word, 'é'.repeat(512))).toBe('é'.repeat(512))
    expect(read(word, `${'é'.repeat(512)}x`)).toEqual(refused('too_many_bytes'))
    expect(read(word, 'Vq7\0x')).toEqual(refused('null_character'))
    expect(read(word, 'Vq7\ud800x')).toEqual(refused('surrogate'))
    expect(read(word, ' ')).toEqual(refused('blank'))
    expect(read(word, 12345678)).toEqual(refused('not_text'))
    expect(read(word, null)).toEqual(refused('null'))
    expect(read(word, undefined)).toEqual(refused('missing'))
  })
})

describe('a name', () => {
  it('is any text of 150 code points, without the white space around it, or nothing', () => {
    expect(read(PersonName, "  <b>Ada</b> O'Hara \n")).toBe("<b>Ada</b> O'Hara")
    expect(read(PersonName, '')).toBe('')
    expect(read(PersonName, ASTRAL.repeat(150))).toBe(ASTRAL.repeat(150))
    expect(read(PersonName, ASTRAL.repeat(151))).toEqual(refused('too_long'))
    expect(read(PersonName, 'A\0da')).toEqual(refused('null_character'))
    expect(read(PersonName, 'A\udc00da')).toEqual(refused('surrogate'))
    expect(read(PersonName, null)).toEqual(refused('null'))
  })

  it('holds nothing that shows another text than is stored, and the letters of every script (REG-22)', () => {
    for (const sign of '\u0001\t\n\u001b\u007f\u0085\u2028\u2029\u202e\u2066')
      expect(read(PersonName, `A${sign}da`), JSON.stringify(sign)).toEqual(refused('malformed'))
    for (const name of [
      'Zoë',
      'Ада',
      'عدا',
      'अदा',
      '阿达',
      'न्\u200dका',
      'O’Neill',
      '👩\u200d🚀',
      'de la Cruz-7',
    ])
      expect(read(PersonName, name)).toBe(name)
  })
})

describe('what is typed to sign in', () => {
  it('is trimmed and not judged', () => {
    expect(read(Login, ' nobody can be called this! ')).toBe('nobody can be called this!')
    expect(read(Login, 'x'.repeat(5000))).toBe('x'.repeat(5000))
    expect(read(Login, ' ')).toEqual(refused('blank'))
    expect(read(Login, '\ud800')).toEqual(refused('surrogate'))
  })
})

it('takes a time that grows with the number of accents in the wrong order', async () => {
  await expectLinear(60_000, (times) => {
    const text = `a${'\u0315\u0316'.repeat(times)}`
    return () => {
      expect(read(Username, text)).toEqual(refused('malformed', 'too_long'))
      expect(read(Email, `${text}@example.com`)).toEqual(refused('too_long', 'malformed'))
      expect(usernameKey(text)).toBe(text)
      expect(readCode(text)).toHaveLength(text.length)
    }
  })
})

it('trims a name before it is normalised, and not only the beginning of what is long', () => {
  expect(read(Username, `${' '.repeat(5000)}cafe\u0301${' '.repeat(5000)}`)).toBe('caf\u00e9')
  expect(read(Username, `ada${' '.repeat(5000)}x`)).toEqual(refused('malformed', 'too_long'))
})
