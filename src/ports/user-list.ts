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
import { endOf, positionOf } from './key-range.ts'
import { openNarrowed } from './narrowed-users.ts'
import { type Account, type AccountId, accounts, importedAccounts, secondFactors } from './schema.ts'

/** The prefixes to search for, folded as the keys are. */
export type Beginning = { usernameKey: string; emailKey: string }

/** `after` is the id of the last account on the previous page. Its position is looked up in the query. */
export type PageOf = { after: AccountId | undefined; limit: number }

const { usernameKey, emailKey } = accounts

/** What clients know accounts by. An account whose username is its UUID has that as its key. */
const IDS = { uuid: usernameKey, integer: accounts.number, objectid: accounts.objectId }

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

  ...openNarrowed(db),
})

const beginsWith = (key: Column, beginning: string): SQL =>
  sql`(${key} >= ${beginning} and ${key} < ${endOf(beginning)})`
