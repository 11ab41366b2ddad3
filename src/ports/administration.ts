import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { type Account, accounts } from './schema.ts'

type Status = Partial<Pick<Account, 'isActive' | 'awaitsActivation'>>

/** What staff and operators change of other accounts in D1. Conditions, and statements for `commit`. */
export const openAdministration = (db: Database) => ({
  /** True while session version and status of the account are as they were read, and the condition is true. */
  isAsRead: (account: Account, condition: Condition | undefined): SQL =>
    existsIn(
      db,
      accounts,
      eq(accounts.id, account.id),
      eq(accounts.sessionVersion, account.sessionVersion),
      eq(accounts.isActive, account.isActive),
      eq(accounts.awaitsActivation, account.awaitsActivation),
      condition,
    ),

  /**
   * Raises the session version. If a status is given, links that were sent stop working too. Changes one row, or none.
   */
  raiseSessionVersion: (id: string, status: Status | undefined, now: number, condition: Condition) =>
    db
      .update(accounts)
      .set({
        sessionVersion: sql`${accounts.sessionVersion} + 1`,
        ...(status && {
          ...status,
          linkVersion: sql`${accounts.linkVersion} + 1`,
          updatedAt: now,
        }),
      })
      .where(and(eq(accounts.id, id), condition))
      .returning({ id: accounts.id }),

  /** True while the account is staff, or is not, and the condition is true. */
  isStaff: (id: string, isStaff: boolean, condition: Condition | undefined): SQL =>
    existsIn(db, accounts, eq(accounts.id, id), eq(accounts.isStaff, isStaff), condition),

  /** Changes one row, or none. */
  setStaff: (id: string, isStaff: boolean, now: number, condition: Condition) =>
    db
      .update(accounts)
      .set({ isStaff, updatedAt: now })
      .where(and(eq(accounts.id, id), condition))
      .returning({ id: accounts.id }),

  /** True once `setStaff` has changed an account in this way, at this time. */
  isStaffSince: (id: string, isStaff: boolean, now: number): SQL =>
    existsIn(db, accounts, eq(accounts.id, id), eq(accounts.isStaff, isStaff), eq(accounts.updatedAt, now)),
})
