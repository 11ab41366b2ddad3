import { and, count, eq, gt, lte, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf, valuesOf } from './insert-if.ts'
import { purgeExpired } from './purge-expired.ts'
import { requestedEmails } from './schema.ts'
import { partOnce, type RowValues, statementOnce } from './write-once.ts'

type Dependencies = { db: Database; mostAsked: () => number }

export type RequestedEmail = typeof requestedEmails.$inferInsert

const HOUR = 3_600_000

type Spent = { addressHash: string; after: number; most: number }

const spend = statementOnce<[row: RowValues, spent: Spent, condition: Condition | undefined]>()(
  (db, row, { addressHash, after, most }, condition) => {
    const sent = db
      .select({ count: count() })
      .from(requestedEmails)
      .where(and(eq(requestedEmails.addressHash, addressHash), gt(requestedEmails.at, after)))
    return insertIf(db, requestedEmails, row, and(sql`(${sent}) < ${most}`, condition))
  },
)

const isSpent = partOnce<[message: { id: string; addressHash: string; at: number }]>(
  (db, { id, addressHash, at }) =>
    existsIn(
      db,
      requestedEmails,
      eq(requestedEmails.addressHash, addressHash),
      eq(requestedEmails.at, at),
      eq(requestedEmails.id, id),
    ),
)

/**
 * Limits the emails that one address gets on public request, so that no mailbox is flooded. Statements for `commit`, or
 * conditions in them.
 */
export const openBudget = ({ db, mostAsked }: Dependencies) => ({
  /**
   * Counts one more email, unless the hour's budget less `spare`, or `most`, is used up or the condition is false.
   */
  spend: (
    message: RequestedEmail,
    condition: Condition | undefined,
    { spare = 0, most = mostAsked() - spare }: { spare?: number; most?: number } = {},
  ) => {
    const { addressHash, at } = message
    const spent = { addressHash, after: at - HOUR, most: Math.max(1, most) }
    return spend(db, valuesOf(requestedEmails, message), spent, condition)
  },

  /** True if the email was within the budget. For the statements that follow from it. */
  isSpent: ({ id, addressHash, at }: RequestedEmail) => isSpent(db, { id, addressHash, at }),

  /** Deletes expired counts, some at a time. */
  purgeExpired: (now: number) =>
    purgeExpired(db, requestedEmails.addressHash, lte(requestedEmails.at, now - HOUR), now),
})
