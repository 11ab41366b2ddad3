import { and, eq, gt, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { type Account, accounts, sessions, tickets } from './schema.ts'
import { hasLiveTicket } from './tickets.ts'

export type NewAccount = typeof accounts.$inferInsert

/** Columns that a change of profile may set; what is left out stays. */
export type ProfileColumns = Partial<
  Pick<
    Account,
    | 'username'
    | 'usernameKey'
    | 'email'
    | 'emailKey'
    | 'emailVerifiedAt'
    | 'pendingEmail'
    | 'firstName'
    | 'lastName'
    | 'avatar'
    | 'cover'
    | 'isActive'
    | 'awaitsActivation'
  >
>

/** Accounts in D1. What begins with a verb of asking is one read; the others are statements for `commit`. */
export const openAccounts = (db: Database) => ({
  findById: (id: string) => db.select().from(accounts).where(eq(accounts.id, id)).get(),

  findByUsername: (usernameKey: string) =>
    db.select().from(accounts).where(eq(accounts.usernameKey, usernameKey)).get(),

  findByEmail: (emailKey: string) => db.select().from(accounts).where(eq(accounts.emailKey, emailKey)).get(),

  /** Everybody who has this name or this address: none, one, or two. */
  findByEither: (usernameKey: string, emailKey: string) =>
    db
      .select()
      .from(accounts)
      .where(or(eq(accounts.usernameKey, usernameKey), eq(accounts.emailKey, emailKey))),

  /** Which of the two belong to somebody other than `exceptId`. */
  findTaken: async (usernameKey: string, emailKey: string | null, exceptId: string) => {
    const others = await db
      .select({ usernameKey: accounts.usernameKey, emailKey: accounts.emailKey })
      .from(accounts)
      .where(
        and(
          or(
            eq(accounts.usernameKey, usernameKey),
            emailKey === null ? undefined : eq(accounts.emailKey, emailKey),
          ),
          ne(accounts.id, exceptId),
        ),
      )
    return {
      username: others.some((other) => other.usernameKey === usernameKey),
      email: emailKey !== null && others.some((other) => other.emailKey === emailKey),
    }
  },

  /** Holds from a password change on: salts make the value unique to one change. For what follows from it. */
  passwordIs: (accountId: string, passwordHash: string): SQL =>
    existsIn(db, accounts, eq(accounts.id, accountId), eq(accounts.passwordHash, passwordHash)),

  /** Holds once an account has this name and these addresses, as far as they are given. For what follows from them. */
  isNow: (accountId: string, { usernameKey, emailKey, pendingEmail }: ProfileColumns): SQL =>
    existsIn(
      db,
      accounts,
      eq(accounts.id, accountId),
      usernameKey === undefined ? undefined : eq(accounts.usernameKey, usernameKey),
      emailKey === undefined ? undefined : sql`${accounts.emailKey} is ${emailKey}`,
      pendingEmail === undefined ? undefined : sql`${accounts.pendingEmail} is ${pendingEmail}`,
    ),

  list: () => db.select().from(accounts).orderBy(accounts.createdAt),

  insert: (account: NewAccount) => db.insert(accounts).values(account).returning(),

  /** Answers with the changed row, or none. A new address kills the links sent before. */
  changeProfile: (id: string, columns: ProfileColumns, now: number, conditions: Condition[]) =>
    db
      .update(accounts)
      .set({
        ...columns,
        updatedAt: now,
        ...(columns.emailKey !== undefined && {
          credentialVersion: sql`${accounts.credentialVersion} + (${accounts.emailKey} is not ${columns.emailKey})`,
        }),
      })
      .where(and(eq(accounts.id, id), ...conditions))
      .returning(),

  /** Holds while an account has neither a new password nor a new address. */
  isUnmoved: ({ credentialVersion }: Pick<Account, 'credentialVersion'>): SQL =>
    eq(accounts.credentialVersion, credentialVersion),

  /** Replaces the password that the caller knew. Changes one row, or none. */
  changePassword: (id: string, oldHash: string, newHash: string, now: number, condition: SQL) =>
    db
      .update(accounts)
      .set(newPassword(newHash, now))
      .where(and(eq(accounts.id, id), eq(accounts.passwordHash, oldHash), condition))
      .returning({ epoch: accounts.epoch }),

  /** Begins a new epoch once a session was taken along into it. Changes one row, or none. */
  beginEpoch: (id: string, epoch: number, sessionId: string) =>
    db
      .update(accounts)
      .set({ epoch })
      .where(
        and(
          eq(accounts.id, id),
          existsIn(db, sessions, eq(sessions.id, sessionId), eq(sessions.epoch, epoch)),
        ),
      )
      .returning({ epoch: accounts.epoch }),

  /** The same password in another form. */
  rehash: (id: string, oldHash: string, newHash: string) =>
    db
      .update(accounts)
      .set({ passwordHash: newHash })
      .where(and(eq(accounts.id, id), eq(accounts.passwordHash, oldHash))),

  /** Replaces the password for whoever holds a live link. Changes one row, or none. */
  resetPassword: (id: string, ticketHash: string, newHash: string, now: number) =>
    db
      .update(accounts)
      .set(newPassword(newHash, now))
      .where(
        and(eq(accounts.id, id), eq(accounts.isActive, true), hasLiveTicket(db, ticketHash, 'reset', now)),
      )
      .returning({ epoch: accounts.epoch }),

  /** Renames for whoever holds a live link, which dies of it. Changes one row, or none. */
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

  /** Opens an account that waited for it; its link was read at the address. Changes one row, or none. */
  activate: (id: string, ticketHash: string, now: number) =>
    db
      .update(accounts)
      .set({ isActive: true, awaitsActivation: false, emailVerifiedAt: now, updatedAt: now })
      .where(
        and(
          eq(accounts.id, id),
          eq(accounts.awaitsActivation, true),
          hasLiveTicket(db, ticketHash, 'activation', now),
        ),
      )
      .returning({ id: accounts.id }),

  /** Notes that the address was proved. Changes one row, or none. */
  verifyEmail: (id: string, ticketHash: string, emailKey: string, now: number) =>
    db
      .update(accounts)
      .set({ emailVerifiedAt: now, updatedAt: now })
      .where(
        and(
          eq(accounts.id, id),
          eq(accounts.emailKey, emailKey),
          hasLiveTicket(db, ticketHash, 'email', now),
        ),
      )
      .returning({ id: accounts.id }),

  /** Puts an address that was proved in the place of the old one, whose links die. Changes one row, or none. */
  takePendingEmail: (id: string, ticketHash: string, email: Address, now: number) =>
    db
      .update(accounts)
      .set({ ...movedTo(email, now), updatedAt: now })
      .where(
        and(
          eq(accounts.id, id),
          eq(accounts.pendingEmail, email.email),
          hasLiveTicket(db, ticketHash, 'email', now),
        ),
      )
      .returning({ id: accounts.id }),

  /**
   * Gives an account back to whoever reads mail at an address: it is the address again, no password works until a new
   * one is set, and every session and link ends. Changes one row, or none.
   */
  recover: (id: string, ticketHash: string, email: Address, unusable: string, now: number) =>
    db
      .update(accounts)
      .set({ ...movedTo(email, now), ...newPassword(unusable, now) })
      .where(
        and(eq(accounts.id, id), eq(accounts.isActive, true), hasLiveTicket(db, ticketHash, 'alarm', now)),
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

  /** Sessions and links go with the row. Deletes one row, or none. */
  delete: (id: string, condition: SQL) =>
    db
      .delete(accounts)
      .where(and(eq(accounts.id, id), condition))
      .returning({ id: accounts.id }),
})

type Address = Pick<Account, 'email' | 'emailKey'>

const movedTo = ({ email, emailKey }: Address, verifiedAt: number | null) => ({
  email,
  emailKey,
  emailVerifiedAt: verifiedAt,
  pendingEmail: null,
  credentialVersion: sql`${accounts.credentialVersion} + 1`,
})

/** An address that waits to be proved may be a thief's: it is forgotten. */
const newPassword = (passwordHash: string, now: number) => ({
  passwordHash,
  pendingEmail: null,
  updatedAt: now,
  epoch: sql`${accounts.epoch} + 1`,
  credentialVersion: sql`${accounts.credentialVersion} + 1`,
})
