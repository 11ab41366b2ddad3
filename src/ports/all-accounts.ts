import { count, sql } from 'drizzle-orm'
import { commitNamed, type Database, openCommit } from './database.ts'
import { accounts } from './schema.ts'

/**
 * By how much session versions and link versions are raised. After a restore KV still has session versions that the
 * database has lost, and no account gets a million of them in the month that a restore can go back.
 */
const FAR = 1_000_000

const { id, sessionVersion, linkVersion } = accounts

/** All accounts in D1. Not for the Worker: this takes time in proportion to their number. */
export const openAllAccounts = (db: Database) => ({
  count: async () => (await db.select({ count: count() }).from(accounts).get())?.count ?? 0,

  /** How many have a password of each kind: `own`, `none`, `asked` at the old login, or the algorithm of an imported one. */
  countHashes: () =>
    db
      .select({
        kind: sql<string>`case
          when password_hash glob '$foreign$*' then substr(password_hash, 16, instr(substr(password_hash, 16), ',') - 1)
          when password_hash glob '!old-login,*' then 'asked' when password_hash glob '!*' then 'none' else 'own' end`,
        count: count(),
      })
      .from(accounts)
      .groupBy(sql`1`)
      .orderBy(sql`2 desc`),

  /**
   * Raises the session versions and link versions of the next accounts after this id, in one transaction. Returns the
   * last id and how many there were.
   */
  raiseSessionVersions: async (
    after: string,
    atOnce: number,
  ): Promise<{ last: string | null; moved: number }> => {
    const page = sql`(select ${id} as id from ${accounts} where ${id} > ${after} order by ${id} limit ${atOnce})`
    const last = sql<string | null>`(select max(page.id) from ${page} page)`
    const { rows } = await commitNamed(openCommit(db), {
      rows: db
        .select({ last, moved: sql<number>`(select count(*) from ${page} page)` })
        .from(sql`(select 1)`),
      raised: db
        .update(accounts)
        .set({ sessionVersion: sql`${sessionVersion} + ${FAR}`, linkVersion: sql`${linkVersion} + ${FAR}` })
        .where(sql`${id} > ${after} and ${id} <= ${last}`),
    })
    return rows[0] ?? { last: null, moved: 0 }
  },
})

export type AllAccounts = ReturnType<typeof openAllAccounts>
