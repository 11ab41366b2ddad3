import { and, asc, type Column, gt, gte, lt, not, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { type Account, accounts } from './schema.ts'

/** How keys begin that are looked for: of a name and of an address, folded as the keys themselves are. */
export type Beginning = { usernameKey: string; emailKey: string }

/** `after` is the id of the last account of the page before: its place in the order is looked up where it is used. */
export type PageOf = { after: string | undefined; limit: number }

const { id, usernameKey, emailKey } = accounts

/** Everybody, page by page: an index is entered where the page begins, and read no further than its end. */
export const openUserList = (db: Database) => ({
  /** In the order of their names. */
  list: ({ after, limit }: PageOf): Promise<Account[]> =>
    db
      .select()
      .from(accounts)
      // A bound for the first page too: without one the plan is a scan, though it stops as early.
      .where(gt(usernameKey, after === undefined ? '' : placeOf(usernameKey, after)))
      .orderBy(asc(usernameKey))
      .limit(limit),

  /**
   * First, in the order of names, whose name begins so; then, in the order of addresses, of whom it is the address alone.
   * The second are asked for when the first do not fill the page.
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
            : gt(usernameKey, placeOf(usernameKey, after, isNamedSo)),
          lt(usernameKey, endOf(beginning.usernameKey)),
        ),
      )
      .orderBy(asc(usernameKey))
      .limit(limit)
    if (named.length === limit) return named

    // Whoever is passed over here was on a page before, so that all pages together read everybody twice at most.
    const start = sql`case when ${isNamedSo} then ${beginning.emailKey} else ${emailKey} || char(1) end`
    const addressed = await db
      .select()
      .from(accounts)
      .where(
        and(
          gte(emailKey, after === undefined ? beginning.emailKey : placeOf(start, after)),
          lt(emailKey, endOf(beginning.emailKey)),
          not(isNamedSo),
        ),
      )
      .orderBy(asc(emailKey))
      .limit(limit - named.length)
    return [...named, ...addressed]
  },
})

/** A value of the account of this id, for comparison; null, which nothing follows, if there is none. */
const placeOf = (value: SQL | Column, after: string, condition?: SQL): SQL =>
  sql`(select ${value} from ${accounts} where ${id} = ${after}${condition && sql` and ${condition}`})`

const beginsWith = (key: Column, beginning: string): SQL =>
  sql`(${key} >= ${beginning} and ${key} < ${endOf(beginning)})`

/**
 * What every key that begins so comes before. SQLite compares the bytes of UTF-8, in which the last code point is the
 * greatest (U+FFFF is not), and no key has it: it is no letter.
 */
const endOf = (beginning: string) => `${beginning}\u{10ffff}`
