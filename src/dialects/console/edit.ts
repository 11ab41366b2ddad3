import { html } from 'hono/html'
import type { Config } from '../../ports/config.ts'
import type { Account } from '../../ports/schema.ts'
import type { UserField } from '../../ports/user-field.ts'
import { changeByStaff } from '../account-admin.ts'
import type { Field } from '../pages/link-form.ts'
import { columnOf, fieldsOfAccount } from '../person.ts'
import { namesIn } from '../reading.ts'

const COLUMNS = {
  username: ['Username', html`autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="150"`],
  email: ['Email address', html`type="email" autocomplete="off" maxlength="254"`],
  first_name: ['First name', html`autocomplete="off" maxlength="150"`],
  last_name: ['Last name', html`autocomplete="off" maxlength="150"`],
} as const

type Column = keyof typeof COLUMNS
const isColumn = (name: string): name is Column => Object.hasOwn(COLUMNS, name)

/** The fields that staff may change of a person, as they stand in a form. */
export const fieldsOf = (config: Config): Field[] =>
  namesIn(changeByStaff(config).shape).map((name) => {
    if (isColumn(name)) {
      const [label, input] = COLUMNS[name]
      return { name, label, input, optional: name !== 'username' }
    }
    return { name, label: labelOf(name), ...controlOf(config.fields[name] as UserField) }
  })

/** `date_of_birth` as people write it. */
export const labelOf = (name: string) => {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const EMPTY = ['', '–'] as const

function controlOf(field: UserField): Pick<Field, 'input' | 'optional' | 'options' | 'isLong'> {
  const { type, schema, required = false, maxLength } = field
  const optional = !required || field.null || field.blank || false
  const input = html`autocomplete="off"`
  if (type === 'boolean') {
    const both = [
      ['true', 'Yes'],
      ['false', 'No'],
    ] as const
    return { input, optional, options: field.null ? [EMPTY, ...both] : both }
  }
  if (type === 'choice') {
    const values = (schema.enum as (string | number)[]).map((each) => [String(each), String(each)] as const)
    return {
      input,
      optional,
      options: optional ? [EMPTY, ...values.filter(([each]) => each !== '')] : values,
    }
  }
  if (type === 'json' || (type === 'text' && (maxLength === undefined || maxLength > 300)))
    return { input, optional, isLong: true }
  return { input: type === 'date' ? html`type="date" autocomplete="off"` : input, optional }
}

/** What a person's fields have now, as a form has it: who sends it unchanged changes nothing. */
export const savedValues = (config: Config, account: Account): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, columnOf(account, name as Column)])),
  ...Object.fromEntries(
    Object.entries(fieldsOfAccount(config, account, true).fields ?? {}).map(([name, value]) => [
      name,
      writtenOf(config.fields[name], value),
    ]),
  ),
})

/** A value of a user field as text. */
export function writtenOf(field: UserField | undefined, value: unknown): string {
  if (field?.type === 'json') return JSON.stringify(value)
  return value === null || value === undefined ? '' : String(value)
}
