import { type SQL, sql } from 'drizzle-orm'
import { eventCounts, type OTHER_COUNTS } from './schema.ts'
import { statementOnce } from './write-once.ts'

const HOUR = 3_600_000

/** How often something was, and in which hour, by when that began in milliseconds. */
export type NewCount = { kind: (typeof OTHER_COUNTS)[number]; at: number; count: number }

/** When the hour of a time began, in milliseconds. */
export const hourOf = (now: number): number => now - (now % HOUR)

/**
 * Notes what was, for the cron to count, if the condition is true when the batch runs. One statement, which writes a
 * row for each.
 */
export const noteCounts = statementOnce<[counts: readonly [NewCount, ...NewCount[]], condition?: SQL]>()(
  (db, counts, condition) => {
    const rows = counts.map(({ kind, at, count }) => sql`(${at}, ${kind}, ${count})`)
    return db
      .insert(eventCounts)
      .select(
        sql`select 'new', column1, column2, column3 from (values ${sql.join(rows, sql`, `)}) where ${condition ?? sql`true`}`,
      )
      .onConflictDoUpdate({
        target: [eventCounts.period, eventCounts.at, eventCounts.kind],
        set: { count: sql`${eventCounts.count} + excluded.count` },
      })
  },
)
