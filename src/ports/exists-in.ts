import { and, exists, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'

/** True if the table has a row for which all conditions are true. They may name the row of the outer statement. */
export const existsIn = (db: Database, table: SQLiteTable, ...conditions: (SQL | undefined)[]): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(table)
      .where(and(...conditions)),
  )
