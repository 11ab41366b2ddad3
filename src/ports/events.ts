import { lte, type SQL } from 'drizzle-orm'
import type { Database } from './database.ts'
import { deleteSome } from './delete-some.ts'
import { insertIf } from './insert-if.ts'
import { events } from './schema.ts'

export type Event = typeof events.$inferSelect

/** How long, in milliseconds, an event is kept: 90 days. */
const KEPT = 90 * 86_400_000

/** What happened to accounts, in D1. All of these are statements for `commit`. */
export const openEvents = (db: Database) => ({
  /** Tells what a batch does, if the condition holds when it runs. */
  insert: (event: Event, condition: SQL) => insertIf(db, events, event, condition),

  deleteOld: (now: number) => deleteSome(db, events, events.id, lte(events.at, now - KEPT)),
})
