import { and, eq, gt, inArray, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { accounts, type Purpose, tickets } from './schema.ts'
import { sweep } from './sweep.ts'

export type Ticket = typeof tickets.$inferSelect

/** How many wrong codes a ticket's code outlives. Its link works all the same. */
const WRONG_CODES = 5
/** How many links of a purpose work beside each other. */
const LINKS = 3
/** How many recoveries of an account may be open at once. */
const ALARMS = 50

/** A ticket that has neither expired nor been overtaken by a new password or address. */
const live = (hashes: string[], purpose: Purpose, now: number) =>
  and(
    inArray(tickets.tokenHash, hashes),
    eq(tickets.purpose, purpose),
    eq(tickets.accountId, accounts.id),
    purpose === 'alarm' ? undefined : eq(tickets.credentialVersion, accounts.credentialVersion),
    gt(tickets.expiresAt, now),
  )

/** Holds for the account that a live ticket belongs to. */
export const hasLiveTicket = (db: Database, hash: string, purpose: Purpose, now: number) =>
  existsIn(db, tickets, live([hash], purpose, now))

/** One-time tickets in D1. `find…` is one round trip; the others are statements for `commit`. */
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

  /**
   * The hash of the ticket that went to this mailbox with this code. Whichever tickets of the mailbox have another code
   * count a wrong one, in the same statement, and after five of them their codes are dead.
   */
  findByCode: async (addressHashes: string[], purpose: Purpose, codeHashes: string[], now: number) => {
    const tried = await db
      .update(tickets)
      .set({ wrongCodes: sql`${tickets.wrongCodes} + (not ${inArray(tickets.codeHash, codeHashes)})` })
      .where(
        and(
          inArray(tickets.addressHash, addressHashes),
          eq(tickets.purpose, purpose),
          lt(tickets.wrongCodes, WRONG_CODES),
          gt(tickets.expiresAt, now),
        ),
      )
      .returning({ tokenHash: tickets.tokenHash, codeHash: tickets.codeHash })
    return tried.find(({ codeHash }) => codeHash !== null && codeHashes.includes(codeHash))?.tokenHash
  },

  /** Adds nothing unless the account is there as it was when the ticket was made, and the condition holds. */
  insert: (ticket: Ticket, condition?: Condition) =>
    insertIf(
      db,
      tickets,
      ticket,
      and(
        existsIn(
          db,
          accounts,
          eq(accounts.id, ticket.accountId),
          ticket.purpose === 'alarm' ? undefined : eq(accounts.credentialVersion, ticket.credentialVersion),
        ),
        condition,
      ),
    ).returning({ tokenHash: tickets.tokenHash }),

  /** Holds when the ticket was added. For what follows from it. */
  isThere: ({ tokenHash }: Pick<Ticket, 'tokenHash'>): SQL =>
    existsIn(db, tickets, eq(tickets.tokenHash, tokenHash)),

  /**
   * Mail is late, and people ask twice: a few links of a purpose work beside each other until one is used. The oldest
   * goes.
   */
  deleteSurplus: ({ accountId, purpose, tokenHash }: Ticket) =>
    db.delete(tickets).where(
      and(
        eq(tickets.accountId, accountId),
        eq(tickets.purpose, purpose),
        sql`${tickets.tokenHash} not in (select token_hash from ${tickets}
          where ${tickets.accountId} = ${accountId} and ${tickets.purpose} = ${purpose}
          order by token_hash = ${tokenHash} desc, expires_at desc limit ${LINKS})`,
        existsIn(db, tickets, eq(tickets.tokenHash, tokenHash)),
      ),
    ),

  /** Kills the links of a purpose, once one of them was used. */
  deleteUsed: ({ accountId, purpose }: Pick<Ticket, 'accountId' | 'purpose'>, condition: SQL) =>
    db.delete(tickets).where(and(eq(tickets.accountId, accountId), eq(tickets.purpose, purpose), condition)),

  /** Holds while another recovery of an account may be mailed, and the condition too. The first stay: they are the owner's. */
  hasRoomForAlarm: (accountId: string, condition: Condition): SQL =>
    sql`(${condition} and (select count(*) from ${tickets}
      where ${tickets.accountId} = ${accountId} and ${tickets.purpose} = 'alarm') < ${ALARMS})`,

  /** Kills every link but those that an owner is to be rescued with. */
  deleteAll: (accountId: string, condition: SQL) =>
    db.delete(tickets).where(and(eq(tickets.accountId, accountId), ne(tickets.purpose, 'alarm'), condition)),

  /** Kills every link there is, those too that an owner was to be rescued with. */
  deleteEvery: (accountId: string, condition: SQL) =>
    db.delete(tickets).where(and(eq(tickets.accountId, accountId), condition)),

  /** Kills every link, and every alarm that is not older than this one: whoever came later is not the owner. */
  deleteFrom: ({ accountId, expiresAt }: Ticket, condition: SQL) =>
    db
      .delete(tickets)
      .where(
        and(
          eq(tickets.accountId, accountId),
          or(ne(tickets.purpose, 'alarm'), sql`${tickets.expiresAt} >= ${expiresAt}`),
          condition,
        ),
      ),

  /** Clears away what has ended, some of it at a time. */
  sweep: (now: number) => sweep(db, tickets, tickets.tokenHash, lte(tickets.expiresAt, now), now),
})
