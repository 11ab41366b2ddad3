import type { SQL } from 'drizzle-orm'
import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { mayHaveHappened } from './unavailable.ts'

/**
 * What a write came to. When D1 took it and the answer was lost, `find` looks once for what it left behind. Where that
 * finds nothing either, the write's own fault is thrown: nobody knows, so asking again has to be safe.
 */
export async function recoverLostAnswer<Done, Found>(
  write: Promise<Done>,
  find: () => Promise<Found | undefined>,
): Promise<Done | Found> {
  try {
    return await write
  } catch (error) {
    const found = mayHaveHappened(error) ? await find().catch(() => undefined) : undefined
    if (found === undefined) throw error
    return found
  }
}

export type RowExists = ReturnType<typeof openRowExists>

/** For `recoverLostAnswer`: a row if the condition holds now, which nothing but the write can have made true. */
export const openRowExists = (db: Database) => async (condition: SQL) => {
  const rows = await db.all<{ one: number }>(sql`select 1 as one where ${condition}`)
  return rows.length > 0 ? rows : undefined
}
