import { and, eq, getTableName, gt, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Commit, Database, Statement } from './database.ts'
import { purges } from './schema.ts'

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
export function purgeExpired(
  db: Database,
  table: SQLiteTable,
  key: SQLiteColumn,
  hasEnded: SQL,
  now: number,
) {
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
    const named = Object.entries<readonly Statement[]>(purges)
    const [first, ...rest] = named.flatMap(([, statements]) => statements)
    const results = first ? await commit<Statement, Statement[]>(first, ...rest) : []
    let end = 0
    const deleted = named.map(([name, { length }]) => {
      end += length
      return [name, (results[end - 1] as D1Result).meta.changes]
    })
    return Object.fromEntries(deleted)
  }
