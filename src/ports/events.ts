import { and, desc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { insertIf } from './insert-if.ts'
import { events, sessions } from './schema.ts'
import { type NamedSession, namedAndLive } from './sessions.ts'

export type Event = typeof events.$inferSelect
export type EventKind = Event['kind']

/**
 * Where a page of events ended: the time of its last event, and how many events of that time were shown by then. Unlike
 * an id it reveals nothing about the events of other accounts.
 */
export type EventCursor = { at: number; shown: number }

const DAY = 86_400_000
/** How many events the cron reads in one statement. */
export const EVENTS_AT_ONCE = 2000

/**
 * What happened to accounts, in D1. `list` is one read; the others are statements for `commit`. `note` is told of every
 * event that one of them would record.
 */
export const openEvents = (db: Database, note: (kind: EventKind) => void = () => {}) => ({
  /** Records an event of a batch, if the condition is true when it runs. */
  insert: (event: Omit<Event, 'id'>, condition?: Condition) => {
    note(event.kind)
    return insertIf(db, events, event, condition)
  },

  /** Records the end of a live session. Comes before the end itself in the batch. */
  insertSignOut: (
    named: NamedSession,
    { at, userAgent, location }: Pick<Event, 'at' | 'userAgent' | 'location'>,
  ) => {
    note('sign_out')
    return db.insert(events).select(
      sql`select null, ${'sign_out' satisfies EventKind}, ${sessions.accountId}, ${sessions.id}, null, ${at}, ${userAgent}, ${location}, null
          from ${sessions} where ${namedAndLive(db, named, at)}`,
    )
  },

  /** The events of an account, newest first, from where an earlier page ended. */
  list: async (accountId: string, { after, limit }: { after?: EventCursor | undefined; limit: number }) => {
    const shown = after?.shown ?? 0
    const found = await db
      .select()
      .from(events)
      .where(and(eq(events.accountId, accountId), after && lte(events.at, after.at)))
      .orderBy(desc(events.at), desc(events.id))
      .limit(shown + limit)
    return found.slice(shown)
  },

  /** Deletes some of the events that are older than this; the cron repeats it. */
  deleteOld: (now: number, days: number) => {
    const oldest = db.select({ id: events.id }).from(events).orderBy(events.id).limit(EVENTS_AT_ONCE)
    return db.delete(events).where(and(inArray(events.id, oldest), lte(events.at, now - days * DAY)))
  },
})
