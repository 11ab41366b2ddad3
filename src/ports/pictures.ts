import { and, eq, inArray, lte, or, sql } from 'drizzle-orm'
import type { Clock } from './clock.ts'
import type { Condition, Database } from './database.ts'
import type { InTime } from './deadline.ts'
import { existsIn } from './exists-in.ts'
import { recoverLostAnswer } from './lost-answer.ts'
import { accounts, discardedPictures } from './schema.ts'

/** The pictures that an account shows. */
export type Shown = 'avatar' | 'cover'

/** A picture as R2 has it, with or without its bytes. */
export type StoredPicture = R2Object

/** How long, in milliseconds, it may take from `announce` to `settle`. */
const PATIENCE = 3_600_000
// As many as D1 binds to one statement.
const AT_ONCE = 100

type Dependencies = { bucket: R2Bucket; db: Database; clock: Clock; inTime: InTime }

/** Pictures in R2, each under the address that profiles give out. An address is used once. */
export const openPictures = ({ bucket, db, clock, inTime }: Dependencies) => ({
  /**
   * Records pictures before they are stored. Without `settle` in the batch that shows them, the cron deletes them.
   */
  announce: async (addresses: string[]): Promise<void> => {
    const dueAt = clock.now() + PATIENCE
    const rows = addresses.map((address) => ({ address, dueAt }))
    await recoverLostAnswer(db.insert(discardedPictures).values(rows).execute(), async () => {
      const found = await db.$count(discardedPictures, inArray(discardedPictures.address, addresses))
      return found === addresses.length || undefined
    })
  },

  put: (address: string, type: string, bytes: Uint8Array<ArrayBuffer>) =>
    inTime('R2 upload', bucket.put(address, bytes, { httpMetadata: { contentType: type } })),

  head: (address: string) => inTime('R2', bucket.head(address)),

  /** `range` as R2 takes it, within the picture. */
  get: (address: string, range?: R2Range) => inTime('R2', bucket.get(address, range && { range })),

  /** Keeps the pictures that the account shows after this batch from being deleted. */
  settle: (accountId: string, addresses: string[]) =>
    db
      .delete(discardedPictures)
      .where(
        and(
          inArray(discardedPictures.address, addresses),
          existsIn(
            db,
            accounts,
            eq(accounts.id, accountId),
            or(eq(accounts.avatar, discardedPictures.address), eq(accounts.cover, discardedPictures.address)),
          ),
        ),
      ),

  /** Deletes pictures that no account will show. Never throws: the cron deletes what is left. */
  withdraw: (addresses: string[]): Promise<void> => remove({ bucket, db, inTime }, addresses),

  /**
   * Marks the pictures that the account shows now for deletion, before the same batch replaces them. Of two changes at
   * once, the second discards what the first has set. The conditions are those of the change.
   */
  discard: (accountId: string, shown: Shown[], conditions: (Condition | undefined)[]) => {
    const allowed = and(...conditions) ?? sql`true`
    const of = (which: Shown) =>
      sql`select ${accounts[which]}, 0 from ${accounts} where ${accounts.id} = ${accountId}
        and ${accounts[which]} is not null and ${shown.includes(which) ? 1 : 0} and ${allowed}`
    return db.insert(discardedPictures).select(sql`${of('avatar')} union all ${of('cover')}`)
  },

  /** Deletes pictures that are due. Never throws: the cron tries again. */
  async deleteDiscarded(): Promise<void> {
    const due = await db
      .select({ address: discardedPictures.address })
      .from(discardedPictures)
      .where(lte(discardedPictures.dueAt, clock.now()))
      .limit(AT_ONCE)
      .catch(complain)
    if (due && due.length > 0)
      await remove(
        { bucket, db, inTime },
        due.map(({ address }) => address),
      )
  },
})

export type Pictures = ReturnType<typeof openPictures>

async function remove(
  { bucket, db, inTime }: Omit<Dependencies, 'clock'>,
  addresses: string[],
): Promise<void> {
  try {
    await inTime('R2', bucket.delete(addresses))
    await db.delete(discardedPictures).where(inArray(discardedPictures.address, addresses))
  } catch (error) {
    complain(error)
  }
}

function complain(error: unknown): void {
  const cause = error instanceof Error ? error.name : typeof error
  console.error(JSON.stringify({ event: 'pictures not deleted', cause }))
}
