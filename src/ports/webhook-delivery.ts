import { and, eq, getTableColumns, gt, gte, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { Clock } from './clock.ts'
import type { Database, Statement } from './database.ts'
import type { InTime } from './deadline.ts'
import type { Keys } from './keys.ts'
import type { Random } from './random.ts'
import { events, webhookMessages, webhooks } from './schema.ts'
import { innermost } from './unavailable.ts'
import {
  FORMER_FOR,
  messageBody,
  messageHeaders,
  sealWebhookSecrets,
  unsealWebhookSecrets,
  type Webhook,
  type WebhookMessage,
} from './webhook-message.ts'
import { kindsOfTypes } from './webhook-types.ts'
import { faultOfWebhookUrl } from './webhook-url.ts'

/** What is needed to send messages. */
export type Delivery = {
  db: Database
  keys: Keys
  random: Random
  clock: Clock
  http: typeof fetch
  inTime: InTime
  isDevelopment: boolean
  publicUrl: () => string
}

/** A webhook that is not paused, how many of its messages wait, and the ids of the first and the last event. */
type Open = Webhook & { waiting: number; first: number | null; last: number | null }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long, in milliseconds, a message is reserved for the one who took it. */
const LEASE = MINUTE
/** How many events a step reads, and how many messages that are due it takes: even slow ones end within the lease. */
const AT_ONCE = 20
/** How many requests a webhook gets at a time. A Worker has six connections. */
const SIDE_BY_SIDE = 2
/** How long, in milliseconds, a run goes on. */
const RUN_FOR = 20_000
/**
 * After so many failures in a row a run leaves a webhook alone. While as many messages wait as a step takes, none are made
 * for it then: the events wait in their own table, and cost nothing.
 */
const FAILURES_IN_A_ROW = 5
/** The gap before a message is sent again doubles from a minute to this, in milliseconds, and the tries take a day. */
const LONGEST_GAP = 2 * HOUR
const WEBHOOK_TRIES = 18
/** A webhook is paused once it has failed so often, and for so long, without a message that arrived. */
const PAUSED_AFTER = { failures: 10, time: 12 * HOUR }

/** Why a message did not arrive, in a word that tells nothing of the answer. `isGone`: the receiver wants no more. */
type Fault = { fault: string; isGone?: boolean }

/** Sends messages to webhooks, and makes those of the next events. */
export function openWebhookDelivery({
  db,
  keys,
  random,
  clock,
  http,
  inTime,
  isDevelopment,
  publicUrl,
}: Delivery) {
  /** Sends what there is to send until nothing is left or the time is up. Returns how many messages arrived. */
  async function run(): Promise<number> {
    const open: Open[] = await db
      .select({
        ...getTableColumns(webhooks),
        waiting: sql<number>`(select count(*) from (select 1 from ${webhookMessages} where ${webhookMessages.webhookId} = ${webhooks.id} and ${webhookMessages.deadAt} is null limit ${AT_ONCE}))`,
        first: sql<number | null>`(select min(id) from ${events})`,
        last: sql<number | null>`(select max(id) from ${events})`,
      })
      .from(webhooks)
      .where(isNull(webhooks.pausedAt))
    const end = clock.now() + RUN_FOR
    const arrived = await Promise.all(open.map((webhook) => serve(webhook, end)))
    return arrived.reduce((sum, each) => sum + each, 0)
  }

  /** Serves one webhook, independent of the others. */
  async function serve(webhook: Open, end: number): Promise<number> {
    const secrets = await secretsOf(webhook)
    const line = { webhook, secrets, failures: 0, arrived: 0 }
    for (let { cursor } = webhook; ; ) {
      const step = await take(webhook, cursor)
      cursor = step.cursor
      await send(line, step.messages)
      const isDone = !step.hasMore && step.messages.length < AT_ONCE
      if (isDone || line.failures >= FAILURES_IN_A_ROW || clock.now() >= end) return line.arrived
    }
  }

  /** The secrets that sign now; none if the master key is gone. They are sealed again with the key in use. */
  async function secretsOf(webhook: Webhook): Promise<string[]> {
    const { id, sealed, rotatedAt } = webhook
    const secrets = await unsealWebhookSecrets({ keys }, webhook).catch((error: unknown) => {
      complain('sealed secret unreadable', { webhook: id }, error)
      return undefined
    })
    if (!secrets) return []
    const { current, former } = secrets
    const isFormerValid = former !== null && rotatedAt !== null && clock.now() < rotatedAt + FORMER_FOR
    if (!sealed.startsWith(`${keys.kids()[0]}.`)) {
      const renewed = await sealWebhookSecrets({ keys, random }, id, secrets)
      await db
        .update(webhooks)
        .set({ sealed: renewed })
        .where(and(eq(webhooks.id, id), eq(webhooks.sealed, sealed)))
    }
    return isFormerValid ? [current, former] : [current]
  }

  /** Takes messages that are due, and makes those of the next events, in one batch. No two runs take the same one. */
  async function take({ id, events: types, failures, waiting, first, last }: Open, cursor: number) {
    const now = clock.now()
    const isThis = eq(webhookMessages.webhookId, id)
    const due = db
      .select({ eventId: webhookMessages.eventId })
      .from(webhookMessages)
      .where(and(isThis, isNull(webhookMessages.deadAt), lte(webhookMessages.dueAt, now)))
      .orderBy(webhookMessages.dueAt)
      .limit(AT_ONCE)
    const takeDue = db
      .update(webhookMessages)
      .set({ dueAt: now + LEASE })
      .where(and(isThis, inArray(webhookMessages.eventId, due)))
      .returning()
    // The ids of events begin again when all of them were deleted.
    const from = last !== null && cursor > last ? 0 : cursor
    const mayGoOn = last !== null && from < last && (failures < FAILURES_IN_A_ROW || waiting < AT_ONCE)
    if (!mayGoOn) return { messages: await takeDue, cursor, hasMore: false }

    const upTo = Math.min(last, Math.max(from, (first ?? 1) - 1) + AT_ONCE)
    const isHere = sql`exists (select 1 from ${webhooks} where ${webhooks.id} = ${id} and ${webhooks.cursor} = ${cursor} and ${webhooks.pausedAt} is null)`
    const kinds = kindsOfTypes(types)
    const make = db
      .insert(webhookMessages)
      .select(
        sql`select ${id}, id, kind, account_id, session_id, actor_id is not null, at, 0, ${now + LEASE}, null, null
            from ${events} where id > ${from} and id <= ${upTo} and ${inArray(events.kind, kinds)} and ${isHere}`,
      )
      .onConflictDoNothing()
      .returning()
    const move = db
      .update(webhooks)
      .set({ cursor: upTo })
      .where(and(eq(webhooks.id, id), eq(webhooks.cursor, cursor), isNull(webhooks.pausedAt)))
      .returning({ id: webhooks.id })
    const [old, made, moved] = await db.batch([takeDue, make, move])
    return { messages: [...old, ...made], cursor: upTo, hasMore: moved.length > 0 && upTo < last }
  }

  type Line = { webhook: Webhook; secrets: string[]; failures: number; arrived: number }
  type Failed = { message: WebhookMessage } & Fault

  /**
   * Sends messages, a few at a time, until too many fail in a row, and notes what became of all of them in one batch.
   * Those that are left are due again after the lease.
   */
  async function send(line: Line, messages: WebhookMessage[]): Promise<void> {
    const waiting = messages.values()
    const arrived: WebhookMessage[] = []
    const failed: Failed[] = []
    const work = async () => {
      for (const message of waiting) {
        const fault = await post(line, message)
        if (fault) failed.push({ message, ...fault })
        else arrived.push(message)
        line.failures = fault ? line.failures + 1 : 0
        if (line.failures >= FAILURES_IN_A_ROW) return
      }
    }
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
    line.arrived += arrived.length
    await settle(line.webhook.id, arrived, failed)
  }

  /** Sends a message once. Redirects are not followed, and of the answer only the status is read. */
  async function post({ webhook, secrets }: Line, message: WebhookMessage): Promise<Fault | undefined> {
    if (faultOfWebhookUrl(webhook.url, { publicUrl: publicUrl(), isDevelopment })) return { fault: 'ADDRESS' }
    if (secrets.length === 0) return { fault: 'SECRET_GONE' }
    const body = messageBody(message)
    const headers = await messageHeaders(message, { body, now: clock.now(), secrets })
    const stop = new AbortController()
    try {
      const { signal } = stop
      const init = { method: 'POST', headers, body, redirect: 'manual', signal } as const
      const answer = await inTime('webhook', http(webhook.url, init))
      await answer.body?.cancel()
      if (answer.ok) return undefined
      return { fault: `HTTP_${answer.status}`, isGone: answer.status === 410 }
    } catch (error) {
      stop.abort()
      return { fault: innermost(error).name === 'Unavailable' ? 'TOO_SLOW' : 'NO_ANSWER' }
    }
  }

  /**
   * Removes messages that have arrived, has the others sent later, or gives them up. A webhook of which nothing arrived
   * counts its failures, and is paused when it has failed for too long.
   */
  async function settle(id: string, arrived: WebhookMessage[], failed: Failed[]): Promise<void> {
    const now = clock.now()
    const isThis = eq(webhooks.id, id)
    const ofThis = (...ids: number[]) =>
      and(eq(webhookMessages.webhookId, id), inArray(webhookMessages.eventId, ids))
    const later = failed.map(({ message: { eventId, attempts: before }, fault }) => {
      const attempts = before + 1
      const dueAt = now + Math.min(MINUTE * 2 ** before, LONGEST_GAP)
      const dead = attempts >= WEBHOOK_TRIES ? { deadAt: now } : {}
      if (attempts >= WEBHOOK_TRIES)
        complain('webhook message given up', { webhook: id, event_id: eventId, fault })
      return db
        .update(webhookMessages)
        .set({ attempts, fault, dueAt, ...dead })
        .where(ofThis(eventId))
    })
    const works = [
      db.delete(webhookMessages).where(ofThis(...arrived.map(({ eventId }) => eventId))),
      db
        .update(webhooks)
        .set({ failures: 0, failingSince: null })
        .where(and(isThis, gt(webhooks.failures, 0))),
    ]
    const count = db
      .update(webhooks)
      .set({
        failures: sql`${webhooks.failures} + ${failed.length}`,
        failingSince: sql`coalesce(${webhooks.failingSince}, ${now})`,
      })
      .where(isThis)
    const isGone = failed.some((each) => each.isGone)
    const hasFailed = and(
      gte(webhooks.failures, PAUSED_AFTER.failures),
      lte(webhooks.failingSince, now - PAUSED_AFTER.time),
    )
    const pause = db
      .update(webhooks)
      .set({ pausedAt: now, pauseReason: isGone ? 'gone' : 'failing' })
      .where(and(isThis, isNull(webhooks.pausedAt), isGone ? undefined : hasFailed))
      .returning({ id: webhooks.id })
    const statements: Statement[] = [
      ...later,
      ...(arrived.length > 0 ? works : failed.length > 0 ? [count] : []),
      ...(failed.length > 0 ? [pause] : []),
    ]
    const [first, ...rest] = statements
    if (!first) return
    const results = await db.batch<Statement, [Statement, ...Statement[]]>([first, ...rest])
    const isPaused = failed.length > 0 && (results.at(-1) as unknown[]).length > 0
    if (isPaused) complain('webhook paused', { webhook: id })
  }

  return { run }
}

/** Neither the address nor the answer of a receiver is logged. */
function complain(event: string, about: object, error?: unknown): void {
  console.error(
    JSON.stringify({ event, ...about, ...(error !== undefined && { cause: innermost(error).name }) }),
  )
}
