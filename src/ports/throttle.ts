import { and, eq, gt, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'
import { purgeExpired } from './purge-expired.ts'
import { accounts, attempts, knownClients } from './schema.ts'

/** How many tries may come close together before there are waits, and after how many in a row there are no more. */
export type Limits = { free: number; most: number }

/** What a try counts under, for the head of a statement: `counted(key, free, most)`. */
export type Counted = SQL

/** Whoever has a name, under the first of these keys that is somebody's, or an address. */
export type Named = {
  usernameKeys?: readonly string[] | undefined
  emailKey?: string | null | undefined
}

/** Whose password is tried: an account's by its id, or whoever's has a name or an address. */
export type Whose = { id: string } | Named

/** After how long, in milliseconds, without a try the free ones are back. */
const WINDOW = 5 * 60_000
/** The first wait, in milliseconds; each one is twice as long as the one before, seven times. */
const FIRST_WAIT = 30_000
const DOUBLINGS = 7
/** How many times as many tries are free at a known place: a right password is a try too, and devices sign in at once. */
const KNOWN_CLIENT_FACTOR = 3
/** How long, in milliseconds, tries are remembered: 30 days. */
const REMEMBERED = 30 * 86_400_000
/** How long, in milliseconds, a place is known without another sign-in: 90 days. */
const KNOWN = 90 * 86_400_000
/** How seldom, in milliseconds, it is written that somebody signed in at a known place. */
const CLIENT_SEEN_EVERY = 86_400_000

const { key, burst, streak, at, free, most } = attempts

const wait = sql`(${FIRST_WAIT} << min(${burst} - ${free}, ${DOUBLINGS}))`
const isKnownClient = sql`substr(${key}, 1, 2) = 'p:'`

/** When, in milliseconds, the next try is let in. Without waits it is always, whatever a clock said before. */
const opensAt = sql<number>`(case
  when ${streak} >= ${most} and not ${isKnownClient} then ${at} + ${REMEMBERED}
  when ${burst} >= ${free} then ${at} + ${wait}
  else 0 end)`

/** Tries in D1, and where somebody signed in before. All of these are statements for `commit`, or parts of them. */
export const openThrottle = (db: Database) => ({
  keyOfAccount,

  /** Tries of anything that has a name of its own. */
  named: ({ name, free, most }: Limits & { name: string }): Counted =>
    sql`counted(key, free, most) as materialized (select ${name}, ${free}, ${most})`,

  /**
   * Tries at an account, and those of a client. From a place where the account signed in before, they count for that
   * place alone, so that nobody elsewhere can keep the owner out; those of a client then count only if they are `own`,
   * which is to say at this account. What is nobody's counts under a hash, all the same.
   */
  ofAccount: (
    whose: Whose,
    { clientHash, nobodyHash }: { clientHash: string; nobodyHash: string },
    { free, most }: Limits,
    client?: Limits & { name: string; own?: boolean },
  ): Counted => sql`
      who(id, home) as materialized (
        select id, exists (select 1 from ${knownClients}
          where ${knownClients.accountId} = id and ${knownClients.clientHash} = ${clientHash})
        from (select ${idOf(whose)} as id)),
      counted(key, free, most) as materialized (
        select case when id is null then ${`n:${nobodyHash}`}
            when home then 'p:' || id || ${`:${clientHash}`}
            else 'a:' || id end,
          iif(home, ${free * KNOWN_CLIENT_FACTOR}, ${free}), ${most} from who
        ${
          client
            ? sql`union all select ${client.name}, iif(home, ${client.free * KNOWN_CLIENT_FACTOR}, ${client.free}), ${client.most}
                from who where not home or ${client.own ?? false}`
            : sql``
        })`,

  /**
   * Counts one more try under every key, unless one of them has to wait: compared and counted in one statement. Adds or
   * changes a row for each key, or none, and tells the keys.
   */
  admit: (counted: Counted, now: number) =>
    db
      .insert(attempts)
      .select(
        sql`with ${counted}
          select key, 1, 1, ${now}, free, most from counted
          where not exists (select 1 from counted join ${attempts} on ${key} = counted.key where ${opensAt} > ${now})`,
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
  opensAt: async (counted: Counted) => {
    const [row] = await db.all<{ at: number | null }>(
      sql`with ${counted} select max(${opensAt}) as at from counted join ${attempts} on ${key} = counted.key`,
    )
    return row?.at ?? 0
  },

  /** When, in milliseconds, tries at an account are let in that have to wait: from somewhere, and from known places. */
  waits: (accountId: string, now: number) =>
    db
      .select({ isKnownClient: sql<number>`${isKnownClient}`, at: opensAt })
      .from(attempts)
      .where(and(isOf(accountId), gt(opensAt, now))),

  keyOfConfirmations: (accountId: string, clientHash: string) => `s:${accountId}:${clientHash}`,

  /** Forgets the tries of an account at every place, but not what was shown again by who was signed in. */
  forget: (accountId: string, condition: SQL) => db.delete(attempts).where(and(isOf(accountId), condition)),

  /** Forgets whatever was counted of an account. */
  forgetAll: (accountId: string, condition: SQL) =>
    db.delete(attempts).where(and(or(isOf(accountId), isAt('s', accountId)), condition)),

  /** Forgets where an account signed in before. */
  forgetClients: (accountId: string, condition: SQL) =>
    db.delete(knownClients).where(and(eq(knownClients.accountId, accountId), condition)),

  /** Forgets the tries under these keys. */
  forgetKeys: (keys: string[], condition: SQL) =>
    db.delete(attempts).where(and(inArray(key, keys), condition)),

  /** Takes back a try that was none, or right. */
  takeBack: (name: string) =>
    db
      .update(attempts)
      .set({ burst: sql`max(0, ${burst} - 1)`, streak: sql`max(0, ${streak} - 1)` })
      .where(eq(key, name)),

  /** Notes where somebody signed in, if the condition holds. */
  rememberClient: (accountId: string, clientHash: string, now: number, condition: SQL) =>
    db
      .insert(knownClients)
      .select(sql`select ${accountId}, ${clientHash}, ${now} where ${condition}`)
      .onConflictDoUpdate({
        target: [knownClients.accountId, knownClients.clientHash],
        set: { at: now },
        setWhere: lte(knownClients.at, now - CLIENT_SEEN_EVERY),
      }),

  /** Clears away what counts no more, some of it at a time. */
  purgeExpired: (now: number) => purgeExpired(db, attempts, key, lte(at, now - REMEMBERED), now),

  purgeKnownClients: (now: number) =>
    purgeExpired(db, knownClients, knownClients.accountId, lte(knownClients.at, now - KNOWN), now),
})

/** What all tries at an account from nowhere in particular count under. */
const keyOfAccount = (accountId: string) => `a:${accountId}`

/** The tries at an account, wherever they were. */
const isOf = (accountId: string) => or(eq(key, keyOfAccount(accountId)), isAt('p', accountId))

const isAt = (what: string, accountId: string) =>
  and(gt(key, `${what}:${accountId}:`), lt(key, `${what}:${accountId};`))

/**
 * The id of the account that a try is at, or null. A name may look like somebody else's address: whoever has proved the
 * address comes first, then whose name it is, and last who only claims the address.
 */
function idOf(whose: Whose): SQL {
  if ('id' in whose) return sql`${whose.id}`
  const withKey = (column: SQLiteColumn, value: string | null | undefined) =>
    value == null ? sql`null` : sql`(select ${accounts.id} from ${accounts} where ${column} = ${value})`
  const proved =
    whose.emailKey == null
      ? sql`null`
      : sql`(select ${accounts.id} from ${accounts}
          where ${accounts.emailKey} = ${whose.emailKey} and ${accounts.emailVerifiedAt} is not null)`
  const named = (whose.usernameKeys ?? []).map((name) => sql`${withKey(accounts.usernameKey, name)}, `)
  return sql`coalesce(${proved}, ${sql.join(named)}${withKey(accounts.emailKey, whose.emailKey)})`
}
