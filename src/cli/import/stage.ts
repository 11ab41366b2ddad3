import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { NaturalKey } from './django/table.ts'

/** What SQLite stores. */
export type Stored = string | number | Uint8Array | null

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * A temporary database on disk, for what does not fit in memory. It has no name in the file system, so that it is gone
 * however the program ends: it holds hashes and tokens.
 */
export const openTemporary = (): DatabaseSync => {
  const db = new DatabaseSync('')
  db.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8192; begin')
  return db
}

/** The most bytes of a value that are kept. A row of D1 holds 2 MB, and this is text in it, sealed. */
export const MOST_BYTES = 100_000

/**
 * Any value as text, for which all formats are alike: bytes are base64, as `loaddata` reads them, or left out if there
 * are too many. Natural keys become bytes (natural-keys.ts).
 */
const stored = (value: unknown): Stored => {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array)
    return value.length > MOST_BYTES ? null : Buffer.from(value).toString('base64')
  if (value instanceof NaturalKey) return Buffer.from(value.name)
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Tables of text columns in a temporary database. */
export type Stage = ReturnType<typeof openStage>

export const openStage = () => {
  const db = openTemporary()
  const inserts = new Map<string, StatementSync>()
  return {
    db,
    create: (table: string, columns: string[]) => {
      db.exec(`create table ${quote(table)} (${columns.map((name) => `${quote(name)} text`).join(', ')})`)
      const values = columns.map(() => '?').join(', ')
      inserts.set(table, db.prepare(`insert into ${quote(table)} values (${values})`))
    },
    insert: (table: string, values: unknown[]) => inserts.get(table)?.run(...values.map(stored)),
    index: (table: string, column: string) => {
      const name = quote(`${table}.${column}`)
      db.exec(`create index if not exists ${name} on ${quote(table)} (${quote(column)})`)
    },
    /** A single number that a query gives. */
    number: (sql: string, ...values: Stored[]): number =>
      Number(Object.values(db.prepare(sql).get(...values) ?? {})[0] ?? 0),
  }
}

/** Rows of the stage as texts, by the one value that a query asks for. */
export const rowsFor = ({ db }: Stage, sql: string) => {
  const statement = db.prepare(sql)
  return (key: string) => statement.all(key) as Record<string, string | null>[]
}
