import { and, asc, count, eq, gt, max, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { importSources, oldRows } from './imported-schema.ts'
import { type Account, accounts, importedAccounts } from './schema.ts'

/** An imported person. `account`: null once it was deleted here. `oldRow`: what was kept for a way back, sealed. */
export type ImportedPerson = {
  source: string
  oldId: string
  accountId: string
  account: Account | null
  oldRow: string | null
}

const { source, oldId } = importedAccounts

/** Everybody in D1, by pages of a key. Not for the Worker: `npm run export` reads it. */
export const openAllPeople = (db: Database) => ({
  /** What is known of the systems that people were imported from. */
  sources: () => db.select().from(importSources).orderBy(importSources.source),

  /** The imported people after one, of one source if it is named. */
  imported: (
    after: Pick<ImportedPerson, 'source' | 'oldId'>,
    limit: number,
    of?: string,
  ): Promise<ImportedPerson[]> =>
    db
      .select({
        ...{ source, oldId, accountId: importedAccounts.accountId },
        ...{ account: accounts, oldRow: oldRows.sealed },
      })
      .from(importedAccounts)
      .leftJoin(accounts, eq(accounts.id, importedAccounts.accountId))
      .leftJoin(oldRows, eq(oldRows.accountId, importedAccounts.accountId))
      .where(
        of === undefined
          ? or(gt(source, after.source), and(eq(source, after.source), gt(oldId, after.oldId)))
          : and(eq(source, of), gt(oldId, after.oldId)),
      )
      .orderBy(asc(source), asc(oldId))
      .limit(limit),

  /** The ids of the accounts after one. */
  ids: async (after: string, limit: number): Promise<string[]> => {
    const found = await db
      .select({ id: accounts.id })
      .from(accounts)
      .where(gt(accounts.id, after))
      .orderBy(asc(accounts.id))
      .limit(limit)
    return found.map(({ id }) => id)
  },

  /** These accounts, by their ids, without those that are gone. */
  accounts: (ids: string[]): Promise<Account[]> =>
    db
      .select()
      .from(accounts)
      .where(sql`${accounts.id} in (select value from json_each(${JSON.stringify(ids)}))`)
      .orderBy(asc(accounts.id)),

  /** Which of these usernames accounts have, as they are written. */
  namesTaken: async (usernames: [name: string, key: string][]): Promise<Set<string>> => {
    if (usernames.length === 0) return new Set()
    const list = JSON.stringify(usernames)
    const found = await db
      .select({ username: accounts.username })
      .from(accounts)
      .where(
        sql`(${accounts.usernameKey}, ${accounts.username})
          in (select value ->> 1, value ->> 0 from json_each(${list}))`,
      )
    return new Set(found.map(({ username }) => username))
  },

  /** How many people were imported, and how many accounts there are. */
  counts: async () => ({
    imported: (await db.select({ count: count() }).from(importedAccounts).get())?.count ?? 0,
    accounts: (await db.select({ count: count() }).from(accounts).get())?.count ?? 0,
  }),

  /** The greatest number that is an id here or in a source. */
  greatestNumber: async (of: string): Promise<number> => {
    const here = await db
      .select({ most: max(accounts.number) })
      .from(accounts)
      .get()
    const there = await db
      .select({ most: sql<number | null>`max(cast(${oldId} as integer))` })
      .from(importedAccounts)
      .where(and(eq(source, of), isNumber))
      .get()
    return Math.max(here?.most ?? 0, there?.most ?? 0)
  },
})

/** As long as what a number in JSON can hold. */
const isNumber: SQL = sql`${oldId} not glob '*[^0-9]*' and length(${oldId}) <= 15`

export type AllPeople = ReturnType<typeof openAllPeople>
