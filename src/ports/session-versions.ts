import { and, eq, gt, not, type SQL } from 'drizzle-orm'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import type { AccountRevocation } from './revoked.ts'
import { accounts, sessions } from './schema.ts'

/** Whether the session version of an account in D1 is newer than the one that KV is told of. */
export const openSessionVersions = (db: Database) => ({
  /** True while the account has no newer session version. */
  isLatest: ({ account, sessionVersion }: AccountRevocation): SQL =>
    not(existsIn(db, accounts, eq(accounts.id, account), gt(accounts.sessionVersion, sessionVersion))),

  /** The revocation for the account's current session version. A session that has ended is not kept. */
  findLatest: async ({ account, keep }: AccountRevocation): Promise<AccountRevocation | undefined> => {
    const isKept = and(
      eq(sessions.id, keep ?? ''),
      eq(sessions.accountId, accounts.id),
      eq(sessions.sessionVersion, accounts.sessionVersion),
    )
    const found = await db
      .select({ sessionVersion: accounts.sessionVersion, keep: sessions.id })
      .from(accounts)
      .leftJoin(sessions, isKept)
      .where(eq(accounts.id, account))
      .get()
    return found && { account, ...found }
  },
})
