import { type ColumnKind, kindOfType, type Table } from './table.ts'

/* What the statements around the rows of a dump say of its tables. */

const PART = String.raw`(?:"(?:[^"]|"")+"|${'`'}(?:[^${'`'}]|${'``'})+${'`'}|[\w$]+)`

/** A name in SQL, with its schema or without: `public.auth_user`, `"order"`. */
export const NAME = String.raw`(${PART}(?:\.${PART})?)`

/** A name without quotes, and without the schema `public`. */
export const nameOf = (sql: string): string =>
  sql
    .replaceAll(/"((?:[^"]|"")+)"|`((?:[^`]|``)+)`/g, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '').replaceAll('``', '`') : double.replaceAll('""', '"'),
    )
    .replace(/^public\./, '')

export const namesOf = (list: string): string[] =>
  (list.match(/"(?:[^"]|"")+"|`(?:[^`]|``)+`|[^\s,"`]+/g) ?? []).map(nameOf)

/** A table as far as it is known. `columns`: those of CREATE TABLE, in its order. */
type Known = {
  columns: Map<string, ColumnKind>
  key?: string
  unique: Set<string>
  references: Map<string, string>
}

/** What is known of tables, and which of them have rows. */
class Tables {
  readonly #known = new Map<string, Known>()
  /** The columns of the rows, by table. */
  readonly #rows = new Map<string, string[]>()

  of(name: string): Known {
    const known = this.#known.get(name)
    if (known) return known
    const made: Known = { columns: new Map(), unique: new Set(), references: new Map() }
    this.#known.set(name, made)
    return made
  }

  /** The columns of a table in the order in which it was created. Undefined if that is not in the dump. */
  columnsOf(name: string): string[] | undefined {
    const columns = this.#known.get(name)?.columns
    return columns && columns.size > 0 ? [...columns.keys()] : undefined
  }

  hasRows = (name: string): boolean => this.#rows.has(name)

  /** Notes columns of rows. */
  addRows(name: string, columns: string[]) {
    const known = this.#rows.get(name) ?? []
    this.#rows.set(name, [...known, ...columns.filter((column) => !known.includes(column))])
  }

  /**
   * The tables; those without rows, of which INSERT says nothing, come last. Of rows alone nothing is known but their
   * names (`pg_dump --data-only`).
   */
  described(): Table[] {
    const created = [...this.#known].flatMap(([name, { columns }]) => (columns.size > 0 ? [name] : []))
    const isKnown = created.length > 0
    return [...new Set([...this.#rows.keys(), ...created])].map((name): Table => {
      const { columns: kinds, key, unique, references } = this.of(name)
      const columns = this.#rows.get(name) ?? [...kinds.keys()]
      return {
        name,
        columns: columns.map((column) => ({
          name: column,
          kind: isKnown ? (kinds.get(column) ?? 'text') : 'unknown',
        })),
        ...(key !== undefined && { key }),
        unique: isKnown ? unique : undefined,
        references,
      }
    })
  }
}

/** Reads statements, line by line. `read` returns the name of a table that is created in the line. */
export type DumpSchema = Pick<Tables, 'columnsOf' | 'hasRows' | 'addRows' | 'described'> & {
  read(line: string): string | undefined
}

const CREATE = new RegExp(String.raw`^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?${NAME} \($`)

/** A key or a unique column by itself, and what a column refers to. */
const noteConstraint = (table: Known, kind: string | undefined, columns: string | undefined) => {
  const [column, other] = namesOf(columns ?? '')
  if (column === undefined || other !== undefined) return
  table.unique.add(column)
  if (kind === 'PRIMARY KEY') table.key = column
}

const COLUMN =
  /^ {4}("(?:[^"]|"")+"|[\w$]+) ([^,]+?)(?:\(\d+(?:,\d+)?\))?(?: (?:COLLATE|DEFAULT|GENERATED|NOT NULL).*)?,?$/
const CHECK = /^ {4}(CONSTRAINT|CHECK|LIKE) /
const ALTER = new RegExp(`^ALTER TABLE (?:ONLY )?${NAME}$`)
const CONSTRAINT = /^ +ADD CONSTRAINT .+ (PRIMARY KEY|UNIQUE) \(([^,]+)\)/
const FOREIGN = new RegExp(String.raw`^ +ADD CONSTRAINT .+ FOREIGN KEY \(([^,]+)\) REFERENCES ${NAME}`)
const UNIQUE_INDEX = new RegExp(
  String.raw`^CREATE UNIQUE INDEX .+ ON (?:ONLY )?${NAME} USING \w+ \(("[^"]+"|\w+)\);$`,
)

/** What pg_dump writes. */
export const postgresSchema = (): DumpSchema => {
  const tables = new Tables()
  let creates: Known | undefined
  let alters: Known | undefined

  const readColumn = (table: Known, line: string) => {
    if (line.startsWith(')')) creates = undefined
    const [, column = '', type] = (!CHECK.test(line) && COLUMN.exec(line)) || []
    if (type !== undefined) table.columns.set(nameOf(column), kindOfType(type.replaceAll('"', '')))
  }

  const readConstraint = (line: string) => {
    const [, name] = ALTER.exec(line) ?? []
    if (name) alters = tables.of(nameOf(name))
    const [, kind, unique] = CONSTRAINT.exec(line) ?? []
    if (alters) noteConstraint(alters, kind, unique)
    const [, from, to] = FOREIGN.exec(line) ?? []
    if (from && to) alters?.references.set(nameOf(from), nameOf(to))
    const [, table, column] = UNIQUE_INDEX.exec(line) ?? []
    if (table && column) tables.of(nameOf(table)).unique.add(nameOf(column))
  }

  return Object.assign(tables, {
    read: (line: string) => {
      const [, created] = CREATE.exec(line) ?? []
      if (created === undefined) {
        if (creates) readColumn(creates, line)
        else readConstraint(line)
        return undefined
      }
      creates = tables.of(nameOf(created))
      return nameOf(created)
    },
  })
}

const MYSQL_COLUMN = /^ {2}`((?:[^`]|``)+)` (\w+(?:\([^)]*\))?(?: unsigned)?)(.*)$/
// phpMyAdmin writes them after the rows.
const MYSQL_ALTER = new RegExp(`^ALTER TABLE ${NAME}$`)
const MYSQL_KEY = /^ {2}(?:ADD )?(PRIMARY KEY|UNIQUE KEY(?: `(?:[^`]|``)+`)?) \(([^,]+)\)/
const MYSQL_FOREIGN = new RegExp(
  String.raw`^ {2}(?:ADD )?CONSTRAINT .+ FOREIGN KEY \(([^,]+)\) REFERENCES ${NAME}`,
)

const mysqlKind = (type: string, rest: string): ColumnKind => {
  if (type === 'tinyint(1)') return 'boolean'
  if (/^\w*int\b/.test(type)) return 'integer'
  // MariaDB has no type for JSON.
  return /\bjson_valid\(/i.test(rest) ? 'json' : kindOfType(type.replace(/^(?!char)(\w+)\(.*/, '$1'))
}

/** What mysqldump and mariadb-dump write, and phpMyAdmin. */
export const mysqlSchema = (): DumpSchema => {
  const tables = new Tables()
  let current: Known | undefined
  return Object.assign(tables, {
    read: (line: string) => {
      const [, created] = CREATE.exec(line) ?? []
      const [, altered] = MYSQL_ALTER.exec(line) ?? []
      const name = created ?? altered
      if (name !== undefined) current = tables.of(nameOf(name))
      if (!current) return undefined
      const [, column, type, rest = ''] = MYSQL_COLUMN.exec(line) ?? []
      if (column !== undefined && type !== undefined)
        current.columns.set(column.replaceAll('``', '`'), mysqlKind(type, rest))
      const [, kind, unique] = MYSQL_KEY.exec(line) ?? []
      noteConstraint(current, kind, unique)
      const [, from, to] = MYSQL_FOREIGN.exec(line) ?? []
      if (from && to) current.references.set(nameOf(from), nameOf(to))
      return created === undefined ? undefined : nameOf(created)
    },
  })
}
