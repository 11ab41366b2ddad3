import type { DatabaseSync } from 'node:sqlite'
import { getTableColumns } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { Refused } from '../../src/cli/refused.ts'
import type { Keys } from '../../src/ports/keys.ts'
import { accounts as accountTable, sessions as sessionTable } from '../../src/ports/schema.ts'
import { findDatabaseFile, openDatabaseFile } from './database-file.ts'
import { accountIdOf, openSeed } from './seeded.ts'

type SeedRequest = {
  folder: string
  keys: Keys
  accounts: number
  /** How many of them were here just now. */
  recent?: number
  /** When those were, in milliseconds since 1970. */
  now?: number
  link?: Uint8Array<ArrayBuffer> | undefined
  stop: AbortSignal
  tell?: (done: number) => void
}

/** A chunk is written whole or not at all, so that the next run sees at a glance what is missing. */
const CHUNK = 10_000
const RECENT = 1000

/**
 * Fills the local D1 of a folder up to so many accounts with three sessions each, and adds what is missing to one that has
 * some. Its tables have to be there. Gives the file and how many accounts were added. Throws Refused while a server runs.
 */
export async function seedFolder({
  folder,
  keys,
  accounts,
  recent = RECENT,
  now = Date.now(),
  link,
  stop,
  tell = () => {},
}: SeedRequest) {
  const file = findDatabaseFile(folder)
  if (!file) throw new Refused(`There is no database in ${folder}`)
  const database = openDatabaseFile(file)
  let added = 0
  try {
    const seed = await openSeed(keys, { now, recent, link })
    for (let from = 0; from < accounts && !stop.aborted; from += CHUNK) {
      const missing = missingOf(database, from, Math.min(from + CHUNK, accounts))
      const users = await Promise.all(missing.map(seed.accountOf))
      const sessions = await Promise.all(missing.map(seed.sessionsOf))
      write(database, users, sessions.flat())
      added += missing.length
      tell(Math.min(from + CHUNK, accounts))
    }
    // What is still in the log is not in the file, and a server that comes would have to read it.
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
  return { file, added }
}

function missingOf(database: DatabaseSync, from: number, to: number): number[] {
  const numbers = Array.from({ length: to - from }, (_, at) => from + at)
  const there = database
    .prepare('SELECT id FROM accounts WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(numbers.map(accountIdOf)))
  const ids = new Set(there.map(({ id }) => id))
  return numbers.filter((number) => !ids.has(accountIdOf(number)))
}

type Row = Record<string, unknown>

function write(database: DatabaseSync, accounts: Row[], sessions: Row[]) {
  database.exec('BEGIN')
  insert(
    database,
    'accounts',
    accounts.map((row) => storedRow(accountTable, row)),
  )
  insert(
    database,
    'sessions',
    sessions.map((row) => storedRow(sessionTable, row)),
  )
  database.exec('COMMIT')
}

function insert(
  database: DatabaseSync,
  table: 'accounts' | 'sessions',
  rows: Record<string, string | number | null>[],
) {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first)
  const statement = database.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  for (const row of rows) statement.run(...Object.values(row))
}

/** A row as its columns are called, in SQLite's types. */
export const storedRow = (table: SQLiteTable, row: Row): Record<string, string | number | null> => {
  const columns = getTableColumns(table)
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [columns[name]?.name ?? name, storedValue(value)]),
  )
}

function storedValue(value: unknown): string | number | null {
  if (typeof value === 'boolean') return Number(value)
  return value !== null && typeof value === 'object'
    ? JSON.stringify(value)
    : (value as string | number | null)
}
