import type { BatchItem, BatchResponse } from 'drizzle-orm/batch'
import { drizzle } from 'drizzle-orm/d1'

export type Database = ReturnType<typeof openDatabase>

/** Something to be done in D1, not yet begun. `commit` does several in one round trip, all or none. */
export type Statement = BatchItem<'sqlite'>

/** A unique index said no: the name or the address belongs to somebody. */
export class Taken extends Error {
  override name = 'Taken'
}

export const openDatabase = (d1: D1Database) => drizzle(d1)

/** Runs statements in one D1 batch, which is one transaction. Throws Taken when a unique index refuses. */
export const openCommit =
  (db: Database) =>
  async <First extends Statement, Rest extends Statement[]>(
    first: First,
    ...rest: Rest
  ): Promise<BatchResponse<[First, ...Rest]>> => {
    try {
      return await db.batch<Statement, [First, ...Rest]>([first, ...rest])
    } catch (error) {
      throw isUniqueViolation(error) ? new Taken() : error
    }
  }

// drizzle wraps D1's error, and D1 tells a constraint by its text alone.
function isUniqueViolation(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes('UNIQUE constraint failed')) return true
  }
  return false
}
