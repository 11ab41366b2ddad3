import { Refused } from '../../refused.ts'
import { isLoginName, loginRank } from '../login-names.ts'
import { readObjects } from '../read-objects.ts'
import { isLinkName } from './link-names.ts'
import {
  type Column,
  type ColumnKind,
  NaturalKey,
  type Table,
  type TableReader,
  type Value,
} from './table.ts'

type Entry = { model: string; pk?: unknown; fields: Record<string, unknown> }

/** Tables that are not named for their model. */
const TABLES: Record<string, string> = {
  'contenttypes.contenttype': 'django_content_type',
  'admin.logentry': 'django_admin_log',
  'sessions.session': 'django_session',
}

/** Names of columns in the database where Django's own models have others. */
const RENAMED = new Map([
  ['user', 'user_id'],
  ['content_type', 'content_type_id'],
])

const columnOf = (table: string, field: string): string =>
  table === 'token_blacklist_blacklistedtoken' && field === 'token'
    ? 'token_id'
    : (RENAMED.get(field) ?? field)

const keyOf = (table: string) => (table === 'authtoken_token' ? 'key' : 'id')

/** Fields of people that are tables of their own in the database. */
const LINKS: Record<string, string> = { groups: 'group_id', user_permissions: 'permission_id' }

const isPerson = ({ fields }: Entry) => 'password' in fields

async function* readEntries(path: string): AsyncGenerator<Entry & { table: string }> {
  let record = 0
  for await (const { model, pk, fields } of readObjects(path)) {
    record++
    if (typeof model !== 'string' || !model.includes('.') || typeof fields !== 'object' || fields === null) {
      throw new Refused(`${path}: Record ${record} has no model and fields, as dumpdata writes them`)
    }
    const [app = '', name = ''] = model.toLowerCase().split('.')
    const table = TABLES[model.toLowerCase()] ?? `${app}_${name}`
    yield { model, pk, fields: fields as Record<string, unknown>, table }
  }
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

const kindOf = (value: unknown): ColumnKind | undefined => {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'real'
  if (typeof value === 'object') return 'json'
  return TIME.test(String(value)) ? 'datetime' : 'text'
}

/** The kind of a column that has values of both kinds. */
const common = (one: ColumnKind, other: ColumnKind | undefined): ColumnKind => {
  if (other === undefined || one === other) return one
  if (one === 'unknown') return other
  return [one, other].every((kind) => kind === 'integer' || kind === 'real') ? 'real' : 'text'
}

class Tables {
  readonly tables = new Map<string, Table & { byName: Map<string, Column> }>()

  see(entry: Entry & { table: string }) {
    const columns = this.#columns(entry.table)
    columns.model = entry.model.toLowerCase()
    const values = { ...(entry.pk !== undefined && { [keyOf(entry.table)]: entry.pk }), ...entry.fields }
    for (const [field, value] of Object.entries(values)) {
      if (isPerson(entry) && Object.hasOwn(LINKS, field)) this.#seeLink(entry.table, field)
      else this.#seeColumn(columns, columnOf(entry.table, field), value)
    }
  }

  #seeLink(table: string, field: string) {
    const columns = this.#columns(`${table}_${field}`)
    this.#seeColumn(columns, 'user_id', '')
    this.#seeColumn(columns, LINKS[field] ?? '', '')
  }

  #seeColumn(
    { columns, byName }: { columns: Column[]; byName: Map<string, Column> },
    name: string,
    value: unknown,
  ) {
    const known = byName.get(name)
    if (known) known.kind = common(known.kind, kindOf(value))
    else {
      const column: Column = { name, kind: kindOf(value) ?? 'unknown' }
      byName.set(name, column)
      columns.push(column)
    }
  }

  #columns(name: string) {
    const known = this.tables.get(name)
    if (known) return known
    const made: Table & { byName: Map<string, Column> } = {
      name,
      columns: [],
      unique: undefined,
      references: new Map(),
      byName: new Map(),
    }
    this.tables.set(name, made)
    return made
  }
}

/** A reference to another record. A permission is `auth.change_user`. */
const reference = (value: unknown): Value => {
  if (!Array.isArray(value) || !value.every((part) => typeof part === 'string')) return value
  const [name = '', app] = value
  return value.length === 1 || value.length === 3 ? new NaturalKey(app ? `${app}.${name}` : name) : value
}

const loginOf = (fields: Entry['fields']): unknown => {
  const names = Object.keys(fields).filter(isLoginName)
  const [best = ''] = names.toSorted((one, other) => (loginRank(one) ?? 0) - (loginRank(other) ?? 0))
  return fields[best]
}

/** What people are called where the file has no ids. `usernameField`: the column by which they sign in, if it is named. */
const naturalKey = ({ pk, fields }: Entry, usernameField: string | undefined): unknown =>
  pk ??
  (fields[usernameField ?? 'username'] ||
    fields.username ||
    fields.email ||
    ('password' in fields && loginOf(fields)) ||
    fields.name)

/** JSON that `dumpdata` writes: with ids, or with natural keys. */
export const jsonTables = (path: string, usernameField?: string): TableReader => ({
  format: 'django-json',
  tables: async () => {
    const seen = new Tables()
    for await (const entry of readEntries(path)) seen.see(entry)
    return [...seen.tables.values()].map(({ byName: _, ...table }) => withKey(table))
  },
  rows: async (wanted, take) => {
    for await (const entry of readEntries(path)) {
      const table = wanted.get(entry.table)
      const key = naturalKey(entry, usernameField)
      if (table) take(table, rowOf(table, entry, key))
      if (isPerson(entry)) passLinks(wanted, { ...entry, key }, take)
    }
  },
})

/** People and groups need a key of some kind. */
const withKey = (table: Table): Table =>
  table.columns.some(({ name }) => name === 'id')
    ? table
    : { ...table, columns: [{ name: 'id', kind: 'unknown' }, ...table.columns] }

const rowOf = ({ name, columns }: Table, entry: Entry, naturalKey: unknown): Value[] => {
  const values = new Map<string, Value>(
    Object.entries(entry.fields).map(([field, value]) => [
      columnOf(name, field),
      // Other arrays are the values of a JSON field.
      isLinkName(columnOf(name, field)) ? reference(value) : value,
    ]),
  )
  const key = keyOf(name)
  if (!values.has(key)) values.set(key, naturalKey)
  return columns.map((column) => values.get(column.name) ?? null)
}

const passLinks = (
  wanted: ReadonlyMap<string, Table>,
  entry: Entry & { table: string; key: unknown },
  take: (table: Table, values: Value[]) => void,
) => {
  for (const field of Object.keys(LINKS)) {
    const table = wanted.get(`${entry.table}_${field}`)
    const targets = entry.fields[field]
    if (!table || !Array.isArray(targets)) continue
    for (const target of targets) {
      take(
        table,
        table.columns.map(({ name }) =>
          name === 'user_id' ? entry.key : name === 'id' ? null : reference(target),
        ),
      )
    }
  }
}
