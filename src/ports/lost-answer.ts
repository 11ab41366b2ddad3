import type { SQL } from 'drizzle-orm'
import { sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { mayHaveHappened } from './unavailable.ts'

/**
 * The result of a write. If D1's answer was lost, `find` looks once for what the write has left. If it finds nothing
 * either, the write's own error is thrown. The write may still have happened, so a retry by the client has to be safe.
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

/** For `recoverLostAnswer`: a row if the condition, which only the write can have made true, is true now. */
export const openRowExists = (db: Database) => async (condition: SQL) => {
  const rows = await db.all<{ one: number }>(sql`select 1 as one where ${condition}`)
  return rows.length > 0 ? rows : undefined
}
