import { readOldId } from '../../../account/imported/old-values.ts'
import { Refused } from '../../refused.ts'
import { factorOfFields } from '../factor-fields.ts'
import { usernameNotes } from '../login-names.ts'
import { putFactor } from '../old-factor.ts'
import { disableShutOut } from '../shut-out.ts'
import type { OldPerson, Source, SourceFormat, SourceOptions } from '../source.ts'
import { MOST_BYTES, openStage, quote, type Stage } from '../stage.ts'
import { nobody } from '../values.ts'
import { findBytes } from './find-bytes.ts'
import { findUserTable, userTables } from './find-people.ts'
import { findProfiles, isKindOf, mayBeProfile, type Profile } from './find-profiles.ts'
import { findUsernameField } from './find-username.ts'
import { jwtsOf } from './jwts.ts'
import { type MappedColumn, mapColumns } from './map-columns.ts'
import { linksTo, resolveNaturalKeys } from './natural-keys.ts'
import { notesOn } from './notes.ts'
import { findRelated, type Related, relatedPuts } from './related.ts'
import { bareName, type ColumnKind, keyColumn, type Table, type TableReader, type Value } from './table.ts'

type Row = Record<string, string | null>

/** Postgres has bytes as text. */
const bytesOf = (value: Value, kind: ColumnKind): Value =>
  kind === 'binary' && typeof value === 'string' && value.startsWith('\\x')
    ? Buffer.from(value.slice(2), 'hex')
    : value

const TOO_LONG = 'Values of bytes that are longer than 100 kB are not kept, and a way back would empty them'

/** Throws Refused for names of columns that the stage, a table of SQLite, cannot have, and for a key without a column. */
const refuseBrokenTable = ({ name, columns, key, references }: Table) => {
  const names = columns.map((column) => column.name)
  const odd = names.find((column) => column === '' || column.includes('\0'))
  if (odd !== undefined) throw new Refused(`${name} has a column ${JSON.stringify(odd)}`)
  const seen = new Set<string>()
  for (const column of names.map((each) => each.toLowerCase())) {
    if (seen.has(column)) throw new Refused(`${name} has two columns ${column}`)
    seen.add(column)
  }
  const missing = [...(key === undefined ? [] : [key]), ...references.keys()].find(
    (column) => !names.includes(column),
  )
  if (missing !== undefined) throw new Refused(`${name} has no column ${missing} in its rows`)
}

/**
 * Copies the tables that are needed to the stage. Returns what the person at the terminal should know. Throws Refused for
 * a source that cannot be read to its end.
 */
const fill = async (
  stage: Stage,
  reader: TableReader,
  tables: Table[],
  userTable: string | undefined,
): Promise<string[]> => {
  const users = userTables(tables, userTable)
  const related = findRelated(
    tables,
    users.map(({ name }) => name),
  )
  const wanted = new Set([
    ...users,
    ...Object.values(related),
    ...tables.filter((table) => mayBeProfile(table, users)),
  ])
  for (const table of wanted) {
    const { name, columns } = table
    refuseBrokenTable(table)
    stage.create(
      name,
      columns.map((column) => column.name),
    )
  }
  let isTooLong = false
  await reader.rows(new Map([...wanted].map((table) => [table.name, table])), ({ name, columns }, values) => {
    const read = values.map((value, at) => bytesOf(value, columns[at]?.kind ?? 'unknown'))
    isTooLong ||= read.some((value) => value instanceof Uint8Array && value.length > MOST_BYTES)
    stage.insert(name, read)
  })
  if (findBytes(stage, wanted)) isTooLong = true
  return isTooLong ? [TOO_LONG] : []
}

/** Bytes are kept for the way back alone: the secret of an app in them is encrypted, or of a form that nobody knows. */
const withoutBytes = (columns: MappedColumn[], row: Row): Row => {
  const bytes = columns.flatMap(({ mapping: { kind, column } }) => (kind === 'binary' ? [column] : []))
  return bytes.length === 0 ? row : { ...row, ...Object.fromEntries(bytes.map((name) => [name, null])) }
}

const putRow = (person: OldPerson, columns: MappedColumn[], row: Row) => {
  const factor = factorOfFields(withoutBytes(columns, row))
  if (factor) putFactor(person, factor)
  for (const { mapping, put } of columns) {
    if (put && !put(person, row[mapping.column] ?? null))
      person.unread.push(`${mapping.table}.${mapping.column}`)
  }
}

/** What puts the row of a profile table into a person, whose key it refers to. */
const profilePut = (stage: Stage, { table, link }: Profile, columns: MappedColumn[]) => {
  stage.index(table.name, link)
  const statement = stage.db.prepare(`select * from ${quote(table.name)} where ${quote(link)} = ?`)
  return (person: OldPerson, key: string) => {
    const row = statement.get(key) as Row | undefined
    if (!row) return
    putRow(person, columns, row)
    person.rows[table.name] = row
  }
}

const refuseMissingKeys = (stage: Stage, users: Table) => {
  const [people, key] = [quote(users.name), quote(keyColumn(users))]
  const missing = stage.number(`select count(*) from ${people} where ${key} is null or ${key} = ''`)
  if (missing > 0) throw new Refused(`${missing} people of ${users.name} have no ${keyColumn(users)}`)
  if (stage.number(`select count(*) from ${people}`) === 0) throw new Refused(`${users.name} has no people`)
}

/** Opens the tables of a Django site as people. Throws Refused for a source without people, or that is broken. */
export const openDjango = async (reader: TableReader, options: SourceOptions): Promise<Source> => {
  const stage = openStage()
  try {
    const tables = await reader.tables()
    const notes = await fill(stage, reader, tables, options.userTable)
    return sourceOf(stage, { ...reader, notes: [...(reader.notes ?? []), ...notes] }, tables, options)
  } catch (error) {
    stage.db.close()
    throw error
  }
}

/** Whether people have no ids, but the names by which the file refers to them. */
const hasNames = (format: SourceFormat, { columns }: Table): boolean =>
  format === 'django-json' && columns.find(({ name }) => name === 'id')?.kind === 'unknown'

/** Django's name for a table. Without the content types it is the app's and the model's, as Django names tables. */
const modelOf = (stage: Stage, { contentTypes }: Related, { name, model }: Table): string => {
  if (model !== undefined) return model
  const known =
    contentTypes &&
    (stage.db
      .prepare(
        `select app_label || '.' || model as label from ${quote(contentTypes.name)} where app_label || '_' || model = ?`,
      )
      .get(bareName(name)) as { label: string } | undefined)
  return known?.label ?? bareName(name).replace('_', '.')
}

const sourceOf = (
  stage: Stage,
  { format, notes = [] }: TableReader,
  tables: Table[],
  options: SourceOptions,
): Source => {
  const { timeZone, userTable, profileTables = [], usernameField } = options
  const users = findUserTable(stage, tables, userTable)
  refuseMissingKeys(stage, users)
  const key = keyColumn(users)
  stage.index(users.name, key)
  const related = findRelated(tables, [users.name])
  const { column: username, others } = findUsernameField(stage, users, usernameField)
  if (format === 'django-json') resolveNaturalKeys(stage, users, username, linksTo(users, tables, related))
  const profiles = findProfiles(stage, tables, users, profileTables)
  const { ofUsers, ofProfiles } = mapColumns(users, profiles, { timeZone, usernameField: username })
  const puts = [
    ...profiles.map((profile, at) => profilePut(stage, profile, ofProfiles[at] ?? [])),
    ...relatedPuts(stage, related, timeZone),
  ]
  // A name may look like an id.
  const toId = hasNames(format, users)
    ? (name: string) => ({ oldId: name, idKind: 'name' as const })
    : readOldId
  const people = `from ${quote(users.name)} order by rowid`
  const first = stage.db.prepare(`select ${quote(key)} as id ${people} limit 1`).get() as { id: string }
  const { idKind } = toId(first.id)
  return {
    format,
    idKind,
    userTable: users.name,
    count: stage.number(`select count(*) from ${quote(users.name)}`),
    tables: [
      { name: users.name, model: modelOf(stage, related, users), key },
      ...profiles
        .filter(({ isUsed }) => isUsed)
        .map((profile) => ({
          ...{ name: profile.table.name, model: modelOf(stage, related, profile.table) },
          ...{ key: keyColumn(profile.table), link: profile.link },
          ...(isKindOf(stage, users, profile) && { isKind: true as const }),
        })),
    ],
    mapping: [...ofUsers, ...ofProfiles.flat()].map(({ mapping }) => mapping),
    ...(username !== undefined && { usernameField: username }),
    notes: [...notes, ...usernameNotes(username, others), ...notesOn(tables, idKind === 'name')],
    async *people() {
      for (const row of stage.db.prepare(`select * ${people}`).iterate() as Iterable<Row>) {
        const id = row[key] ?? ''
        const { oldId, idKind } = toId(id)
        const person = nobody(oldId, idKind)
        putRow(person, ofUsers, row)
        person.rows = { [users.name]: row }
        for (const put of puts) put(person, id)
        disableShutOut(person, Object.entries(row))
        yield person
      }
    },
    ...jwtsOf({ stage, users }, related, (stored) => toId(stored).oldId, timeZone),
    close: () => stage.db.close(),
  }
}
