import {
  and,
  asc,
  type Column,
  count,
  eq,
  getTableColumns,
  gt,
  gte,
  isNotNull,
  lt,
  not,
  type SQL,
  sql,
} from 'drizzle-orm'
import { hasId } from './account-ids.ts'
import type { IdKind } from './config.ts'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import type { ONLY_THESE } from './list-words.ts'
import { isOldHash } from './old-hash.ts'
import {
  type Account,
  type AccountId,
  accounts,
  importedAccounts,
  secondFactors,
  sessions,
} from './schema.ts'

/** The prefixes to search for, folded as the keys are. */
export type Beginning = { usernameKey: string; emailKey: string }

/** `after` is the id of the last account on the previous page. Its position is looked up in the query. */
export type PageOf = { after: AccountId | undefined; limit: number }

const { usernameKey, emailKey } = accounts

/** What clients know accounts by. An account whose username is its UUID has that as its key. */
const IDS = { uuid: usernameKey, integer: accounts.number, objectid: accounts.objectId }

/** Whom a list is narrowed to. */
export type Only = (typeof ONLY_THESE)[number]

/** What a narrowed list is ordered and searched by. */
export type Order = 'username' | 'email'

/** How many accounts a page of a narrowed list looks at, at most: few of a million may be meant. */
const LOOKED_AT = 2000

/** All accounts, page by page. Only the rows of the page are read from the index. */
export const openUserList = (db: Database) => ({
  /**
   * By username; where accounts have none, by their ids, which `ids` says the kind of. An account that has not been given
   * such an id yet comes with the next run of the cron.
   */
  list: ({ after, limit }: PageOf, ids: IdKind = 'uuid'): Promise<Account[]> => {
    const key: Column = IDS[ids]
    // An old system may have numbers below zero.
    const first = ids === 'integer' ? Number.MIN_SAFE_INTEGER : ''
    return (
      db
        .select()
        .from(accounts)
        // A bound for the first page too: without one the plan is a scan, though it stops as early.
        .where(gt(key, after === undefined ? first : positionOf(key, after)))
        .orderBy(asc(key))
        .limit(limit)
    )
  },

  /**
   * First the accounts whose username begins so, by username; then those of which only the email address does, by
   * address. The second read is made only if the first does not fill the page. If an account has the id `exact`, it is
   * all that is found.
   */
  search: async (beginning: Beginning, { after, limit }: PageOf, exact?: AccountId): Promise<Account[]> => {
    const isNamedSo = beginsWith(usernameKey, beginning.usernameKey)
    const namedSo = db
      .select()
      .from(accounts)
      .where(
        and(
          after === undefined
            ? gte(usernameKey, beginning.usernameKey)
            : gt(usernameKey, positionOf(usernameKey, after, isNamedSo)),
          lt(usernameKey, endOf(beginning.usernameKey)),
        ),
      )
      .orderBy(asc(usernameKey))
      .limit(limit)
    const [found, named] =
      exact === undefined
        ? [[], await namedSo]
        : await db.batch([db.select().from(accounts).where(hasId(exact)), namedSo])
    if (found.length > 0) return found
    if (named.length === limit) return named

    // Accounts that are skipped here were on an earlier page, so all pages together read each account twice at most.
    const start = sql`case when ${isNamedSo} then ${beginning.emailKey} else ${emailKey} || char(1) end`
    const addressed = await db
      .select()
      .from(accounts)
      .where(
        and(
          gte(emailKey, after === undefined ? beginning.emailKey : positionOf(start, after)),
          lt(emailKey, endOf(beginning.emailKey)),
          not(isNamedSo),
        ),
      )
      .orderBy(asc(emailKey))
      .limit(limit - named.length)
    return [...named, ...addressed]
  },

  /** By id, from a position on, with how many there are: every row is read to count them. One round trip. */
  counted: async (ids: IdKind, { offset, limit }: { offset: number; limit: number }) => {
    const column = { ...IDS, uuid: accounts.id }[ids]
    const [users, [total]] = await db.batch([
      db.select().from(accounts).orderBy(asc(column)).limit(limit).offset(offset),
      db.select({ count: count() }).from(accounts),
    ])
    return { users: users satisfies Account[], count: total?.count ?? 0 }
  },

  /** How many of the staff who may sign in have no second factor that a sign-in needs. A statement for a batch. */
  staffWithoutFactor: () =>
    db
      .select({ count: count() })
      .from(accounts)
      .where(
        and(
          // As the condition of the index has it.
          sql`is_staff = 1`,
          gte(usernameKey, ''),
          eq(accounts.isActive, true),
          not(
            existsIn(
              db,
              secondFactors,
              eq(secondFactors.accountId, accounts.id),
              isNotNull(secondFactors.requiredSince),
            ),
          ),
        ),
      ),

  /** The account of a person who was imported: none or one. */
  imported: (source: string, oldId: string): Promise<Account[]> =>
    db
      .select(getTableColumns(accounts))
      .from(importedAccounts)
      .innerJoin(accounts, eq(accounts.id, importedAccounts.accountId))
      .where(and(eq(importedAccounts.source, source), eq(importedAccounts.oldId, oldId))),

  /**
   * Accounts in an order, narrowed to some, whose key begins so. Staff and disabled accounts have an index of their own.
   * For the others, so many accounts are looked at, and `last` is the id of the last one of these if there may be more.
   * One round trip.
   */
  narrowed: async (
    { only, order, beginning }: { only: Only | undefined; order: Order; beginning: string },
    { after, limit }: PageOf,
  ): Promise<{ users: Account[]; last: string | undefined }> => {
    const key = order === 'email' ? emailKey : usernameKey
    if (only === 'staff' || only === 'disabled') {
      // The plus keeps the order from choosing an index of everybody.
      const plain = order === 'email' ? sql`+${emailKey}` : sql`${usernameKey}`
      const users = await db
        .select()
        .from(accounts)
        .where(and(ONLY[only], between(plain, key, beginning, after)))
        .orderBy(asc(plain))
        .limit(limit)
      return { users, last: undefined }
    }
    const within = between(sql`${key}`, key, beginning, after)
    const near = db.select().from(accounts).where(within).orderBy(asc(key)).limit(LOOKED_AT).as('near')
    const keys = db
      .select({ id: accounts.id, key: sql`${key}`.as('key') })
      .from(accounts)
      .where(within)
      .orderBy(asc(key))
      .limit(LOOKED_AT)
      .as('near')
    const [users, [end]] = await db.batch([
      db
        .select()
        .from(near)
        .where(only && ONLY[only])
        .orderBy(asc(order === 'email' ? near.emailKey : near.usernameKey))
        .limit(limit),
      // With max() alone, SQLite takes the other columns from the row that has it (lang_select.html#bareagg).
      db.select({ id: keys.id, key: sql`max(${keys.key})`, lookedAt: sql<number>`count(*)` }).from(keys),
    ])
    return { users, last: end?.lookedAt === LOOKED_AT ? end.id : undefined }
  },
})

/** Keys that begin so, after that of an account. `value` is the key as the statement compares it. */
const between = (value: SQL, key: Column, beginning: string, after: AccountId | undefined): SQL =>
  sql`${value} < ${endOf(beginning)} and ${
    after === undefined ? sql`${value} >= ${beginning}` : sql`${value} > ${positionOf(key, after)}`
  }`

const hasNoSession = sql`not exists (select 1 from ${sessions} where ${sessions.accountId} = near.id)`

// Constants and no parameters, because SQLite compares them with the conditions of the indexes; names without a table,
// because they are those of a table or of a part of it.
export const ONLY: Record<Only, SQL> = {
  staff: sql`is_staff = 1`,
  disabled: sql`is_active = 0 and awaits_activation = 0`,
  active: sql`is_active = 1`,
  unverified: sql`email_verified_at is null and email_key is not null`,
  second_factor: sql`exists (select 1 from ${secondFactors} where ${secondFactors.accountId} = near.id and ${secondFactors.requiredSince} is not null)`,
  signed_out: hasNoSession,
  // The cron comes to a sign-in within a minute, and the session is there at once.
  never_signed_in: sql`first_login_at is null and last_login_at is null and ${hasNoSession}`,
  old_password: isOldHash,
}

/** A value of the account of this id, for comparison. Null if there is none: nothing is greater than null. */
const positionOf = (value: SQL | Column, after: AccountId, condition?: SQL): SQL =>
  sql`(select ${value} from ${accounts} where ${hasId(after)}${condition && sql` and ${condition}`})`

const beginsWith = (key: Column, beginning: string): SQL =>
  sql`(${key} >= ${beginning} and ${key} < ${endOf(beginning)})`

/**
 * Greater than every key that begins so. SQLite compares the bytes of UTF-8, in which the last code point is the
 * greatest (U+FFFF is not). It is no letter, so no key contains it.
 */
export const endOf = (beginning: string) => `${beginning}\u{10ffff}`
