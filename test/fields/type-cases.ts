import {
  boolean,
  choice,
  date,
  dateTime,
  decimal,
  email,
  integer,
  json,
  slug,
  text,
  url,
} from '../../src/configuration.ts'
import type { UserField } from '../../src/ports/user-field.ts'

const NOT_A_DATE = 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'
const NOT_A_MOMENT =
  'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].'
const NOT_A_SLUG = 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'
const atMost = (limit: number) => `Ensure this field has no more than ${limit} characters.`

type Good = [sent: unknown, stored: unknown]
type Bad = [sent: unknown, sentence: string]
export type Case = { field: UserField; good: Good[]; bad: Bad[]; never: unknown }

/** Values of each type: `good` with what is stored of them, `bad` with what DRF says. `never`: what was never sent. */
export const cases: Record<string, Case> = {
  text: {
    field: text({ maxLength: 5, minLength: 2 }),
    never: '',
    good: [
      [' ab ', 'ab'],
      ['😀😀😀😀😀', '😀😀😀😀😀'],
      [12.5, '12.5'],
    ],
    bad: [
      ['', 'This field may not be blank.'],
      [null, 'This field may not be null.'],
      [true, 'Not a valid string.'],
      [[], 'Not a valid string.'],
      ['abcdef', atMost(5)],
      ['a', 'Ensure this field has at least 2 characters.'],
      ['a\0b', 'Null characters are not allowed.'],
      ['a\ud800', 'Surrogate characters are not allowed.'],
    ],
  },
  slug: {
    field: slug({ maxLength: 5, minLength: 2 }),
    never: '',
    good: [
      [' a-_9 ', 'a-_9'],
      [12, '12'],
    ],
    bad: [
      ['', 'This field may not be blank.'],
      [null, 'This field may not be null.'],
      [true, NOT_A_SLUG],
      [[], NOT_A_SLUG],
      ['a b', NOT_A_SLUG],
      ['ünï', NOT_A_SLUG],
      ['abcdef', atMost(5)],
      ['a', 'Ensure this field has at least 2 characters.'],
      ['a\ud800', 'Surrogate characters are not allowed.'],
    ],
  },
  integer: {
    field: integer({ min: -2, max: 10 }),
    never: null,
    good: [
      [5, 5],
      ['5', 5],
      [' -2 ', -2],
      ['5.0', 5],
      [5.0, 5],
    ],
    bad: [
      ['', 'A valid integer is required.'],
      [5.5, 'A valid integer is required.'],
      ['five', 'A valid integer is required.'],
      [true, 'A valid integer is required.'],
      [{}, 'A valid integer is required.'],
      ['1'.repeat(1001), 'A valid integer is required.'],
      [11, 'Ensure this value is less than or equal to 10.'],
      [-3, 'Ensure this value is greater than or equal to -2.'],
    ],
  },
  unlimited: {
    field: integer(),
    never: null,
    good: [
      ['+7', 7],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ],
    bad: [['9007199254740992', 'Ensure this value is less than or equal to 9007199254740991.']],
  },
  decimal: {
    field: decimal({ digits: 5, places: 2, null: true }),
    never: null,
    good: [
      [1.5, '1.50'],
      ['007.10', '7.10'],
      ['-.5', '-0.50'],
      ['1e2', '100.00'],
      [null, null],
      ['', null],
    ],
    bad: [
      ['NaN', 'A valid number is required.'],
      ['Infinity', 'A valid number is required.'],
      [false, 'A valid number is required.'],
      ['123456', 'Ensure that there are no more than 5 digits in total.'],
      ['1e999999999', 'Ensure that there are no more than 5 digits in total.'],
      ['1.234', 'Ensure that there are no more than 2 decimal places.'],
      ['1234', 'Ensure that there are no more than 3 digits before the decimal point.'],
    ],
  },
  boolean: {
    field: boolean(),
    never: false,
    good: [
      [true, true],
      ['on', true],
      [1, true],
      ['F', false],
      [0, false],
      ['No', false],
    ],
    bad: [
      ['', 'Must be a valid boolean.'],
      ['perhaps', 'Must be a valid boolean.'],
      [2, 'Must be a valid boolean.'],
      [[], 'Must be a valid boolean.'],
      [null, 'This field may not be null.'],
    ],
  },
  date: {
    field: date({ null: true }),
    never: null,
    good: [
      ['2024-02-29', '2024-02-29'],
      ['1990-2-5', '1990-02-05'],
      [null, null],
    ],
    bad: [
      ['2023-02-30', NOT_A_DATE],
      ['1900-02-29', NOT_A_DATE],
      ['0000-01-01', NOT_A_DATE],
      ['2023-02-03T10:00:00Z', NOT_A_DATE],
      ['', NOT_A_DATE],
      [20230203, NOT_A_DATE],
      [{}, NOT_A_DATE],
    ],
  },
  moment: {
    field: dateTime(),
    never: null,
    good: [
      ['2026-11-20T08:00:00Z', '2026-11-20T08:00:00Z'],
      ['2026-11-20 08:00', '2026-11-20T08:00:00Z'],
      ['2026-01-01T01:30+02:00', '2025-12-31T23:30:00Z'],
      ['2026-11-20T08:00:00.5-0530', '2026-11-20T13:30:00.500000Z'],
    ],
    bad: [
      ['2026-11-20', NOT_A_MOMENT],
      ['2026-02-30T08:00:00Z', NOT_A_MOMENT],
      ['2026-11-20T24:00:00Z', NOT_A_MOMENT],
      ['2026-11-20T08:00:00+24:00', NOT_A_MOMENT],
      ['0001-01-01T00:00:00+01:00', NOT_A_MOMENT],
      [5, NOT_A_MOMENT],
    ],
  },
  choice: {
    field: choice(['red', '5']),
    never: '',
    good: [
      ['red', 'red'],
      [5, '5'],
    ],
    bad: [
      ['blue', '"blue" is not a valid choice.'],
      ['', '"" is not a valid choice.'],
      [true, '"True" is not a valid choice.'],
      [1e21, '"1e+21" is not a valid choice.'],
      [['red', null, 1.5], `"['red', None, 1.5]" is not a valid choice.`],
      [{ a: [true, {}] }, `"{'a': [True, {}]}" is not a valid choice.`],
      [["it's"], `"["it's"]" is not a valid choice.`],
      [[`'"\\\n`], `"['\\'"\\\\\\n']" is not a valid choice.`],
    ],
  },
  url: {
    field: url({ maxLength: 40 }),
    never: '',
    good: [
      ['http://localhost:8000/a.png?b=c#d', 'http://localhost:8000/a.png?b=c#d'],
      ['https://bücher.example/', 'https://bücher.example/'],
      ['ftp://10.0.0.1', 'ftp://10.0.0.1'],
      ['http://[::1]:80/', 'http://[::1]:80/'],
    ],
    bad: [
      ['javascript:alert(1)', 'Enter a valid URL.'],
      ['http://', 'Enter a valid URL.'],
      ['http://host', 'Enter a valid URL.'],
      ['http://256.1.1.1', 'Enter a valid URL.'],
      ['http://a.example:99999', 'Enter a valid URL.'],
      ['http://a.example/a b', 'Enter a valid URL.'],
      ['http://-a.example', 'Enter a valid URL.'],
      [true, 'Enter a valid URL.'],
      [`https://a.example/${'x'.repeat(40)}`, atMost(40)],
    ],
  },
  second: {
    field: email({ blank: true }),
    never: '',
    good: [
      [' ada@example.com ', 'ada@example.com'],
      ['', ''],
    ],
    bad: [
      ['ada', 'Enter a valid email address.'],
      [[], 'Enter a valid email address.'],
      [`${'a'.repeat(260)}@example.com`, atMost(254)],
    ],
  },
  data: {
    field: json(),
    never: null,
    good: [
      [{ a: [1, 'two', null] }, { a: [1, 'two', null] }],
      [5, 5],
      ['5', '5'],
      [false, false],
    ],
    bad: [
      [null, 'This field may not be null.'],
      [JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`), 'Value must be valid JSON.'],
      [{ a: '\ud800' }, 'Value must be valid JSON.'],
    ],
  },
}
