import { and, eq, gt, not, type SQL } from 'drizzle-orm'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import type { AccountRevocation } from './revoked.ts'
import { accounts, sessions } from './schema.ts'

/** Whether an account has begun another session version than KV is told of, in D1. */
export const openSessionVersions = (db: Database) => ({
  /** Holds while the account has begun no later session version. */
  isLatest: ({ account, sessionVersion }: AccountRevocation): SQL =>
    not(existsIn(db, accounts, eq(accounts.id, account), gt(accounts.sessionVersion, sessionVersion))),

  /** What there is to tell of the session version that the account is in now. A session that has ended goes on no longer. */
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
