import { expect, it } from 'vitest'
import {
  attribute,
  boolean,
  date,
  dateTime,
  defineConfig,
  email,
  integer,
  text,
  time,
} from '../../src/configuration.ts'
import { checkFields } from '../../src/http/config-checks/check-fields.ts'
import type { UserField } from '../../src/ports/user-field.ts'
import { configurations } from '../conformance/configurations.ts'

it.each(Object.entries(configurations))('finds nothing in %s', (_, config) => {
  expect(checkFields(config)).toEqual([])
})

const off = { profile: false, users: false, management: false, express: false } as const

it.each<[string, Record<string, UserField>, string]>([
  ['a quote', { 'a"b': text() }, 'is not a name: a letter, then letters, digits and _, 64 at most'],
  ['a password', { re_password: text() }, 'is a name that the APIs have by themselves: choose another one'],
  ['constructor', { constructor: text() }, 'is a name that the APIs have by themselves: choose another one'],
  ['an email that is text', { email: text() }, 'has to be of type email'],
  [
    'a unique date',
    { born: date({ unique: true }) },
    'is unique, which date cannot be: only text, choice, integer, url, email',
  ],
  [
    'a required score',
    { score: integer({ required: true, write: 'staff' }) },
    'is required, and only staff may write it: nobody could register',
  ],
  [
    'a wrong default',
    { member: boolean({ default: 'maybe' }) },
    'has a default that is not one of its values',
  ],
])('refuses %s', (_, fields, problem) => {
  const [name] = Object.keys(fields)
  const found = checkFields(defineConfig({ fields, apis: off }))
  expect(found[0]).toBe(`fields.${name} ${problem}`)
})

it('refuses a name that an API has itself, or twice', () => {
  const fields = { avatar: text(), second: email({ names: { djoser: 'avatar' } }) }
  const config = defineConfig({ fields, apis: { profile: false, users: false, management: false } })
  expect(checkFields(config)).toEqual([
    'fields: the djoser API has the name avatar already: give the field another one there, with names',
    'fields: the express API has the name avatar already: give the field another one there, with names',
  ])
})

it.each<[UserField, string | undefined]>([
  [date({ format: '%d.%m.%Y' }), undefined],
  [time({ format: '%-I:%M %p' }), undefined],
  [date({ format: '%d.%Q.%Y' }), 'has %Q, which is not served'],
  [dateTime({ format: '%c' }), 'has %c, which is not served'],
  [attribute('date_joined', { format: '%U' }), 'has %U, which is not served'],
  [date({ format: 5 as never }), "is not a text, as '%d.%m.%Y'"],
  [attribute('is_active', { format: '%Y' }), 'is for dates and times'],
  [text({ format: '%Y' } as never), 'is for dates and times'],
])('checks the format of a field (%#)', (field, problem) => {
  for (const timeZone of ['UTC', 'Asia/Kolkata'])
    expect(checkFields(defineConfig({ fields: { met: field }, apis: off, timeZone }))).toEqual(
      problem === undefined ? [] : [`fields.met.format ${problem}`],
    )
})
