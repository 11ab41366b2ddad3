import { describe, expect, it } from 'vitest'
import { readCode } from '../../src/account/one-time-tokens/code.ts'

describe('a code as it was typed', () => {
  it.each([
    ['small letters', 'k7qm2xw9'],
    ['blanks and hyphens', ' K7QM-2XW9\n'],
    ['full-width letters', 'Ｋ７ＱＭ２ＸＷ９'],
    ['a hyphen that does not break', 'K7QM\u20112XW9'],
    ['an en dash', 'K7QM\u20132XW9'],
    ['a minus sign', 'K7QM\u22122XW9'],
    ['a zero-width space', 'K7QM\u200b2XW9'],
    ['a word joiner', 'K7QM\u20602XW9'],
  ])('may have %s in it', (_, typed) => expect(readCode(typed)).toBe('K7QM2XW9'))

  it('has 1 for I and L, and 0 for O', () => expect(readCode('ilo1')).toBe('1101'))
})
