import { and, eq, getTableName, gt, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database, Statement } from './database.ts'
import { sweeps } from './schema.ts'

/** How many rows are looked at in one run of the cron. */
const AT_ONCE = 2000
/** How seldom, in milliseconds, the way through a table begins: reading is billed by the row. */
const PAUSE = 3_600_000
/** After whatever a key can be. */
const END = sql`x'ff'`

/**
 * Takes the cron one step further through a table, in the order of its key, and deletes what has ended there: no index
 * has to be written for that with every row. Two statements for `commit`; the second tells how many rows went. Of a key
 * of several columns it is the first.
 */
export function sweep(db: Database, table: SQLiteTable, key: SQLiteColumn, hasEnded: SQL, now: number) {
  const isThis = eq(sweeps.name, getTableName(table))
  const here = (column: SQLiteColumn) => sql`(${db.select({ column }).from(sweeps).where(isThis)})`
  const last = sql`(select case when count(*) = ${AT_ONCE} then max(key) end from (
    select ${key} as key from ${table} where ${key} > coalesce(${sweeps.until}, '') order by ${key} limit ${AT_ONCE}))`
  return [
    db
      .update(sweeps)
      .set({
        after: sql`coalesce(${sweeps.until}, '')`,
        until: last,
        begunAt: sql`iif(${sweeps.until} is null, ${now}, ${sweeps.begunAt})`,
        movedAt: now,
      })
      .where(and(isThis, or(isNotNull(sweeps.until), lte(sweeps.begunAt, now - PAUSE)))),
    db
      .delete(table)
      .where(
        and(
          eq(here(sweeps.movedAt), now),
          gt(key, here(sweeps.after)),
          lte(key, sql`coalesce(${here(sweeps.until)}, ${END})`),
          hasEnded,
        ),
      ),
  ] as const satisfies Statement[]
}
