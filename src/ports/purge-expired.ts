import { and, eq, getTableName, gt, is, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm'
import { type SQLiteColumn, SQLiteDeleteBase, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type Commit, commitNamed, type Database, type Statement } from './database.ts'
import { purges } from './schema.ts'

/** How many rows are read in one run of the cron. */
const AT_ONCE = 2000
/** How often, in milliseconds, a scan of a table begins at most: reading is billed by the row. */
export const PAUSE = 3_600_000
/** Greater than every key. */
const END = sql`x'ff'`

type Step = { name: string; key: SQLiteColumn; atOnce: number; pause: number | SQL; now: number }

/**
 * Moves the cron one step further through a table, in the order of its key. `move` is the statement that does it; `here` is
 * for the statements after it in the batch: the progress, and true of a key of the rows that the step went over, and of no
 * key if there was no step. `name` is that of the progress; `key` the first column of the key.
 */
export function stepThrough(db: Database, { name, key, atOnce, pause, now }: Step) {
  const isThis = eq(purges.name, name)
  const progress = (column: SQLiteColumn) => sql`(${db.select({ column }).from(purges).where(isThis)})`
  const last = sql`(select case when count(*) = ${atOnce} then max(key) end from (
    select ${key} as key from ${key.table} where ${key} > coalesce(${purges.until}, '') order by ${key} limit ${atOnce}))`
  const move = db
    .update(purges)
    .set({
      after: sql`coalesce(${purges.until}, '')`,
      until: last,
      begunAt: sql`iif(${purges.until} is null, ${now}, ${purges.begunAt})`,
      movedAt: now,
    })
    .where(and(isThis, or(isNotNull(purges.until), lte(purges.begunAt, sql`${now} - ${pause}`))))
  const here = and(
    eq(progress(purges.movedAt), now),
    gt(key, progress(purges.after)),
    lte(key, sql`coalesce(${progress(purges.until)}, ${END})`),
  )
  return { move, here, progress }
}

/**
 * Moves the cron one step further through a table, in the order of its key, and deletes expired rows there, so that no
 * index has to be written with every row. Two statements for `commit`; the second tells how many rows were deleted.
 * `key` is the first column of the key.
 */
export function purgeExpired(db: Database, key: SQLiteColumn, hasEnded: SQL, now: number) {
  const table: SQLiteTable = key.table
  const { move, here } = stepThrough(db, {
    name: getTableName(table),
    key,
    atOnce: AT_ONCE,
    pause: PAUSE,
    now,
  })
  return [move, db.delete(table).where(and(here, hasEnded))] as const satisfies Statement[]
}

/** Runs named purges in one D1 batch. Returns how many rows the deletions of each deleted. */
export const openPurge =
  (commit: Commit) =>
  async <Name extends string>(purges: Record<Name, readonly Statement[]>): Promise<Record<Name, number>> => {
    const results = await commitNamed<Record<string, readonly Statement[]>>(commit, purges)
    const deleted = Object.entries<readonly Statement[]>(purges).map(([name, statements]) => {
      const own = (results[name] ?? []) as D1Result[]
      const changes = own.map(({ meta }, at) => (is(statements[at], SQLiteDeleteBase) ? meta.changes : 0))
      return [name, changes.reduce((sum, each) => sum + each, 0)]
    })
    return Object.fromEntries(deleted)
  }
