import { and, asc, type Column, eq, getTableColumns, gt, gte, lt, not, type SQL, sql } from 'drizzle-orm'
import { hasId } from './account-ids.ts'
import type { Database } from './database.ts'
import { type Account, type AccountId, accounts, importedAccounts } from './schema.ts'

/** The prefixes to search for, folded as the keys are. */
export type Beginning = { usernameKey: string; emailKey: string }

/** `after` is the id of the last account on the previous page. Its position is looked up in the query. */
export type PageOf = { after: AccountId | undefined; limit: number }

const { usernameKey, emailKey } = accounts

/** All accounts, page by page. Only the rows of the page are read from the index. */
export const openUserList = (db: Database) => ({
  /** By username. */
  list: ({ after, limit }: PageOf): Promise<Account[]> =>
    db
      .select()
      .from(accounts)
      // A bound for the first page too: without one the plan is a scan, though it stops as early.
      .where(gt(usernameKey, after === undefined ? '' : positionOf(usernameKey, after)))
      .orderBy(asc(usernameKey))
      .limit(limit),

  /**
   * First the accounts whose username begins so, by username; then those of which only the email address does, by
   * address. The second read is made only if the first does not fill the page.
   */
  search: async (beginning: Beginning, { after, limit }: PageOf): Promise<Account[]> => {
    const isNamedSo = beginsWith(usernameKey, beginning.usernameKey)
    const named = await db
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

  /** The account of a person who was imported: none or one. */
  imported: (source: string, oldId: string): Promise<Account[]> =>
    db
      .select(getTableColumns(accounts))
      .from(importedAccounts)
      .innerJoin(accounts, eq(accounts.id, importedAccounts.accountId))
      .where(and(eq(importedAccounts.source, source), eq(importedAccounts.oldId, oldId))),
})

/** A value of the account of this id, for comparison. Null if there is none: nothing is greater than null. */
const positionOf = (value: SQL | Column, after: AccountId, condition?: SQL): SQL =>
  sql`(select ${value} from ${accounts} where ${hasId(after)}${condition && sql` and ${condition}`})`

const beginsWith = (key: Column, beginning: string): SQL =>
  sql`(${key} >= ${beginning} and ${key} < ${endOf(beginning)})`

/**
 * Greater than every key that begins so. SQLite compares the bytes of UTF-8, in which the last code point is the
 * greatest (U+FFFF is not). It is no letter, so no key contains it.
 */
const endOf = (beginning: string) => `${beginning}\u{10ffff}`
