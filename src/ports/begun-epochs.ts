import { and, eq, gt, not, type SQL } from 'drizzle-orm'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import type { EpochRevocation } from './revoked.ts'
import { accounts, sessions } from './schema.ts'

/** Whether an account has begun another epoch than KV is told of, in D1. */
export const openBegunEpochs = (db: Database) => ({
  /** Holds while the account has begun no later epoch. */
  isLatest: ({ account, epoch }: EpochRevocation): SQL =>
    not(existsIn(db, accounts, eq(accounts.id, account), gt(accounts.epoch, epoch))),

  /** What there is to tell of the epoch that the account is in now. A session that has ended goes on no longer. */
  findLatest: async ({ account, keep }: EpochRevocation): Promise<EpochRevocation | undefined> => {
    const isKept = and(
      eq(sessions.id, keep ?? ''),
      eq(sessions.accountId, accounts.id),
      eq(sessions.epoch, accounts.epoch),
    )
    const found = await db
      .select({ epoch: accounts.epoch, keep: sessions.id })
      .from(accounts)
      .leftJoin(sessions, isKept)
      .where(eq(accounts.id, account))
      .get()
    return found && { account, ...found }
  },
})
