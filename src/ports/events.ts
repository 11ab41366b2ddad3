import { and, desc, eq, gt, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm'
import { EVENTS_AT_ONCE, followDeleted, isCounted } from './counts.ts'
import type { Condition, Database } from './database.ts'
import { insertRowIf } from './insert-if.ts'
import { accounts, events, sessions } from './schema.ts'
import { type NamedSession, namedAndLive } from './sessions.ts'
import { statementOnce } from './write-once.ts'

export type Event = typeof events.$inferSelect
export type EventKind = Event['kind']

/**
 * Where a page of events ended: the time of its last event, and how many events of that time were shown by then. Unlike
 * an id it reveals nothing about the events of other accounts.
 */
export type EventCursor = { at: number; shown: number }

const DAY = 86_400_000
/** Where a page of everybody's events ended: its last event. */
export type EventPlace = { at: number; id: number }

/**
 * Which events are meant. `actor`: what staff and operators did, or one of them. `since` and `until` in milliseconds, the
 * second is not meant any more.
 */
export type EventFilter = {
  kind?: EventKind | undefined
  accountId?: string | undefined
  actor?: { id: string } | 'any' | undefined
  since?: number | undefined
  until?: number | undefined
}

/** An event with what its account and its actor are called; null if they are gone, or there is none. */
export type FoundEvent = Event & { accountName: string | null; actorName: string | null }

type Look = { after: EventPlace | undefined; limit: number; lookAt: number }

/** Between reading the clock and writing the event a request waits for less than this, in milliseconds. */
const DISORDER = 10 * 60_000

/**
 * The id of the first event that may be as late as this. Ids increase with time, so it is found by halving: some fifty
 * rows of a million, and no index to write with every event.
 */
const firstIdAt = (at: number): SQL => {
  const middle = sql`(low + high) / 2`
  const isBefore = sql`coalesce((select at from ${events} where id >= ${middle} order by id limit 1) < ${at}, 0)`
  return sql`(with recursive halved(low, high) as (
    select coalesce((select min(id) from ${events}), 0), coalesce((select max(id) from ${events}), 0) + 1
    union all
    select iif(${isBefore}, ${middle} + 1, low), iif(${isBefore}, high, ${middle}) from halved where low < high
  ) select low from halved where low >= high limit 1)`
}

/** Which rows a search looks at, and in which order. Each is found by an index. */
function rangeOf({ accountId, actor, since = 0, until }: EventFilter, after: EventPlace | undefined) {
  if (accountId === undefined && actor === undefined)
    return {
      order: [desc(events.id)],
      where: and(
        // A bound for the first page too: without one the plan is a scan, though it stops as early.
        since > 0 ? gte(events.id, firstIdAt(since - DISORDER)) : gt(events.id, 0),
        idEnd(until, after),
      ),
    }
  return {
    order: [desc(events.at), desc(events.id)],
    where: and(
      accountId === undefined ? sql`actor_id is not null` : eq(events.accountId, accountId),
      gte(events.at, since),
      timeEnd(until, after),
    ),
  }
}

/* One bound alone: of two, SQLite seeks by one and reads every row between it and the other. */

function timeEnd(until: number | undefined, after: EventPlace | undefined): SQL | undefined {
  if (after && (until === undefined || after.at < until))
    return and(lte(events.at, after.at), sql`(${events.at}, ${events.id}) < (${after.at}, ${after.id})`)
  return until === undefined ? undefined : lt(events.at, until)
}

function idEnd(until: number | undefined, after: EventPlace | undefined): SQL | undefined {
  if (until === undefined) return after && lt(events.id, after.id)
  const end = firstIdAt(until + DISORDER)
  return lt(events.id, after ? sql`min(${after.id}, ${end})` : end)
}

/** The username of an account, or its email address where it has none (account/names/shown-name.ts). */
export const nameOf = (id: SQL) =>
  sql<
    string | null
  >`(select iif(username <> id, username, email) from ${accounts} where ${accounts.id} = ${id})`

type SignOut = Pick<Event, 'at' | 'userAgent' | 'location'>

const insertSignOut = statementOnce<[named: NamedSession, event: SignOut]>()(
  (db, named, { at, userAgent, location }) =>
    db.insert(events).select(
      sql`select null, ${'sign_out' satisfies EventKind}, ${sessions.accountId}, ${sessions.id}, null, ${at}, ${userAgent}, ${location}, null
        from ${sessions} where ${namedAndLive(db, named, at)}`,
    ),
)

/**
 * What happened to accounts, in D1. `list` is one read; the others are statements for `commit`. `note` is told of every
 * event that one of them would record.
 */
export const openEvents = (db: Database, note: (kind: EventKind) => void = () => {}) => ({
  /** Records an event of a batch, if the condition is true when it runs. */
  insert: (event: Omit<Event, 'id'>, condition?: Condition) => {
    note(event.kind)
    return insertRowIf(db, events, event, condition)
  },

  /** Records the end of a live session. Comes before the end itself in the batch. */
  insertSignOut: (named: NamedSession, { at, userAgent, location }: SignOut) => {
    note('sign_out')
    return insertSignOut(db, named, { at, userAgent, location })
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

  /**
   * Events of everybody, newest first. So many rows are looked at, of which few may be meant; `end` is the last of these
   * if there may be more. One round trip.
   */
  search: async (
    filter: EventFilter,
    { after, limit, lookAt }: Look,
  ): Promise<{ events: FoundEvent[]; end: EventPlace | undefined }> => {
    const { kind, accountId, actor, since, until } = filter
    const { where, order } = rangeOf(filter, after)
    const rows = db
      .select()
      .from(events)
      .where(where)
      .orderBy(...order)
      .limit(lookAt)
      .as('near')
    const keys = db
      .select({ id: events.id, at: events.at })
      .from(events)
      .where(where)
      .orderBy(...order)
      .limit(lookAt)
      .as('near')
    const isById = accountId === undefined && actor === undefined
    const [found, [last]] = await db.batch([
      db
        .select({
          ...rows._.selectedFields,
          accountName: nameOf(sql`near.account_id`).as('account_name'),
          actorName: nameOf(sql`near.actor_id`).as('actor_name'),
        })
        .from(rows)
        .where(
          and(
            kind && eq(rows.kind, kind),
            accountId !== undefined && actor === 'any' ? sql`near.actor_id is not null` : undefined,
            typeof actor === 'object' ? eq(rows.actorId, actor.id) : undefined,
            since === undefined ? undefined : gte(rows.at, since),
            until === undefined ? undefined : lt(rows.at, until),
          ),
        )
        .orderBy(...(isById ? [desc(rows.id)] : [desc(rows.at), desc(rows.id)]))
        .limit(limit),
      db
        .select({
          // Digits of one length, so that texts are in the order of what they say.
          place: isById
            ? sql<string | null>`min(printf('%016d.%d', ${keys.id}, ${keys.at}))`
            : sql<string | null>`min(printf('%016d.%016d', ${keys.at}, ${keys.id}))`,
          lookedAt: sql<number>`count(*)`,
        })
        .from(keys),
    ])
    if (!last?.place || last.lookedAt < lookAt) return { events: found, end: undefined }
    const [one = 0, other = 0] = last.place.split('.').map(Number)
    return { events: found, end: isById ? { id: one, at: other } : { at: one, id: other } }
  },

  /** Deletes some of the events that are older than this and were counted; the cron repeats it. */
  deleteOld: (now: number, days: number) => {
    const oldest = db
      .select({ id: events.id })
      .from(events)
      .where(isCounted)
      .orderBy(events.id)
      .limit(EVENTS_AT_ONCE)
    return [
      db.delete(events).where(and(inArray(events.id, oldest), lte(events.at, now - days * DAY))),
      followDeleted(db),
    ] as const
  },
})
