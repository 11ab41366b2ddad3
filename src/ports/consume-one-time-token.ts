import { and, eq, gt, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
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
 * What a live one-time token allows to change of an account in D1. All of these are statements for `commit`; each
 * changes one row, or none. `may…` is true before the change if it is going to be made.
 */
export const openConsume = (db: Database) => ({
  mayActivate: (id: string, tokenHash: string, now: number) =>
    existsIn(db, accounts, mayActivate(db, id, tokenHash, now)),

  mayVerifyEmail: (id: string, tokenHash: string, emailKey: string, now: number) =>
    existsIn(db, accounts, mayVerifyEmail(id, emailKey, hasLiveToken(db, tokenHash, 'email', now))),

  mayTakePendingEmail: (id: string, tokenHash: string, email: Address, now: number) =>
    existsIn(db, accounts, mayTakePendingEmail(id, email, hasLiveToken(db, tokenHash, 'email', now))),

  /** Replaces the password, with a live link. */
  resetPassword: (id: string, tokenHash: string, newHash: string, now: number) =>
    db
      .update(accounts)
      .set(newPassword(newHash, now))
      .where(and(eq(accounts.id, id), eq(accounts.isActive, true), hasLiveToken(db, tokenHash, 'reset', now)))
      .returning({ sessionVersion: accounts.sessionVersion }),

  /** True of an active account while it may get a new username or email address, with a live link. */
  mayRename: (tokenHash: string, now: number): SQL =>
    sql`${eq(accounts.isActive, true)} and ${hasLiveToken(db, tokenHash, 'username', now)}`,

  /** Activates an account. Its email address is verified, because the link was sent there. */
  activate: (id: string, tokenHash: string, now: number) =>
    db
      .update(accounts)
      .set({ isActive: true, awaitsActivation: false, emailVerifiedAt: now, updatedAt: now })
      .where(mayActivate(db, id, tokenHash, now))
      .returning({ id: accounts.id }),

  /** Marks the email address as verified. */
  verifyEmail: (id: string, tokenHash: string, emailKey: string, now: number) =>
    db
      .update(accounts)
      .set({ emailVerifiedAt: now, updatedAt: now })
      .where(mayVerifyEmail(id, emailKey, hasLiveToken(db, tokenHash, 'email', now)))
      .returning({ id: accounts.id }),

  /** Replaces the email address by the pending one, now verified. Links sent to the old one stop working. */
  takePendingEmail: (id: string, tokenHash: string, email: Address, now: number) =>
    db
      .update(accounts)
      .set({ ...movedTo(email, now), updatedAt: now })
      .where(mayTakePendingEmail(id, email, hasLiveToken(db, tokenHash, 'email', now)))
      .returning({ id: accounts.id }),

  /**
   * Gives an account back to the owner of an email address: the account has that address again, no password works until
   * a new one is set, and every session and link ends. Changes one row, or none.
   */
  recover: (
    id: string,
    { hash, purpose }: { hash: string; purpose: 'recovery' | 'approve' },
    { unusable, ...email }: Address & { unusable: string },
    now: number,
  ) =>
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
          // Disabled accounts stay disabled. An account awaits activation after a change of address, too.
          or(eq(accounts.isActive, true), eq(accounts.awaitsActivation, true)),
          hasLiveToken(db, hash, purpose, now),
        ),
      )
      .returning({ id: accounts.id }),

  /** Removes an unverified email address from another account if a live recovery link was sent there. */
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

const mayVerifyEmail = (id: string, emailKey: string, isLive: SQL) =>
  and(eq(accounts.id, id), eq(accounts.emailKey, emailKey), isLive)

const mayTakePendingEmail = (id: string, { email }: Address, isLive: SQL) =>
  and(eq(accounts.id, id), eq(accounts.pendingEmail, email), isLive)
