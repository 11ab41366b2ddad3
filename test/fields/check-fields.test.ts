import { expect, it } from 'vitest'
import { boolean, date, defineConfig, email, integer, text } from '../../src/configuration.ts'
import { fieldProblems } from '../../src/dialects/check-fields.ts'
import type { UserField } from '../../src/ports/user-field.ts'
import { configurations } from '../conformance/configurations.ts'

it.each(Object.entries(configurations))('finds nothing in %s', (_, config) => {
  expect(fieldProblems(config)).toEqual([])
})

const off = { profile: false, users: false, management: false, express: false } as const

it.each<[string, Record<string, UserField>, string]>([
  ['a quote', { 'a"b': text() }, 'is no name: letters, digits and _ only, at most 64.'],
  ['a password', { re_password: text() }, 'is the name of something else.'],
  ['constructor', { constructor: text() }, 'is the name of something else.'],
  ['an email that is text', { email: text() }, 'has to be of type email.'],
  ['a unique date', { born: date({ unique: true }) }, 'cannot be unique: it is of type date.'],
  [
    'a required score',
    { score: integer({ required: true, write: 'staff' }) },
    'cannot be required: only staff write it.',
  ],
  [
    'a wrong default',
    { member: boolean({ default: 'maybe' }) },
    'has a default that is not one of its values.',
  ],
])('refuses %s', (_, fields, problem) => {
  const [name] = Object.keys(fields)
  const found = fieldProblems(defineConfig({ fields, apis: off }))
  expect(found[0]).toBe(`The field ${JSON.stringify(name)} ${problem}`)
})

it('refuses a name that an API has itself, or twice', () => {
  const fields = { avatar: text(), second: email({ names: { djoser: 'avatar' } }) }
  const config = defineConfig({ fields, apis: { profile: false, users: false, management: false } })
  expect(fieldProblems(config)).toEqual([
    'The name "avatar" is taken at the djoser API: give the field another with `names`.',
    'The name "avatar" is taken at the express API: give the field another with `names`.',
  ])
})
