import { and, eq, gt, isNull, ne, or, sql } from 'drizzle-orm'
import { newPassword } from './accounts.ts'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { hasLiveToken } from './one-time-tokens.ts'
import { type Account, accounts, oneTimeTokens } from './schema.ts'

type Address = Pick<Account, 'email' | 'emailKey'>

const movedTo = ({ email, emailKey }: Address, verifiedAt: number | null) => ({
  email,
  emailKey,
  emailVerifiedAt: verifiedAt,
  pendingEmail: null,
  linkVersion: sql`${accounts.linkVersion} + 1`,
})

/**
 * What whoever holds a live one-time token may change of an account in D1. All of these are statements for `commit`; each changes
 * one row, or none. `may…` holds in front of the change when it is going to be made.
 */
export const openConsume = (db: Database) => ({
  mayActivate: (id: string, tokenHash: string, now: number) =>
    existsIn(db, accounts, mayActivate(db, id, tokenHash, now)),

  mayVerifyEmail: (id: string, tokenHash: string, emailKey: string, now: number) =>
    existsIn(db, accounts, mayVerifyEmail(db, id, tokenHash, emailKey, now)),

  mayTakePendingEmail: (id: string, tokenHash: string, email: Address, now: number) =>
    existsIn(db, accounts, mayTakePendingEmail(db, id, tokenHash, email, now)),

  /** Replaces the password for whoever holds a live link. */
  resetPassword: (id: string, tokenHash: string, newHash: string, now: number) =>
    db
      .update(accounts)
      .set(newPassword(newHash, now))
      .where(and(eq(accounts.id, id), eq(accounts.isActive, true), hasLiveToken(db, tokenHash, 'reset', now)))
      .returning({ sessionVersion: accounts.sessionVersion }),

  /** Renames for whoever holds a live link, which dies of it. */
  resetUsername: (
    id: string,
    tokenHash: string,
    name: Pick<Account, 'username' | 'usernameKey'>,
    now: number,
  ) =>
    db
      .update(accounts)
      .set({ ...name, updatedAt: now })
      .where(
        and(eq(accounts.id, id), eq(accounts.isActive, true), hasLiveToken(db, tokenHash, 'username', now)),
      )
      .returning({ id: accounts.id }),

  /** Opens an account that waited for it; its link was read at the address. */
  activate: (id: string, tokenHash: string, now: number) =>
    db
      .update(accounts)
      .set({ isActive: true, awaitsActivation: false, emailVerifiedAt: now, updatedAt: now })
      .where(mayActivate(db, id, tokenHash, now))
      .returning({ id: accounts.id }),

  /** Notes that the address was proved. */
  verifyEmail: (id: string, tokenHash: string, emailKey: string, now: number) =>
    db
      .update(accounts)
      .set({ emailVerifiedAt: now, updatedAt: now })
      .where(mayVerifyEmail(db, id, tokenHash, emailKey, now))
      .returning({ id: accounts.id }),

  /** Puts an address that was proved in the place of the old one, whose links die. */
  takePendingEmail: (id: string, tokenHash: string, email: Address, now: number) =>
    db
      .update(accounts)
      .set({ ...movedTo(email, now), updatedAt: now })
      .where(mayTakePendingEmail(db, id, tokenHash, email, now))
      .returning({ id: accounts.id }),

  /**
   * Gives an account back to whoever reads mail at an address: it is the address again, no password works until a new
   * one is set, and every session and link ends. Changes one row, or none.
   */
  recover: (id: string, tokenHash: string, email: Address, unusable: string, now: number) =>
    db
      .update(accounts)
      .set({
        ...movedTo(email, now),
        ...newPassword(unusable, now),
        isActive: true,
        awaitsActivation: false,
      })
      .where(
        and(
          eq(accounts.id, id),
          // Staff close an account; one that waits to be activated is what a moved address leaves.
          or(eq(accounts.isActive, true), eq(accounts.awaitsActivation, true)),
          hasLiveToken(db, tokenHash, 'recovery', now),
        ),
      )
      .returning({ id: accounts.id }),

  /** Takes an address from whoever else claims it without having proved it, when a live recovery link went there. */
  releaseEmail: (exceptId: string, tokenHash: string, emailKey: string, now: number) =>
    db
      .update(accounts)
      .set({ ...movedTo({ email: '', emailKey: null }, null), updatedAt: now })
      .where(
        and(
          eq(accounts.emailKey, emailKey),
          ne(accounts.id, exceptId),
          isNull(accounts.emailVerifiedAt),
          existsIn(
            db,
            oneTimeTokens,
            eq(oneTimeTokens.tokenHash, tokenHash),
            eq(oneTimeTokens.accountId, exceptId),
            eq(oneTimeTokens.purpose, 'recovery'),
            gt(oneTimeTokens.expiresAt, now),
          ),
        ),
      ),
})

const mayActivate = (db: Database, id: string, tokenHash: string, now: number) =>
  and(
    eq(accounts.id, id),
    eq(accounts.awaitsActivation, true),
    hasLiveToken(db, tokenHash, 'activation', now),
  )

const mayVerifyEmail = (db: Database, id: string, tokenHash: string, emailKey: string, now: number) =>
  and(eq(accounts.id, id), eq(accounts.emailKey, emailKey), hasLiveToken(db, tokenHash, 'email', now))

const mayTakePendingEmail = (db: Database, id: string, tokenHash: string, { email }: Address, now: number) =>
  and(eq(accounts.id, id), eq(accounts.pendingEmail, email), hasLiveToken(db, tokenHash, 'email', now))
