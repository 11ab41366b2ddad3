import { and, desc, eq, gt, isNotNull, lte, sql } from 'drizzle-orm'
import { type Commit, commitNamed, type Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { hashTimes } from './schema.ts'

/** How often, in milliseconds, a hash is measured at most, and how long what was measured is kept. */
const PAUSE = 3_600_000
const KEPT = 48 * PAUSE

/** How long a hash takes: the median in milliseconds of how many measurements, and when the last of them was made. */
export type HashTime = { median: number; measured: number; lastAt: number }

/** How long password hashes took, in D1, as the cron measures it. */
export const openHashTimes = (db: Database, commit: Commit) => ({
  /** Begins a measurement, and forgets old ones. False if one began within the last hour. One round trip. */
  async begin(at: number, links: number): Promise<boolean> {
    const { begun } = await commitNamed(commit, {
      old: db.delete(hashTimes).where(lte(hashTimes.at, at - KEPT)),
      begun: insertIf(
        db,
        hashTimes,
        { at, links },
        sql`not ${existsIn(db, hashTimes, gt(hashTimes.at, at - PAUSE))}`,
      ).returning({ at: hashTimes.at }),
    })
    return begun.length > 0
  },

  /** Asks D1 for nothing: it takes the time of a round trip. */
  roundTrip: async (): Promise<void> => {
    await db.get(sql`select 1`)
  },

  /** Ends the measurement that began then. */
  note: (at: number, ms: number | null) => db.update(hashTimes).set({ ms }).where(eq(hashTimes.at, at)),

  /** The measurements of hashes of so many links. A statement for a batch. */
  list: (now: number, links: number) =>
    db
      .select({ at: hashTimes.at, ms: hashTimes.ms })
      .from(hashTimes)
      .where(and(gt(hashTimes.at, now - KEPT), eq(hashTimes.links, links), isNotNull(hashTimes.ms)))
      .orderBy(desc(hashTimes.at)),
})

/** Undefined without any measurement. */
export function hashTimeOf(rows: readonly { at: number; ms: number | null }[]): HashTime | undefined {
  const sorted = rows.map(({ ms }) => ms ?? 0).toSorted((one, other) => one - other)
  const [upper, lower] = [sorted[sorted.length >> 1], sorted[(sorted.length - 1) >> 1]]
  const [last] = rows
  if (upper === undefined || lower === undefined || !last) return undefined
  return { median: (upper + lower) / 2, measured: rows.length, lastAt: last.at }
}
