import { and, eq, gt, gte, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'
import { purgeExpired } from './purge-expired.ts'
import { accounts, knownClients, loginThrottle, trustedClients } from './schema.ts'
import { type Placeholders, partOnce, statementOnce } from './write-once.ts'

/** How many tries may come close together before there are waits, and how many in a row before all are refused. */
export type Limits = { free: number; most: number }

/** The keys that a try counts under, as a common table expression: `counted(key, free, most)`. */
export type Counted = SQL

/** The account that has a username, by the first of these keys that exists, or an email address. */
export type Named = {
  usernameKeys?: readonly string[] | undefined
  emailKey?: string | null | undefined
}

/** The account whose id this finds. Where it finds none, no try counts. */
export type Found = { found: SQL }

/** Whose password is tried: that of the account of an id, or with a username or email address. */
export type Whose = { id: string } | Named

/** The accounts that it may be: with this id, username or email address. */
export const whoIs = (whose: Whose | Placeholders<Whose>): SQL | undefined =>
  'id' in whose
    ? eq(accounts.id, whose.id)
    : or(
        ...(whose.usernameKeys ?? []).map((key) => eq(accounts.usernameKey, key)),
        whose.emailKey === undefined ? undefined : eq(accounts.emailKey, whose.emailKey ?? ''),
      )

/** The client that tries, and as what it is trusted. `unknownHash`: of a name that perhaps no account has. */
export type Counting = {
  clientHash: string
  unknownHash: string
  trustedHash?: string | undefined
  now?: number
}

/** After how long, in milliseconds, without a try the free ones are back. */
const WINDOW = 5 * 60_000
/** The first wait, in milliseconds; each one is twice as long as the one before, seven times. */
const FIRST_WAIT = 30_000
const DOUBLINGS = 7
/** How many times as many tries are free for a known client. Right passwords count too, and devices sign in at once. */
const KNOWN_CLIENT_FACTOR = 3
/** How long, in milliseconds, tries are remembered: 30 days. */
const REMEMBERED = 30 * 86_400_000
/** How long, in milliseconds, a client is known without another sign-in: 90 days. */
const KNOWN = 90 * 86_400_000
/** How often, in milliseconds, a sign-in from a known client is recorded at most. */
const CLIENT_SEEN_EVERY = 86_400_000

const { key, burst, streak, at, free, most } = loginThrottle

const wait = sql`(${FIRST_WAIT} << min(${burst} - ${free}, ${DOUBLINGS}))`
const isKnownClient = sql`substr(${key}, 1, 2) = 'p:'`

/** When, in milliseconds, the next try is allowed. Zero without a wait, so that a clock that went back does no harm. */
const opensAt = sql<number>`(case
  when ${streak} >= ${most} and not ${isKnownClient} then ${at} + ${REMEMBERED}
  when ${burst} >= ${free} then ${at} + ${wait}
  else 0 end)`

const named = partOnce<[name: string, free: number, most: number]>(
  (_db, name, free, most) => sql`counted(key, free, most) as materialized (select ${name}, ${free}, ${most})`,
)

/** What tries count as: those at an account from known clients (`ofKnown` of them are free) and from others, or at none. */
type Keys = { whose: Whose | Found; isKnown: Known; unknown: string; suffix: string }
type Free = { free: number; ofKnown: number; most: number }
type OfClient = Free & { name: string | SQL; own: boolean }

const ofAccount = partOnce<[keys: Keys, free: Free, client: OfClient | undefined]>(
  (_db, { whose, isKnown, unknown, suffix }, { free, ofKnown, most }, client) => sql`
      who(id, is_known) as materialized (
        select id, ${isKnownTo(isKnown)}
        from (select ${idOf(whose)} as id) ${'found' in whose ? sql`where id is not null` : sql``}),
      counted(key, free, most) as materialized (
        select case when id is null then ${unknown}
            when is_known then 'p:' || id || ${suffix}
            else 'a:' || id end,
          iif(is_known, ${ofKnown}, ${free}), ${most} from who
        ${
          client
            ? sql`union all select ${client.name}, iif(is_known, ${client.ofKnown}, ${client.free}), ${client.most}
                from who where not is_known or ${client.own}`
            : sql``
        })`,
)

type Codes = { accountId: string; isKnown: Known; ofKnown: string; ofOthers: string }

const codesOf = partOnce<[codes: Codes, free: Free]>(
  (_db, { accountId, isKnown, ofKnown, ofOthers }, free) => sql`
      who(is_known) as materialized (
        select ${isKnownTo(isKnown)} from (select ${accountId} as id)),
      counted(key, free, most) as materialized (
        select iif(is_known, ${ofKnown}, ${ofOthers}),
          iif(is_known, ${free.ofKnown}, ${free.free}), ${free.most} from who)`,
)

const keyOfConfirmations = partOnce<[suffix: string]>((_db, suffix) => sql`'s:' || id || ${suffix}`)

const admit = statementOnce<[counted: Counted, now: number]>()((db, counted, now) =>
  db
    .insert(loginThrottle)
    .select(
      sql`with ${counted}
          select key, 1, 1, ${now}, free, most from counted
          where not exists (select 1 from counted join ${loginThrottle} on ${key} = counted.key where ${opensAt} > ${now})`,
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
)

const forget = statementOnce<[ranges: Range[], condition: SQL | undefined]>()((db, ranges, condition) =>
  db.delete(loginThrottle).where(and(or(...ranges.map(isIn)), condition)),
)

const forgetKeys = statementOnce<[keys: string[], condition: SQL]>()((db, keys, condition) =>
  db.delete(loginThrottle).where(and(sql`${key} in ${keys}`, condition)),
)

const takeBack = statementOnce<[name: string]>()((db, name) =>
  db
    .update(loginThrottle)
    .set({ burst: sql`max(0, ${burst} - 1)`, streak: sql`max(0, ${streak} - 1)` })
    .where(eq(key, name)),
)

/** A client of an account, now. It is written only if it was last seen at `seenUntil` or before. */
type Client = { accountId: string; clientHash: string; now: number; seenUntil: number }

const rememberClient = statementOnce<[client: Client, condition: SQL]>()(
  (db, { accountId, clientHash, now, seenUntil }, condition) =>
    db
      .insert(knownClients)
      .select(sql`select ${accountId}, ${clientHash}, ${now} where ${condition}`)
      .onConflictDoUpdate({
        target: [knownClients.accountId, knownClients.clientHash],
        set: { at: now },
        setWhere: lte(knownClients.at, seenUntil),
      }),
)

/** The login throttle in D1, and the known clients of accounts. Statements for `commit`, or parts of them. */
export const openThrottle = (db: Database) => ({
  keyOfAccount,

  /** Tries under one key. */
  named: ({ name, free, most }: Limits & { name: string }): Counted => named(db, name, free, most),

  /**
   * Tries at an account, and those of a client. From a known client they count for that client alone, so that an
   * attacker elsewhere cannot lock the owner out; the client's own tries then count only if they are `own`, that is at
   * this account. Tries with a name that no account has count under a hash of it, in the same way.
   */
  ofAccount: (
    whose: Whose | Found,
    { clientHash, unknownHash, trustedHash, now = 0 }: Counting,
    { free, most }: Limits,
    client?: Limits & { name: string | SQL; own?: boolean },
  ): Counted =>
    ofAccount(
      db,
      {
        whose,
        isKnown: knownBy(clientHash, trustedHash, now),
        unknown: `n:${unknownHash}`,
        suffix: `:${clientHash}`,
      },
      freeOf({ free, most }),
      client && { ...freeOf(client), name: client.name, own: client.own ?? false },
    ),

  /** Codes tried at an account, after a right password: those of a known client apart, and all others together. */
  codesOf: (
    accountId: string,
    { clientHash, trustedHash, now = 0 }: Omit<Counting, 'unknownHash'>,
    { free, most }: Limits,
  ): Counted =>
    codesOf(
      db,
      {
        accountId,
        isKnown: knownBy(clientHash, trustedHash, now),
        ofKnown: keyOfKnownCodes(accountId, clientHash),
        ofOthers: keyOfCodes(accountId),
      },
      freeOf({ free, most }),
    ),

  keyOfKnownCodes,

  /** True while another try under these keys is allowed. For a statement of the batch that counts it. */
  mayTry: (counted: Counted, now: number): SQL =>
    sql`not exists (with ${counted}
      select 1 from counted join ${loginThrottle} on ${key} = counted.key where ${opensAt} > ${now})`,

  /**
   * Counts one more try under every key, unless one of them has to wait; one statement compares and counts. Adds or
   * changes a row for each key, or none, and returns the keys.
   */
  admit: (counted: Counted, now: number) => admit(db, counted, now),

  /** When, in milliseconds, the next try under all of the keys is allowed. */
  opensAt: async (counted: Counted) => {
    const [row] = await db.all<{ at: number | null }>(
      sql`with ${counted} select max(${opensAt}) as at from counted join ${loginThrottle} on ${key} = counted.key`,
    )
    return row?.at ?? 0
  },

  /** The waits of an account, from unknown and from known clients: until when, in milliseconds. */
  waits: (accountId: string, now: number) =>
    db
      .select({ isKnownClient: sql<number>`${isKnownClient}`, at: opensAt })
      .from(loginThrottle)
      .where(and(or(...ofTries(accountId).map(isIn)), gt(opensAt, now))),

  /** The key for passwords that are confirmed from a client, for `ofAccount`. */
  keyOfConfirmations: (clientHash: string): SQL => keyOfConfirmations(db, `:${clientHash}`),

  /** Deletes the tries at an account from every client, but not those of a signed-in user who confirms the password. */
  forget: (accountId: string, condition: SQL | undefined) => forget(db, ofTries(accountId), condition),

  /** Deletes all tries at an account. */
  forgetAll: (accountId: string, condition: SQL | undefined) =>
    forget(db, [...ofTries(accountId), rangeAt('s', accountId)], condition),

  /** Deletes the known clients of an account. */
  forgetClients: (accountId: string, condition: SQL) =>
    db.delete(knownClients).where(and(eq(knownClients.accountId, accountId), condition)),

  /** Deletes the tries under these keys. */
  forgetKeys: (keys: string[], condition: SQL) => forgetKeys(db, keys, condition),

  /** Subtracts a try that was right, or was never checked. */
  takeBack: (name: string) => takeBack(db, name),

  /** Records the client of a sign-in, if the condition is true. */
  rememberClient: (accountId: string, clientHash: string, now: number, condition: SQL) =>
    rememberClient(db, { accountId, clientHash, now, seenUntil: now - CLIENT_SEEN_EVERY }, condition),

  /** Deletes expired tries, some at a time. */
  purgeExpired: (now: number) => purgeExpired(db, key, lte(at, now - REMEMBERED), now),

  purgeKnownClients: (now: number) =>
    purgeExpired(db, knownClients.accountId, lte(knownClients.at, now - KNOWN), now),
})

/** The key for tries at an account from unknown clients. */
const keyOfAccount = (accountId: string) => `a:${accountId}`

/** The keys for codes tried at an account: from unknown clients, and from a known one. They go with its other keys. */
const keyOfCodes = (accountId: string) => `a:${accountId}:code`
const keyOfKnownCodes = (accountId: string, clientHash: string) => `p:${accountId}:${clientHash}:code`

/** Keys from one text on and before another. */
type Range = { from: string; until: string }

const isIn = ({ from, until }: Range | Placeholders<Range>) => and(gte(key, from), lt(key, until))

/** The tries at an account, from any client. */
const ofTries = (accountId: string): Range[] => [
  { from: keyOfAccount(accountId), until: `${keyOfAccount(accountId)};` },
  rangeAt('p', accountId),
]

const rangeAt = (what: string, accountId: string): Range => ({
  from: `${what}:${accountId}:`,
  until: `${what}:${accountId};`,
})

/** The client that tries, and as what it is trusted now, if it is. */
type Known = { clientHash: string; trusted?: { hash: string; now: number } | undefined }

const knownBy = (clientHash: string, trustedHash: string | undefined, now: number): Known => ({
  clientHash,
  trusted: trustedHash === undefined ? undefined : { hash: trustedHash, now },
})

/** Whether the account `id` knows the client: it signed in from there before, or trusts the client. */
const isKnownTo = ({ clientHash, trusted }: Known | Placeholders<Known>): SQL => sql`(exists (
  select 1 from ${knownClients} where ${knownClients.accountId} = id and ${knownClients.clientHash} = ${clientHash})
  ${
    trusted
      ? sql`or exists (select 1 from ${trustedClients} where ${trustedClients.tokenHash} = ${trusted.hash}
        and ${trustedClients.accountId} = id and ${trustedClients.expiresAt} > ${trusted.now})`
      : sql``
  })`

const freeOf = ({ free, most }: Limits): Free => ({ free, ofKnown: free * KNOWN_CLIENT_FACTOR, most })

/**
 * The id of the account that a try is at, or null. A username may be another account's email address: the account with
 * that address verified comes first, then the one with that username, then one with that address unverified.
 */
function idOf(whose: Whose | Found | Placeholders<Whose | Found>): SQL {
  if ('found' in whose) return whose.found
  if ('id' in whose) return sql`${whose.id}`
  const withKey = (column: SQLiteColumn, value: string | SQL | null | undefined) =>
    value == null ? sql`null` : sql`(select ${accounts.id} from ${accounts} where ${column} = ${value})`
  const proved =
    whose.emailKey == null
      ? sql`null`
      : sql`(select ${accounts.id} from ${accounts}
          where ${accounts.emailKey} = ${whose.emailKey} and ${accounts.emailVerifiedAt} is not null)`
  const named = (whose.usernameKeys ?? []).map((name) => sql`${withKey(accounts.usernameKey, name)}, `)
  return sql`coalesce(${proved}, ${sql.join(named)}${withKey(accounts.emailKey, whose.emailKey)})`
}
