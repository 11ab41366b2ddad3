import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Refused } from '../../refused.ts'
import { type Column, kindOfType, type Table, type TableReader } from './table.ts'

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

/** The rows of a query, with the types that the caller knows of them. */
const all = <Row>(db: DatabaseSync, sql: string, ...values: string[]): Row[] =>
  db.prepare(sql).all(...values) as Row[]

const columnsOf = (db: DatabaseSync, table: string, sql: string): (Column & { isKey: boolean })[] =>
  all<{ name: string; type: string; pk: number }>(
    db,
    'select name, type, pk from pragma_table_xinfo(?) where hidden = 0',
    table,
  ).map(({ name, type, pk }) => ({
    name,
    kind: sql.includes(`JSON_VALID(${quote(name)})`) ? 'json' : kindOfType(type),
    isKey: pk > 0,
  }))

/** Columns with a unique index of their own. */
const uniqueOf = (db: DatabaseSync, table: string): string[] =>
  all<{ name: string }>(
    db,
    `select max(i.name) as name from pragma_index_list(?) l, pragma_index_info(l.name) i
     where l."unique" = 1 and l.partial = 0 group by l.name having count(*) = 1`,
    table,
  ).map(({ name }) => name)

const tableOf = (db: DatabaseSync, { name, sql }: { name: string; sql: string }): Table => {
  const columns = columnsOf(db, name, sql)
  const keys = columns.filter(({ isKey }) => isKey)
  const key = keys.length === 1 ? keys[0] : undefined
  const references = all<{ from: string; table: string }>(
    db,
    'select "from", "table" from pragma_foreign_key_list(?)',
    name,
  )
  return {
    name,
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    ...(key && { key: key.name }),
    unique: new Set([...uniqueOf(db, name), ...(key ? [key.name] : [])]),
    references: new Map(references.map(({ from, table }) => [from, table])),
  }
}

/** Tables without one are in the order of their key. */
const hasRowid = (db: DatabaseSync, table: string): boolean =>
  all(db, `select 1 from pragma_table_list(?) where schema = 'main' and wr = 0`, table).length > 0

/** Opens the file to read only, runs `read` on one state of it, and closes it. Throws Refused if SQLite cannot read it. */
const inFile = <Result>(path: string, read: (db: DatabaseSync) => Result): Result => {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path, { readOnly: true })
    db.exec('begin')
    return read(db)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw error
    throw new Refused(
      `${path} cannot be read: ${(error as Error).message}. If it is in use, type: sqlite3 ${path} ".backup copy.sqlite3"`,
    )
  } finally {
    db?.close()
  }
}

const JOURNAL_MODE_AT = 18
const WAL = 2

/** A copy of the file alone is without what is still in its write-ahead log, and nothing in it says so. */
const missingLog = (path: string): string[] => {
  const head = Buffer.alloc(JOURNAL_MODE_AT + 1)
  const file = openSync(path, 'r')
  readSync(file, head)
  closeSync(file)
  if (head[JOURNAL_MODE_AT] !== WAL || existsSync(`${path}-wal`)) return []
  return [
    `${path} belongs to a write-ahead log, ${basename(path)}-wal, which is not beside it. If it is a copy, make it with: sqlite3 ${path} ".backup copy.sqlite3"`,
  ]
}

/** Django's SQLite file. */
export const sqliteTables = (path: string): TableReader => ({
  format: 'django-sqlite',
  notes: missingLog(path),
  tables: async () =>
    inFile(path, (db) =>
      all<{ name: string; sql: string }>(
        db,
        `select name, sql from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'`,
      ).map((table) => tableOf(db, table)),
    ),
  rows: async (wanted, take) =>
    inFile(path, (db) => {
      for (const table of wanted.values()) {
        const columns = table.columns.map(({ name }) => quote(name)).join(', ')
        const order = hasRowid(db, table.name) ? ' order by rowid' : ''
        const rows = db.prepare(`select ${columns} from ${quote(table.name)}${order}`)
        rows.setReadBigInts(true)
        for (const row of rows.iterate()) take(table, Object.values(row))
      }
    }),
})
