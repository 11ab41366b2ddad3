import { and, asc, eq, getTableColumns, gt, isNotNull, isNull, lte, not, type SQL, sql } from 'drizzle-orm'
import type { AfterAnswer } from './afterwards.ts'
import type { Condition } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { events, webhookMessages, webhooks } from './schema.ts'
import { openWebhookTelling } from './tell-webhooks.ts'
import type { Delivery } from './webhook-delivery.ts'
import type { Webhook } from './webhook-message.ts'

/** A webhook with how many of its messages wait, and how many were given up: as many as a page has, at most. */
export type CountedWebhook = Webhook & { waiting: number; givenUp: number }

/** How many messages are counted, and how many a page has. */
export const MESSAGES = 100

/** How long, in milliseconds, a message that was given up is kept. */
const DEAD_MESSAGES_FOR = 7 * 24 * 60 * 60_000

type Dependencies = Delivery & { afterAnswer: AfterAnswer }

/** Webhooks and their messages in D1. What changes them are statements for `commit`. */
export function openWebhooks(dependencies: Dependencies) {
  const { db, clock, isDevelopment, publicUrl, afterAnswer } = dependencies
  const is = (id: string, condition: Condition | undefined, ...more: SQL[]) =>
    and(eq(webhooks.id, id), condition, ...more)
  const counted = (of: SQL) =>
    sql<number>`(select count(*) from (select 1 from ${webhookMessages} where ${webhookMessages.webhookId} = ${webhooks.id} and ${of} limit ${MESSAGES}))`
  const withCounts = () =>
    db
      .select({
        ...getTableColumns(webhooks),
        waiting: counted(isNull(webhookMessages.deadAt)),
        givenUp: counted(isNotNull(webhookMessages.deadAt)),
      })
      .from(webhooks)
  const messagesOf = (id: string, eventId: number | undefined, condition: Condition | undefined) =>
    and(
      eq(webhookMessages.webhookId, id),
      eventId === undefined ? isNotNull(webhookMessages.deadAt) : eq(webhookMessages.eventId, eventId),
      condition,
    )

  return {
    ...openWebhookTelling(dependencies, afterAnswer),

    /** What a URL is judged by. */
    surroundings: () => ({ publicUrl: publicUrl(), isDevelopment }),

    list: async (): Promise<CountedWebhook[]> =>
      await withCounts().orderBy(asc(webhooks.createdAt), asc(webhooks.id)),

    find: async (id: string): Promise<CountedWebhook | undefined> =>
      await withCounts().where(eq(webhooks.id, id)).get(),

    /** Adds one that is told of events from now on, if there are fewer than `most`. */
    insert: (row: Pick<Webhook, 'id' | 'url' | 'events' | 'sealed'>, most: number, condition?: Condition) =>
      insertIf(
        db,
        webhooks,
        {
          ...row,
          createdAt: clock.now(),
          cursor: sql`(select coalesce(max(id), 0) from ${events})` as unknown as number,
          failures: 0,
        },
        and(sql`(select count(*) from ${webhooks}) < ${most}`, condition),
      ).returning({ id: webhooks.id }),

    /** Changes one. Returns its row, none if there is none, or if the condition is not true. */
    update: (id: string, change: Partial<Webhook>, condition?: Condition) =>
      db.update(webhooks).set(change).where(is(id, condition)).returning({ id: webhooks.id }),

    /** Changes the secrets, if they are still those that were read. */
    rotate: (id: string, { before, sealed }: { before: string; sealed: string }, condition?: Condition) =>
      db
        .update(webhooks)
        .set({ sealed, rotatedAt: clock.now() })
        .where(is(id, condition, eq(webhooks.sealed, before)))
        .returning({ id: webhooks.id }),

    /** True while it is there. */
    isThere: (id: string, condition?: Condition): SQL =>
      existsIn(db, webhooks, eq(webhooks.id, id), condition),

    /** True while it has these secrets. */
    hasSecrets: (id: string, sealed: string): SQL =>
      existsIn(db, webhooks, eq(webhooks.id, id), eq(webhooks.sealed, sealed)),

    isGone: (id: string): SQL => not(existsIn(db, webhooks, eq(webhooks.id, id))),

    /** True once a message is not there any more, or without an id none that was given up. */
    isDropped: (id: string, eventId: number | undefined): SQL =>
      not(existsIn(db, webhookMessages, messagesOf(id, eventId, undefined))),

    /** Its messages go with it. */
    delete: (id: string, condition?: Condition) =>
      db.delete(webhooks).where(is(id, condition)).returning({ id: webhooks.id }),

    /**
     * Has it told again of all events since a time. Events have no index by time, so the first one is found by halving
     * their ids, which increase with it. An event is committed some seconds after its time at most.
     */
    replay: (id: string, since: number, condition?: Condition) => {
      const middle = sql`(low + high) / 2`
      const isBefore = sql`(select at from ${events} where id >= ${middle} order by id limit 1) < ${since - SLACK}`
      const first = sql`(with recursive half(low, high) as (
          select coalesce((select min(id) from ${events}), 0), coalesce((select max(id) from ${events}), 0) + 1
          union all
          select iif(${isBefore}, ${middle} + 1, low), iif(${isBefore}, high, ${middle}) from half where low < high)
        select low from half where low >= high)`
      return db
        .update(webhooks)
        .set({ cursor: sql`min(${webhooks.cursor}, ${first} - 1)` })
        .where(is(id, condition))
        .returning({ id: webhooks.id })
    },

    /** Messages that have not arrived, by the ids of their events. */
    messages: async (id: string, { after, limit }: { after: number; limit: number }) =>
      await db
        .select()
        .from(webhookMessages)
        .where(and(eq(webhookMessages.webhookId, id), gt(webhookMessages.eventId, after)))
        .orderBy(asc(webhookMessages.eventId))
        .limit(limit),

    /** Has one message sent again soon, or without an id all that were given up. */
    retry: (id: string, eventId: number | undefined, condition?: Condition) =>
      db
        .update(webhookMessages)
        .set({ attempts: 0, dueAt: clock.now(), deadAt: null })
        .where(messagesOf(id, eventId, condition))
        .returning({ id: webhookMessages.eventId }),

    /** Forgets one message, or without an id all that were given up. */
    drop: (id: string, eventId: number | undefined, condition?: Condition) =>
      db
        .delete(webhookMessages)
        .where(messagesOf(id, eventId, condition))
        .returning({ id: webhookMessages.eventId }),

    /** For the cron, behind the deletion of old events: their ids begin again when none is left. */
    followEvents: () => [
      db
        .update(webhooks)
        .set({ cursor: 0 })
        .where(and(sql`(select max(id) from ${events}) is null`, sql`${webhooks.cursor} > 0`)),
    ],

    deleteDead: () => [
      db.delete(webhookMessages).where(lte(webhookMessages.deadAt, clock.now() - DEAD_MESSAGES_FOR)),
    ],
  }
}

/** How much later than its time, in milliseconds, an event may have got its id. */
const SLACK = 10_000

export type Webhooks = ReturnType<typeof openWebhooks>
