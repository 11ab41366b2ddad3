import { and, eq, gt, isNull, ne, or, sql } from 'drizzle-orm'
import { newPassword } from './accounts.ts'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { type Account, accounts, tickets } from './schema.ts'
import { hasLiveTicket } from './tickets.ts'

type Address = Pick<Account, 'email' | 'emailKey'>

const movedTo = ({ email, emailKey }: Address, verifiedAt: number | null) => ({
  email,
  emailKey,
  emailVerifiedAt: verifiedAt,
  pendingEmail: null,
  credentialVersion: sql`${accounts.credentialVersion} + 1`,
})

/**
 * What whoever holds a live ticket may change of an account in D1. All of these are statements for `commit`; each changes
 * one row, or none. `may…` holds in front of the change when it is going to be made.
 */
export const openByTicket = (db: Database) => ({
  mayActivate: (id: string, ticketHash: string, now: number) =>
    existsIn(db, accounts, mayActivate(db, id, ticketHash, now)),

  mayVerifyEmail: (id: string, ticketHash: string, emailKey: string, now: number) =>
    existsIn(db, accounts, mayVerifyEmail(db, id, ticketHash, emailKey, now)),

  mayTakePendingEmail: (id: string, ticketHash: string, email: Address, now: number) =>
    existsIn(db, accounts, mayTakePendingEmail(db, id, ticketHash, email, now)),

  /** Replaces the password for whoever holds a live link. */
  resetPassword: (id: string, ticketHash: string, newHash: string, now: number) =>
    db
      .update(accounts)
      .set(newPassword(newHash, now))
      .where(
        and(eq(accounts.id, id), eq(accounts.isActive, true), hasLiveTicket(db, ticketHash, 'reset', now)),
      )
      .returning({ epoch: accounts.epoch }),

  /** Renames for whoever holds a live link, which dies of it. */
  resetUsername: (
    id: string,
    ticketHash: string,
    name: Pick<Account, 'username' | 'usernameKey'>,
    now: number,
  ) =>
    db
      .update(accounts)
      .set({ ...name, updatedAt: now })
      .where(
        and(eq(accounts.id, id), eq(accounts.isActive, true), hasLiveTicket(db, ticketHash, 'username', now)),
      )
      .returning({ id: accounts.id }),

  /** Opens an account that waited for it; its link was read at the address. */
  activate: (id: string, ticketHash: string, now: number) =>
    db
      .update(accounts)
      .set({ isActive: true, awaitsActivation: false, emailVerifiedAt: now, updatedAt: now })
      .where(mayActivate(db, id, ticketHash, now))
      .returning({ id: accounts.id }),

  /** Notes that the address was proved. */
  verifyEmail: (id: string, ticketHash: string, emailKey: string, now: number) =>
    db
      .update(accounts)
      .set({ emailVerifiedAt: now, updatedAt: now })
      .where(mayVerifyEmail(db, id, ticketHash, emailKey, now))
      .returning({ id: accounts.id }),

  /** Puts an address that was proved in the place of the old one, whose links die. */
  takePendingEmail: (id: string, ticketHash: string, email: Address, now: number) =>
    db
      .update(accounts)
      .set({ ...movedTo(email, now), updatedAt: now })
      .where(mayTakePendingEmail(db, id, ticketHash, email, now))
      .returning({ id: accounts.id }),

  /**
   * Gives an account back to whoever reads mail at an address: it is the address again, no password works until a new
   * one is set, and every session and link ends. Changes one row, or none.
   */
  recover: (id: string, ticketHash: string, email: Address, unusable: string, now: number) =>
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
          hasLiveTicket(db, ticketHash, 'alarm', now),
        ),
      )
      .returning({ id: accounts.id }),

  /** Takes an address from whoever else claims it without having proved it, when a live alarm went there. */
  releaseEmail: (exceptId: string, ticketHash: string, emailKey: string, now: number) =>
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
            tickets,
            eq(tickets.tokenHash, ticketHash),
            eq(tickets.accountId, exceptId),
            eq(tickets.purpose, 'alarm'),
            gt(tickets.expiresAt, now),
          ),
        ),
      ),
})

const mayActivate = (db: Database, id: string, ticketHash: string, now: number) =>
  and(
    eq(accounts.id, id),
    eq(accounts.awaitsActivation, true),
    hasLiveTicket(db, ticketHash, 'activation', now),
  )

const mayVerifyEmail = (db: Database, id: string, ticketHash: string, emailKey: string, now: number) =>
  and(eq(accounts.id, id), eq(accounts.emailKey, emailKey), hasLiveTicket(db, ticketHash, 'email', now))

const mayTakePendingEmail = (db: Database, id: string, ticketHash: string, { email }: Address, now: number) =>
  and(eq(accounts.id, id), eq(accounts.pendingEmail, email), hasLiveTicket(db, ticketHash, 'email', now))
