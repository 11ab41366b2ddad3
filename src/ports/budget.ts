import { and, count, eq, gt, lte, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { askedLetters } from './schema.ts'
import { sweep } from './sweep.ts'

type World = { db: Database; mostAsked: () => number }

export type AskedLetter = typeof askedLetters.$inferInsert

const HOUR = 3_600_000

/**
 * How many letters one address gets that anybody could ask for, so that nobody's mailbox is flooded. All of these are
 * statements for `commit`, or conditions in them.
 */
export const openBudget = ({ db, mostAsked }: World) => ({
  /** Takes one more letter, unless the hour's, less the spare ones, are used up or the condition does not hold. */
  spend: (letter: AskedLetter, condition: Condition | undefined, spare = 0) => {
    const sent = db
      .select({ count: count() })
      .from(askedLetters)
      .where(and(eq(askedLetters.addressHash, letter.addressHash), gt(askedLetters.at, letter.at - HOUR)))
    return insertIf(
      db,
      askedLetters,
      letter,
      and(sql`(${sent}) < ${Math.max(1, mostAsked() - spare)}`, condition),
    )
  },

  /** Holds when the letter was within the budget. For what follows from it. */
  isSpent: ({ id, addressHash, at }: AskedLetter) =>
    existsIn(
      db,
      askedLetters,
      eq(askedLetters.addressHash, addressHash),
      eq(askedLetters.at, at),
      eq(askedLetters.id, id),
    ),

  /** Clears away what counts no more, some of it at a time. */
  sweep: (now: number) =>
    sweep(db, askedLetters, askedLetters.addressHash, lte(askedLetters.at, now - HOUR), now),
})
