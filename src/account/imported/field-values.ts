import type { Config } from '../../ports/config.ts'
import type { FieldValues } from '../../ports/schema.ts'
import type { UserField } from '../../ports/user-field.ts'
import { readFlag } from './old-values.ts'

/** Columns of the account itself. */
const OWN = new Set(['username', 'email', 'first_name', 'last_name'])

/** A name without what differs by case and underscores. */
export const plain = (name: string) => name.replaceAll('_', '').toLowerCase()

/** The declared field for a column: by its own name, its name at an API, or one that differs by case and underscores. */
export const declaredFor = ({ fields }: Pick<Config, 'fields'>, column: string): string | undefined =>
  Object.keys(fields).find(
    (name) =>
      !OWN.has(name) &&
      [name, ...Object.values(fields[name]?.names ?? {})].some(
        (each) => typeof each === 'string' && plain(each) === plain(column),
      ),
  )

/** The value in the forms in which the reader of a field may take it: a source may only have text. */
const forms = ({ type }: UserField, value: unknown): unknown[] => {
  const text = typeof value === 'object' ? undefined : String(value)
  if (type === 'boolean') return [readFlag(value) ?? value]
  if (type === 'date') return [value, text?.slice(0, 'YYYY-MM-DD'.length)]
  if (type === 'datetime') return [value, text?.replace(' ', 'T'), `${text?.replace(' ', 'T')}Z`]
  return [value, text]
}

/** The value of a field as it is stored. Undefined if it cannot be read. */
const storedValue = (field: UserField, value: unknown): unknown => {
  if (value === null || value === undefined) return field.null ? null : undefined
  if (value === '' && (field.blank || field.type === 'text')) return ''
  for (const form of forms(field, value)) {
    const read = form === undefined ? undefined : field.read(form)
    if (read && 'value' in read) return read.value
  }
  return undefined
}

/** What becomes of a person's columns: values of declared fields, and the fields whose values were refused. */
export const fieldValues = (
  config: Pick<Config, 'fields'>,
  columns: Record<string, unknown>,
): { fields: FieldValues; refused: string[] } => {
  const fields: FieldValues = {}
  const refused: string[] = []
  for (const [column, value] of Object.entries(columns)) {
    const name = declaredFor(config, column)
    const field = name === undefined ? undefined : config.fields[name]
    if (name === undefined || field === undefined || name in fields) continue
    const read = storedValue(field, value)
    if (read !== undefined) fields[name] = read
    else if (value !== null && value !== undefined && value !== '') refused.push(name)
  }
  return { fields, refused }
}
