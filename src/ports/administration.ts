import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { type Account, accounts } from './schema.ts'

type Standing = Partial<Pick<Account, 'isActive' | 'awaitsActivation'>>

/** What staff and operators change of other people's accounts in D1. Conditions, and statements for `commit`. */
export const openAdministration = (db: Database) => ({
  /** Holds while an account is as it was read, as far as who may sign in goes, and the condition holds too. */
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
   * Begins a new session version. With a standing that is told, every link that was mailed dies too. Changes one row, or none.
   */
  raiseSessionVersion: (id: string, standing: Standing | undefined, now: number, condition: Condition) =>
    db
      .update(accounts)
      .set({
        sessionVersion: sql`${accounts.sessionVersion} + 1`,
        ...(standing && {
          ...standing,
          linkVersion: sql`${accounts.linkVersion} + 1`,
          updatedAt: now,
        }),
      })
      .where(and(eq(accounts.id, id), condition))
      .returning({ id: accounts.id }),

  /** Holds while an account is staff, or is not, and the condition holds too. */
  isStaff: (id: string, isStaff: boolean, condition: Condition | undefined): SQL =>
    existsIn(db, accounts, eq(accounts.id, id), eq(accounts.isStaff, isStaff), condition),

  /** Changes one row, or none. */
  setStaff: (id: string, isStaff: boolean, now: number, condition: Condition) =>
    db
      .update(accounts)
      .set({ isStaff, updatedAt: now })
      .where(and(eq(accounts.id, id), condition))
      .returning({ id: accounts.id }),

  /** Holds once `setStaff` has changed an account in this way, at this time. */
  isStaffSince: (id: string, isStaff: boolean, now: number): SQL =>
    existsIn(db, accounts, eq(accounts.id, id), eq(accounts.isStaff, isStaff), eq(accounts.updatedAt, now)),
})
