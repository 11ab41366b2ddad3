import { eq, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { type AccountId, accounts, counters, purges } from './schema.ts'

/** The counter of the numbers of accounts, and the row that tells when all accounts had an id of a kind. */
const NUMBERS = 'accounts'
const checkOf = (kind: GivenId) => `accounts ${kind}`

const OBJECT_ID_LENGTH = 24
/** How many accounts that were there before get an id at a time. */
export const IDS_AT_ONCE = 1000

/** The kinds of ids that an account is given beside its UUID. */
export type GivenId = 'integer' | 'objectid'

/** True for the account that has this id. */
export const hasId = (id: AccountId): SQL => {
  if (typeof id === 'number') return eq(accounts.number, id)
  return eq(id.length === OBJECT_ID_LENGTH ? accounts.objectId : accounts.id, id)
}

/** The number that was given last: that of the account which is inserted now, after `countUp`. */
export const lastNumber = sql<number>`(select ${counters.last} from ${counters} where ${counters.name} = ${NUMBERS})`

const greatestNumber = sql`(select coalesce(max(${accounts.number}), 0) from ${accounts} where ${isNotNull(accounts.number)})`

/** The ids of accounts beside their UUIDs, in D1. `checkedAt` is one read; the others are statements for `commit`. */
export const openAccountIds = (db: Database) => ({
  /**
   * Goes before the insert of an account that gets a number. The counter never goes down, so that no number is given
   * twice; it passes every number that an account has, because accounts may have been moved in with theirs.
   */
  countUp: () => raise(db, 1),

  /** When all accounts had an id of this kind, in milliseconds; 0 if that is not known. */
  checkedAt: async (kind: GivenId): Promise<number> => {
    const found = await db
      .select()
      .from(purges)
      .where(eq(purges.name, checkOf(kind)))
      .get()
    return found?.begunAt ?? 0
  },

  noteChecked: (kind: GivenId, now: number) =>
    db
      .insert(purges)
      .values({ name: checkOf(kind), begunAt: now })
      .onConflictDoUpdate({ target: purges.name, set: { begunAt: now } }),

  /**
   * Gives a number to some of the accounts that have none, to the oldest first. The second statement returns a row for
   * each. Reads the whole table, because an index on the time would have to be written with every registration.
   */
  giveNumbers: () => [raise(db, 0), giveNumbers(db), raise(db, 0)] as const,

  /** Gives an ObjectId with the time of the registration to some of the accounts that have none. Returns a row for each. */
  giveObjectIds: () =>
    db
      .update(accounts)
      .set({ objectId: sql`printf('%08x', ${accounts.createdAt} / 1000) || lower(hex(randomblob(8)))` })
      .where(sql`${accounts.id} in (select id from accounts where object_id is null limit ${IDS_AT_ONCE})`)
      .returning({ id: accounts.id }),
})

/** Raises the counter of numbers by so much, and at least to the greatest number that an account has. */
const raise = (db: Database, by: number) =>
  db
    .insert(counters)
    .values({ name: NUMBERS, last: sql`${greatestNumber} + ${by}` })
    .onConflictDoUpdate({
      target: counters.name,
      set: { last: sql`max(${counters.last} + ${by}, excluded.last)` },
    })

function giveNumbers(db: Database) {
  const oldest = sql`(select id, row_number() over (order by created_at, id) as place from accounts
    where number is null order by created_at, id limit ${IDS_AT_ONCE}) as oldest`
  return db
    .update(accounts)
    .set({ number: sql`${lastNumber} + oldest.place` })
    .from(oldest)
    .where(sql`${accounts.id} = oldest.id`)
    .returning({ id: accounts.id })
}
