import { and, inArray, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { accounts, discardedPictures } from './schema.ts'

/** The pictures that an account shows. */
export type Shown = 'avatar' | 'cover'

// As many as D1 binds to one statement.
const AT_ONCE = 100

/** Pictures in R2, each under the address that profiles give out. An address is used once. */
export const openPictures = (bucket: R2Bucket, db: Database) => ({
  put: (address: string, type: string, bytes: Uint8Array<ArrayBuffer>) =>
    bucket.put(address, bytes, { httpMetadata: { contentType: type } }),

  get: (address: string) => bucket.get(address),

  /** Takes away what nobody shows yet. Never throws: what R2 does not take back is left to the cron. */
  async withdraw(addresses: string[]): Promise<void> {
    try {
      await bucket.delete(addresses)
    } catch {
      const rows = addresses.map((address) => ({ address }))
      await db.insert(discardedPictures).values(rows).catch(complain)
    }
  },

  /**
   * Notes what an account shows now, as the batch finds it, before the batch changes it: of two changes at once, the
   * second discards what the first has chosen. The conditions are those of the change.
   */
  discard: (accountId: string, shown: Shown[], conditions: Condition[]) => {
    const allowed = and(...conditions) ?? sql`true`
    const of = (which: Shown) =>
      sql`select ${accounts[which]} from ${accounts} where ${accounts.id} = ${accountId}
        and ${accounts[which]} is not null and ${shown.includes(which) ? 1 : 0} and ${allowed}`
    return db.insert(discardedPictures).select(sql`${of('avatar')} union all ${of('cover')}`)
  },

  /** Deletes what was discarded. Never throws: what fails is tried again by the cron. */
  async deleteDiscarded(): Promise<void> {
    try {
      const rows = await db.select().from(discardedPictures).limit(AT_ONCE)
      if (rows.length === 0) return
      const addresses = rows.map(({ address }) => address)
      await bucket.delete(addresses)
      await db.delete(discardedPictures).where(inArray(discardedPictures.address, addresses))
    } catch (error) {
      complain(error)
    }
  },
})

export type Pictures = ReturnType<typeof openPictures>

function complain(error: unknown): void {
  const cause = error instanceof Error ? error.name : typeof error
  console.error(JSON.stringify({ event: 'pictures not deleted', cause }))
}
