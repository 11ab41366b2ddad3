import { and, eq, getTableName, gt, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type Commit, commitNamed, type Database, type Statement } from './database.ts'
import { purges } from './schema.ts'

/** How many rows are read in one run of the cron. */
const AT_ONCE = 2000
/** How often, in milliseconds, a scan of a table begins at most: reading is billed by the row. */
const PAUSE = 3_600_000
/** Greater than every key. */
const END = sql`x'ff'`

/**
 * Moves the cron one step further through a table, in the order of its key, and deletes expired rows there, so that no
 * index has to be written with every row. Two statements for `commit`; the second tells how many rows were deleted.
 * `key` is the first column of the key.
 */
export function purgeExpired(db: Database, key: SQLiteColumn, hasEnded: SQL, now: number) {
  const table: SQLiteTable = key.table
  const isThis = eq(purges.name, getTableName(table))
  const here = (column: SQLiteColumn) => sql`(${db.select({ column }).from(purges).where(isThis)})`
  const last = sql`(select case when count(*) = ${AT_ONCE} then max(key) end from (
    select ${key} as key from ${table} where ${key} > coalesce(${purges.until}, '') order by ${key} limit ${AT_ONCE}))`
  return [
    db
      .update(purges)
      .set({
        after: sql`coalesce(${purges.until}, '')`,
        until: last,
        begunAt: sql`iif(${purges.until} is null, ${now}, ${purges.begunAt})`,
        movedAt: now,
      })
      .where(and(isThis, or(isNotNull(purges.until), lte(purges.begunAt, now - PAUSE)))),
    db
      .delete(table)
      .where(
        and(
          eq(here(purges.movedAt), now),
          gt(key, here(purges.after)),
          lte(key, sql`coalesce(${here(purges.until)}, ${END})`),
          hasEnded,
        ),
      ),
  ] as const satisfies Statement[]
}

/** Runs named purges in one D1 batch. Returns how many rows the last statement of each deleted. */
export const openPurge =
  (commit: Commit) =>
  async <Name extends string>(purges: Record<Name, readonly Statement[]>): Promise<Record<Name, number>> => {
    const results = await commitNamed<Record<string, readonly Statement[]>>(commit, purges)
    const deleted = Object.entries(results).map(([name, each]) => [
      name,
      (each.at(-1) as D1Result).meta.changes,
    ])
    return Object.fromEntries(deleted)
  }
