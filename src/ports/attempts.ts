import { eq, inArray, lte, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { deleteSome } from './delete-some.ts'
import { accounts, attempts, knownPlaces } from './schema.ts'

/** How many tries may come close together before there are waits, and after how many in a row there are no more. */
export type Limits = { free: number; most: number }

/** What a try counts under. */
export type Counted = Limits & { key: SQL }

/** Whose password is tried: an account's by its id, or whoever's has a name or an address. */
export type Whose =
  | { id: string }
  | { usernameKey?: string | undefined; emailKey?: string | null | undefined }

/** After how long, in milliseconds, without a try the free ones are back. */
const WINDOW = 5 * 60_000
/** The first wait, in milliseconds; each one is twice as long as the one before, seven times. */
const FIRST_WAIT = 30_000
const DOUBLINGS = 7
/** How many times as many tries are free at a known place: a right password is a try too, and devices sign in at once. */
const AT_HOME = 3
/** How long, in milliseconds, tries are remembered: 30 days. */
const REMEMBERED = 30 * 86_400_000
/** How long, in milliseconds, a place is known without another sign-in: 90 days. */
const KNOWN = 90 * 86_400_000
/** How seldom, in milliseconds, it is written that somebody signed in at a known place. */
const PLACE_SEEN_EVERY = 86_400_000

const { key, burst, streak, at, free, most } = attempts

const wait = sql`(${FIRST_WAIT} << min(${burst} - ${free}, ${DOUBLINGS}))`

/** When, in milliseconds, the next try is let in. Without waits it is always, whatever a clock said before. */
const opensAt = sql<number>`(case
  when ${streak} >= ${most} and ${key} not like 'p:%' then ${at} + ${REMEMBERED}
  when ${burst} >= ${free} then ${at} + ${wait}
  else 0 end)`

/** Tries in D1, and where somebody signed in before. All of these are statements for `commit`, or parts of them. */
export const openAttempts = (db: Database) => ({
  /** Tries of anything that has a name of its own. */
  named: (name: string, limits: Limits): Counted => ({ key: sql`${name}`, ...limits }),

  /**
   * Tries at an account: all of them or, from a place where it signed in before, those of that place, so that nobody
   * elsewhere can keep its owner out. What is nobody's counts under a hash, all the same.
   */
  ofAccount: (whose: Whose, clientHash: string, nobodyHash: string, limits: Limits): Counted => ({
    ...limits,
    key: sql`coalesce((
    select case when exists (
        select 1 from ${knownPlaces}
        where ${knownPlaces.accountId} = who.id and ${knownPlaces.clientHash} = ${clientHash}
      ) then 'p:' || who.id || ':' || ${clientHash} else 'a:' || who.id end
    from (select ${idOf(whose)} as id) who where who.id is not null
  ), ${`n:${nobodyHash}`})`,
  }),

  /**
   * Counts one more try under every key, unless one of them has to wait: compared and counted in one statement. Adds or
   * changes a row for each key, or none.
   */
  admit: (counted: Counted[], now: number) =>
    db
      .insert(attempts)
      .select(
        sql`select counted.key, 1, 1, ${now},
            iif(counted.key like 'p:%', counted.free * ${AT_HOME}, counted.free), counted.most
          from (${listOf(counted)}) counted
          where ${isLetIn(counted, now)}`,
      )
      .onConflictDoUpdate({
        target: key,
        set: {
          burst: sql`case when max(${at}, ${opensAt}) + ${WINDOW} <= ${now} then 1 else ${burst} + 1 end`,
          streak: sql`case when ${at} + ${REMEMBERED} <= ${now} then 1 else ${streak} + 1 end`,
          at: now,
          free: sql`excluded.free`,
          most: sql`excluded.most`,
        },
      })
      .returning({ key }),

  /** When, in milliseconds, the next try under all of the keys is let in; one row. */
  opensAt: (counted: Counted[]) =>
    db
      .select({ at: sql<number | null>`max(${opensAt})` })
      .from(attempts)
      .where(isAmong(counted)),

  /** Forgets the tries of an account, once somebody showed that it is theirs. */
  forget: (accountId: string, condition: SQL) =>
    db
      .delete(attempts)
      .where(
        sql`(${key} = ${`a:${accountId}`} or (${key} > ${`p:${accountId}:`} and ${key} < ${`p:${accountId};`})) and ${condition}`,
      ),

  /** Takes back a try that was right. */
  takeBack: (counted: Counted) =>
    db
      .update(attempts)
      .set({ burst: sql`max(0, ${burst} - 1)`, streak: sql`max(0, ${streak} - 1)` })
      .where(eq(key, counted.key)),

  /** Notes where somebody signed in, if the condition holds. */
  knowPlace: (accountId: string, clientHash: string, now: number, condition: SQL) =>
    db
      .insert(knownPlaces)
      .select(sql`select ${accountId}, ${clientHash}, ${now} where ${condition}`)
      .onConflictDoUpdate({
        target: [knownPlaces.accountId, knownPlaces.clientHash],
        set: { at: now },
        setWhere: lte(knownPlaces.at, now - PLACE_SEEN_EVERY),
      }),

  /** Clears away so many that count no more; the cron comes again. */
  deleteOld: (now: number) => deleteSome(db, attempts, key, lte(at, now - REMEMBERED)),

  deleteOldPlaces: (now: number) => {
    const rowid = sql<number>`rowid`
    const old = db
      .select({ rowid })
      .from(knownPlaces)
      .where(lte(knownPlaces.at, now - KNOWN))
      .limit(1000)
    return db.delete(knownPlaces).where(inArray(rowid, old))
  },
})

/** Holds, in front of `admit`, for a try that it is going to let in. */
export const isLetIn = (counted: Counted[], now: number) =>
  sql`not exists (select 1 from ${attempts} where ${isAmong(counted)} and ${opensAt} > ${now})`

const listOf = (counted: Counted[]) =>
  sql.join(
    counted.map((each) => sql`select ${each.key} as key, ${each.free} as free, ${each.most} as most`),
    sql` union all `,
  )

const isAmong = (counted: Counted[]) =>
  sql`${key} in (${sql.join(
    counted.map((each) => each.key),
    sql`, `,
  )})`

/** The id of the account that a try is at, or null. */
export function idOf(whose: Whose): SQL {
  if ('id' in whose) return sql`${whose.id}`
  const { usernameKey, emailKey } = whose
  // A name may look like somebody else's address; the address is whose it is.
  return sql`coalesce(
    (select ${accounts.id} from ${accounts} where ${accounts.emailKey} = ${emailKey ?? ''}),
    (select ${accounts.id} from ${accounts} where ${accounts.usernameKey} = ${usernameKey ?? ''}))`
}
