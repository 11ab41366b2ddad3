import { count, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { accounts } from './schema.ts'

/**
 * By how much everybody's session versions and links move on. After a restore KV still knows session versions that the database has forgotten,
 * and nobody signs out a million times in the month that a restore can go back.
 */
const FAR = 1_000_000

const { id, sessionVersion, linkVersion } = accounts

/** Every account there is, in D1. Not for the Worker: this takes as long as there are accounts. */
export const openAllAccounts = (db: Database) => ({
  count: async () => (await db.select({ count: count() }).from(accounts).get())?.count ?? 0,

  /**
   * Begins another session version for so many accounts whose ids come after this one, and kills the links that they were mailed, in
   * one transaction. Tells the last id and how many there were.
   */
  raiseSessionVersions: async (
    after: string,
    atOnce: number,
  ): Promise<{ last: string | null; moved: number }> => {
    const page = sql`(select ${id} as id from ${accounts} where ${id} > ${after} order by ${id} limit ${atOnce})`
    const last = sql<string | null>`(select max(page.id) from ${page} page)`
    const [rows] = await db.batch([
      db.select({ last, moved: sql<number>`(select count(*) from ${page} page)` }).from(sql`(select 1)`),
      db
        .update(accounts)
        .set({ sessionVersion: sql`${sessionVersion} + ${FAR}`, linkVersion: sql`${linkVersion} + ${FAR}` })
        .where(sql`${id} > ${after} and ${id} <= ${last}`),
    ])
    return rows[0] ?? { last: null, moved: 0 }
  },
})

export type AllAccounts = ReturnType<typeof openAllAccounts>
