import { Refused } from '../../refused.ts'
import { readLines } from '../read-text.ts'
import { unescapeField } from './copy-text.ts'
import { kindOfType, type Table, type TableReader } from './table.ts'

/** A name in SQL, and its columns: `public.auth_user`, `"order"`. */
const NAME = String.raw`((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?)`

const COPY = new RegExp(String.raw`^COPY ${NAME} \((.+)\) FROM stdin;$`)
const CREATE = new RegExp(String.raw`^CREATE (?:UNLOGGED )?TABLE ${NAME} \($`)
const COLUMN =
  /^ {4}("(?:[^"]|"")+"|[\w$]+) ([^,]+?)(?:\(\d+(?:,\d+)?\))?(?: (?:COLLATE|DEFAULT|GENERATED|NOT NULL).*)?,?$/
const ALTER = new RegExp(`^ALTER TABLE (?:ONLY )?${NAME}$`)
const UNIQUE = /^ +ADD CONSTRAINT .+ (PRIMARY KEY|UNIQUE) \(([^,]+)\)/
const FOREIGN = new RegExp(String.raw`^ +ADD CONSTRAINT .+ FOREIGN KEY \(([^,]+)\) REFERENCES ${NAME}`)
const UNIQUE_INDEX = new RegExp(
  String.raw`^CREATE UNIQUE INDEX .+ ON (?:ONLY )?${NAME} USING \w+ \(("[^"]+"|\w+)\);$`,
)
const ENCODING = /^SET client_encoding = '(.+)';$/

/** A name without quotes, and without the schema `public`. */
const nameOf = (sql: string): string =>
  sql
    .replaceAll(/"((?:[^"]|"")+)"/g, (_, name: string) => name.replaceAll('""', '"'))
    .replace(/^public\./, '')

const namesOf = (list: string): string[] => (list.match(/"(?:[^"]|"")+"|[^\s,"]+/g) ?? []).map(nameOf)

/** What the statements around the rows say of the tables. */
class Schema {
  readonly tables = new Map<string, Table>()
  readonly #types = new Map<string, Map<string, string>>()
  #creates: string | undefined
  #alters = ''

  read(line: string) {
    const [, created] = CREATE.exec(line) ?? []
    if (created) this.#creates = nameOf(created)
    else if (this.#creates !== undefined) this.#readColumn(this.#creates, line)
    else this.#readConstraint(line)
  }

  /**
   * Notes a table that has rows, with its columns in the order of the rows. False if it has had rows before: then the file
   * is of several databases, whose people are others.
   */
  add(name: string, columns: string[]): boolean {
    if (this.tables.has(name)) return false
    const types = this.#types.get(name)
    this.tables.set(name, {
      name,
      columns: columns.map((column) => ({ name: column, kind: kindOfType(types?.get(column) ?? 'text') })),
      unique: new Set(),
      references: new Map(),
    })
    return true
  }

  /** The tables. Of rows alone nothing is known but their names (`pg_dump --data-only`). */
  described(): Table[] {
    const tables = [...this.tables.values()]
    if (this.#types.size > 0) return tables
    return tables.map(({ columns, ...table }) => ({
      ...table,
      columns: columns.map(({ name }) => ({ name, kind: 'unknown' })),
      unique: undefined,
    }))
  }

  #readColumn(table: string, line: string) {
    if (line.startsWith(')')) this.#creates = undefined
    const [, column = '', type] = COLUMN.exec(line) ?? []
    const types = this.#types.get(table) ?? new Map<string, string>()
    this.#types.set(table, types)
    if (type !== undefined) types.set(nameOf(column), type)
  }

  #readConstraint(line: string) {
    const [, name] = ALTER.exec(line) ?? []
    if (name) this.#alters = nameOf(name)
    const [, kind, unique] = UNIQUE.exec(line) ?? []
    const altered = this.tables.get(this.#alters)
    if (unique) altered?.unique?.add(nameOf(unique))
    if (altered && unique && kind === 'PRIMARY KEY') altered.key = nameOf(unique)
    const [, from, to] = FOREIGN.exec(line) ?? []
    if (from && to) altered?.references.set(nameOf(from), nameOf(to))
    const [, table, column] = UNIQUE_INDEX.exec(line) ?? []
    if (table && column) this.tables.get(nameOf(table))?.unique?.add(nameOf(column))
  }
}

type Visitor = {
  statement?: (line: string) => void
  /** Returns what takes the rows that follow. */
  copy: (table: string, columns: string[]) => ((line: string, number: number) => void) | undefined
}

/** Reads a dump once. Throws Refused for one that ends within its rows, is not UTF-8, or has rows as INSERT. */
const visit = async (path: string, { statement, copy }: Visitor): Promise<void> => {
  let isCopying = false
  let hasCopies = false
  let hasInserts = false
  let takeRow: ((line: string, number: number) => void) | undefined
  await readLines(path, (line, number) => {
    if (isCopying) {
      if (line === '\\.') isCopying = false
      else takeRow?.(line, number)
      return
    }
    const [, table = '', columns = ''] = COPY.exec(line) ?? []
    if (table === '') {
      hasInserts ||= line.startsWith('INSERT INTO ')
      refuseEncoding(path, line)
      statement?.(line)
      return
    }
    isCopying = true
    hasCopies = true
    takeRow = copy(nameOf(table), namesOf(columns))
  })
  if (isCopying) throw new Refused(`${path}: the file ends within the rows of a table, without \\.`)
  if (hasInserts && !hasCopies) {
    throw new Refused(
      `${path} has its rows as INSERT. Make it again with pg_dump, without --inserts and --column-inserts`,
    )
  }
}

const refuseEncoding = (path: string, line: string) => {
  const [, encoding = 'UTF8'] = ENCODING.exec(line) ?? []
  if (encoding !== 'UTF8')
    throw new Refused(`${path} is ${encoding}. Make it again with pg_dump --encoding=UTF8`)
}

/** What plain `pg_dump` writes, with COPY. */
export const dumpTables = (path: string): TableReader => ({
  format: 'postgres',
  tables: async () => {
    const schema = new Schema()
    await visit(path, {
      statement: (line) => schema.read(line),
      copy: (table, columns) => {
        if (!schema.add(table, columns))
          throw new Refused(
            `${path} has ${table} twice: it is of several databases. Dump one of them with pg_dump`,
          )
        return undefined
      },
    })
    return schema.described()
  },
  rows: (wanted, take) =>
    visit(path, {
      copy: (name) => {
        const table = wanted.get(name)
        return table && ((line, number) => take(table, valuesOf(path, table, line, number)))
      },
    }),
})

const valuesOf = (path: string, { name, columns }: Table, line: string, number: number) => {
  const fields = line.split('\t')
  if (fields.length !== columns.length) {
    throw new Refused(
      `${path}: line ${number}: a row of ${name} has ${fields.length} fields instead of ${columns.length}`,
    )
  }
  return fields.map(unescapeField)
}
