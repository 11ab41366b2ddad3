import { eq, lt, type SQL, sql } from 'drizzle-orm'
import type { Database, Statement } from './database.ts'
import { counters } from './schema.ts'

const NAME = 'import'
const isLease = eq(counters.name, NAME)

/**
 * One import at a time: a row says until when it has the database to itself. Not for the Worker. A time is a number that
 * no other import has, so it also tells whose the lease is.
 */
export const openImportLease = (db: Database) => ({
  /** Until when an import has the database, 0 if none ever had. */
  heldUntil: async () => (await db.select().from(counters).where(isLease).get())?.last ?? 0,

  /** Takes the lease unless somebody has it. Returns whether it was taken. */
  take: async (now: number, until: number): Promise<boolean> =>
    (
      await db
        .insert(counters)
        .values({ name: NAME, last: until })
        .onConflictDoUpdate({ target: counters.name, set: { last: until }, setWhere: lt(counters.last, now) })
        .returning()
    ).length > 0,

  /** A statement that moves the end of one's own lease. */
  renew: (mine: number, until: number): Statement =>
    db.update(counters).set({ last: until }).where(sql`${isLease} and ${counters.last} = ${mine}`),

  /** True while the lease ends then. */
  isMine: (until: number): SQL =>
    sql`exists (select 1 from counters where name = ${NAME} and last = ${until})`,

  /** Gives the lease back. */
  end: (mine: number) => db.delete(counters).where(sql`${isLease} and ${counters.last} = ${mine}`),

  /** Raises the counter of numbers, so that no account gets one that is going to be imported. */
  reserveNumbers: (greatest: number) =>
    db
      .insert(counters)
      .values({ name: 'number', last: greatest })
      .onConflictDoUpdate({ target: counters.name, set: { last: sql`max(last, excluded.last)` } }),

  /** Lets the cron look for accounts without an id, whose ids it gives. */
  forgetChecks: () => db.delete(counters).where(sql`${counters.name} in ('integer', 'objectid')`),
})

export type ImportLease = ReturnType<typeof openImportLease>
