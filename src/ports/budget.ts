import { and, count, eq, gt, lte, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { purgeExpired } from './purge-expired.ts'
import { requestedEmails } from './schema.ts'

type Dependencies = { db: Database; mostAsked: () => number }

export type RequestedEmail = typeof requestedEmails.$inferInsert

const HOUR = 3_600_000

/**
 * How many emails one address gets that anybody could ask for, so that nobody's mailbox is flooded. All of these are
 * statements for `commit`, or conditions in them.
 */
export const openBudget = ({ db, mostAsked }: Dependencies) => ({
  /** Takes one more email, unless the hour's, less the spare ones, are used up or the condition does not hold. */
  spend: (message: RequestedEmail, condition: Condition | undefined, spare = 0) => {
    const sent = db
      .select({ count: count() })
      .from(requestedEmails)
      .where(
        and(eq(requestedEmails.addressHash, message.addressHash), gt(requestedEmails.at, message.at - HOUR)),
      )
    return insertIf(
      db,
      requestedEmails,
      message,
      and(sql`(${sent}) < ${Math.max(1, mostAsked() - spare)}`, condition),
    )
  },

  /** Holds when the email was within the budget. For what follows from it. */
  isSpent: ({ id, addressHash, at }: RequestedEmail) =>
    existsIn(
      db,
      requestedEmails,
      eq(requestedEmails.addressHash, addressHash),
      eq(requestedEmails.at, at),
      eq(requestedEmails.id, id),
    ),

  /** Clears away what counts no more, some of it at a time. */
  purgeExpired: (now: number) =>
    purgeExpired(db, requestedEmails, requestedEmails.addressHash, lte(requestedEmails.at, now - HOUR), now),
})
