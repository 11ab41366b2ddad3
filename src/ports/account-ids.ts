import { eq, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { type AccountId, accounts, counters } from './schema.ts'

/** The kinds of ids that an account is given beside its UUID. */
type GivenId = 'integer' | 'objectid'

/** How many accounts that were there before get an id at a time. */
const AT_ONCE = 1000

const OBJECT_ID_LENGTH = 24

/** True for the account that has this id. */
export const hasId = (id: AccountId): SQL =>
  eq(
    typeof id === 'number'
      ? accounts.number
      : id.length === OBJECT_ID_LENGTH
        ? accounts.objectId
        : accounts.id,
    id,
  )

/** The number that was given last. */
const lastNumber = sql<number>`(select last from counters where name = 'number')`

/** The ids of accounts beside their UUIDs, in D1. `checkedAt` is one read; the others are statements for `commit`. */
export const openAccountIds = (db: Database) => {
  const raise = (name: string, least: SQL, by = 0) =>
    db
      .insert(counters)
      .values({ name, last: sql`${least} + ${by}` })
      .onConflictDoUpdate({ target: counters.name, set: { last: sql`max(last + ${by}, excluded.last)` } })
      .returning({ last: counters.last })

  /**
   * Raises the counter of numbers by so much. It never goes down, so that no number is given twice; and it is at least
   * the greatest number that an account has, because accounts may have been moved in with theirs.
   */
  const countUp = (by: 0 | 1) =>
    raise('number', sql`(select coalesce(max(number), 0) from accounts where number is not null)`, by)

  return {
    countUp,

    /** When all accounts had an id of this kind, in milliseconds; undefined if that is not known. */
    checkedAt: async (kind: GivenId) =>
      (await db.select().from(counters).where(eq(counters.name, kind)).get())?.last,

    /**
     * Gives ids to some of the accounts that have none, those that were registered first, and notes the time if none is
     * left. An ObjectId has the time of the registration. Reads the whole table, because an index on the time would have
     * to be written with every registration.
     */
    give: (kind: GivenId, now: number) => {
      const isNumber = kind === 'integer'
      const column = isNumber ? accounts.number : accounts.objectId
      const oldest = sql`(select id as old, row_number() over (order by created_at, id) as place from accounts
        where ${column} is null order by place limit ${AT_ONCE})`
      return [
        countUp(0),
        db
          .update(accounts)
          .set(
            isNumber
              ? { number: sql`${lastNumber} + place` }
              : { objectId: sql`printf('%08x', created_at / 1000) || lower(hex(randomblob(8)))` },
          )
          .from(oldest)
          .where(sql`id = old`),
        countUp(0),
        raise(kind, sql`iif(exists (select 1 from accounts where ${column} is null), 0, ${now})`),
      ] as const
    },
  }
}
