import { inArray, type SQL } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'

const AT_ONCE = 1000

/** Deletes at most 1000 rows for which the condition holds, named by their key, so that no cron run grows too long. */
export const deleteSome = (db: Database, table: SQLiteTable, key: SQLiteColumn, condition: SQL) =>
  db.delete(table).where(inArray(key, db.select({ key }).from(table).where(condition).limit(AT_ONCE)))
