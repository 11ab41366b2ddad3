import { and, eq, lte, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { purgeExpired } from './purge-expired.ts'
import { usedOnce } from './schema.ts'

/**
 * What works once though it is stored nowhere before it is used, in D1. A tag is a keyed hash. All are for `commit`: a
 * change has the condition `isUnused`, and `use` after it in the same batch.
 */
export const openUsedOnce = (db: Database) => ({
  isUsed: (tag: string): SQL => existsIn(db, usedOnce, eq(usedOnce.tag, tag)),

  isUnused: (tag: string): SQL => sql`not ${existsIn(db, usedOnce, eq(usedOnce.tag, tag))}`,

  /**
   * Notes the use, if the conditions are true: returns a row, or none. `until`: when it would have ended unused, in
   * milliseconds.
   */
  use: (tag: string, until: number, ...conditions: Condition[]) =>
    insertIf(db, usedOnce, { tag, until }, and(...conditions)).returning({ tag: usedOnce.tag }),

  purgeExpired: (now: number) => purgeExpired(db, usedOnce.tag, lte(usedOnce.until, now), now),
})
