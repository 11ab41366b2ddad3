import type { Config } from '../../../ports/config.ts'
import type { Shape } from '../../import/shape.ts'
import type { Going } from './going.ts'
import { columnOut, djangoSpelling } from './value-out.ts'

type Table = Shape['tables'][number]
type Entry = { model: string; pk?: unknown; fields: Record<string, unknown> }

/** A foreign key is named without the `_id` of its column. */
const fieldName = (column: string) => column.replace(/_id$/, '')

/** The record of a profile. Undefined if there is none there and nothing of it here, or its id is not known. */
const profileOf = (
  config: Pick<Config, 'fields'>,
  shape: Shape,
  going: Going,
  table: Table,
): Entry | undefined => {
  const { name, model, key, link = '' } = table
  const row = going.kept?.rows[name]
  // Nobody becomes a customer there by registering here.
  if (table.isKind && row === undefined) return undefined
  const isNewRow = row === undefined && (going.isNew || going.kept !== undefined)
  if (row === undefined && !isNewRow && key !== link) return undefined
  // Where people have no ids, a list with their name is one (Django's natural keys).
  const fields: Record<string, unknown> = { [fieldName(link)]: going.id ?? [going.username] }
  let isWorthIt = going.isNew || row !== undefined
  for (const column of table.columns) {
    if (column.name === key || column.name === link) continue
    const out = columnOut(config, djangoSpelling(shape), going, { table: name, column })
    if (out === undefined) continue
    fields[column.name] = out.value
    isWorthIt ||= out.isChanged
  }
  if (!isWorthIt) return undefined
  if (key === link) {
    delete fields[fieldName(link)]
    return { model, pk: going.id, fields }
  }
  const pk = row && pkOf(shape, table, row)
  return { model, ...(pk != null && { pk }), fields }
}

const pkOf = (shape: Shape, { columns, key }: Table, row: Record<string, unknown>): unknown => {
  const column = columns.find(({ name }) => name === key) ?? { name: key, kind: 'text' as const }
  // A file may have ids as text, whatever they are.
  const stored = djangoSpelling(shape).stored(row[key], column)
  return typeof stored === 'string' && /^\d{1,15}$/.test(stored) ? Number(stored) : stored
}

/** A person as `manage.py loaddata` takes them: the record of the user, and those of the profiles. */
export const djangoEntries = (
  config: Pick<Config, 'fields'>,
  shape: Shape,
  going: Going,
  withNewProfiles: boolean,
): Entry[] => {
  const [people, ...profiles] = shape.tables
  if (!people) return []
  const fields: Record<string, unknown> = {}
  for (const column of people.columns) {
    if (column.name === people.key) continue
    const out = columnOut(config, djangoSpelling(shape), going, { table: people.name, column })
    if (out !== undefined) fields[column.name] = out.value
  }
  const user = { model: people.model, ...(going.id !== undefined && { pk: going.id }), fields }
  if (going.isNew && !withNewProfiles) return [user]
  return [user, ...profiles.flatMap((table) => profileOf(config, shape, going, table) ?? [])]
}
