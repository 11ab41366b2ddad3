import { float, text, time } from '../../src/configuration.ts'
import type { Case } from './type-cases.ts'

const NOT_A_TIME = 'Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].'
const NOT_A_NUMBER = 'A valid number is required.'

export const moreCases: Record<string, Case> = {
  float: {
    field: float({ min: -2, max: 1000 }),
    never: null,
    good: [
      [1.5, 1.5],
      ['1.5', 1.5],
      ['1e2', 100],
      [' 7 ', 7],
      [0, 0],
    ],
    bad: [
      ['', NOT_A_NUMBER],
      ['NaN', NOT_A_NUMBER],
      ['Infinity', NOT_A_NUMBER],
      ['1e999', NOT_A_NUMBER],
      ['0x10', NOT_A_NUMBER],
      [[], NOT_A_NUMBER],
      [null, 'This field may not be null.'],
      [1000.5, 'Ensure this value is less than or equal to 1000.'],
      [-2.5, 'Ensure this value is greater than or equal to -2.'],
    ],
  },
  wakes_at: {
    field: time({ null: true }),
    never: null,
    good: [
      ['07:30', '07:30:00'],
      ['7:5:9', '07:05:09'],
      ['23:59:59.5', '23:59:59.500000'],
      ['07:30:00.000', '07:30:00'],
      [null, null],
    ],
    bad: [
      ['', NOT_A_TIME],
      ['24:00', NOT_A_TIME],
      ['12:60', NOT_A_TIME],
      ['12:00:60', NOT_A_TIME],
      ['noon', NOT_A_TIME],
      [730, NOT_A_TIME],
      [{}, NOT_A_TIME],
    ],
  },
  phone: {
    field: text({ maxLength: 8, pattern: /^\+\d+$/, patternError: 'As +49.', blank: true }),
    never: '',
    good: [
      ['+49', '+49'],
      ['', ''],
    ],
    bad: [['49', 'As +49.']],
  },
  code: {
    field: text({ pattern: /^[a-z]+$/, maxLength: 5000, blank: true }),
    never: '',
    good: [['ab', 'ab']],
    bad: [
      ['AB', 'Enter a valid value.'],
      [`${'a'.repeat(4999)}B`, 'Enter a valid value.'],
    ],
  },
}
