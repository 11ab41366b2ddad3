import { and, eq, gt, inArray, lte, ne, type SQL } from 'drizzle-orm'
import type { Database } from './database.ts'
import { deleteSome } from './delete-some.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { accounts, type Purpose, tickets } from './schema.ts'

export type Ticket = typeof tickets.$inferSelect

/** A link that has neither expired nor been overtaken by a new password or address. */
const live = (hashes: string[], purpose: Purpose, now: number) =>
  and(
    inArray(tickets.tokenHash, hashes),
    eq(tickets.purpose, purpose),
    eq(tickets.accountId, accounts.id),
    eq(tickets.credentialVersion, accounts.credentialVersion),
    gt(tickets.expiresAt, now),
  )

/** Holds for the account that a live link belongs to. */
export const hasLiveTicket = (db: Database, hash: string, purpose: Purpose, now: number) =>
  existsIn(db, tickets, live([hash], purpose, now))

/** The account is still there, as it was when the link was made. */
const hasAccount = (db: Database, { accountId, credentialVersion }: Ticket) =>
  existsIn(db, accounts, eq(accounts.id, accountId), eq(accounts.credentialVersion, credentialVersion))

/** One-time links in D1. `find…` is one read; the others are statements for `commit`. */
export const openTickets = (db: Database) => ({
  find: (hashes: string[], purpose: Purpose, now: number) =>
    db
      .select({ account: accounts, ticket: tickets })
      .from(accounts)
      .innerJoin(tickets, live(hashes, purpose, now))
      .get(),

  /** The account of this id, with the ticket when it is live and this account's. */
  findOf: (accountId: string, hashes: string[], purpose: Purpose, now: number) =>
    db
      .select({ account: accounts, ticket: tickets })
      .from(accounts)
      .leftJoin(tickets, live(hashes, purpose, now))
      .where(eq(accounts.id, accountId))
      .get(),

  /** Adds nothing when there is no such account, at the same cost: a caller cannot tell. */
  insert: (ticket: Ticket) =>
    insertIf(db, tickets, ticket, hasAccount(db, ticket)).returning({ tokenHash: tickets.tokenHash }),

  /** Holds when the ticket was added. For what follows from it. */
  isThere: ({ tokenHash }: Ticket): SQL => existsIn(db, tickets, eq(tickets.tokenHash, tokenHash)),

  /** The newest link of a purpose is the one that works. */
  deleteOthers: ({ accountId, purpose, tokenHash }: Ticket) =>
    db
      .delete(tickets)
      .where(
        and(eq(tickets.accountId, accountId), eq(tickets.purpose, purpose), ne(tickets.tokenHash, tokenHash)),
      ),

  deleteAll: (accountId: string, condition: SQL) =>
    db.delete(tickets).where(and(eq(tickets.accountId, accountId), condition)),

  delete: (hash: string, condition: SQL) =>
    db.delete(tickets).where(and(eq(tickets.tokenHash, hash), condition)),

  /** Clears away so many that have ended; the cron comes again. */
  deleteExpired: (now: number) => deleteSome(db, tickets, tickets.tokenHash, lte(tickets.expiresAt, now)),
})
