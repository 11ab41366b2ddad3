import { and, asc, count, desc, eq, gt, gte, isNull, lt, lte, min, not, type SQL, sql } from 'drizzle-orm'
import type { Clock } from './clock.ts'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import type { Keys } from './keys.ts'
import { FIRST, type Job, LEASE, REST } from './outbox.ts'
import { outbox } from './schema.ts'
import { readStoredJob } from './stored-job.ts'

type Row = typeof outbox.$inferSelect

/** Where a page of the queue ended: the time that it is ordered by, and the id. */
export type QueuePlace = { at: number; id: string }

/** Those that wait, by when they are tried next; those that were given up, the newest first. */
export type QueueState = 'waiting' | 'given_up'

/** A job, or undefined if it was sealed with a key that is gone. */
export type QueuedJob = { row: Row; job: Job | undefined }

/** How many jobs that wait are counted. */
export const QUEUE_SEEN = 1000

/** True of jobs that are not revocations: emails, and requests for them. */
const isEmail = not(and(gte(outbox.id, FIRST), lt(outbox.id, REST)) as SQL)
const waits = and(isNull(outbox.doneAt), isNull(outbox.deadAt), isEmail)
const isOpen = (id: string) => and(eq(outbox.id, id), isNull(outbox.doneAt), isEmail)

/** What of the outbox is email, for staff. `list` and `find` are one read; the others are statements. */
export function openEmailQueue({ db, keys, clock }: { db: Database; keys: Keys; clock: Clock }) {
  async function open(row: Row): Promise<QueuedJob> {
    const text = await keys.unseal(row.sealed).catch(() => undefined)
    return { row, job: text === undefined ? undefined : readStoredJob(text) }
  }

  return {
    /** How many wait, and since when the oldest does; and how many were given up. A backlog is not read whole. */
    counts: () => {
      const waiting = db
        .select({ createdAt: outbox.createdAt })
        .from(outbox)
        .where(and(gt(outbox.dueAt, 0), waits))
        .limit(QUEUE_SEEN)
        .as('near')
      return {
        waiting: db.select({ count: count(), oldest: min(waiting.createdAt) }).from(waiting),
        givenUp: db
          .select({ count: count() })
          .from(outbox)
          .where(and(gt(outbox.deadAt, 0), isEmail)),
      }
    },

    list: async (
      state: QueueState,
      { after, limit }: { after: QueuePlace | undefined; limit: number },
    ): Promise<QueuedJob[]> => {
      const rows =
        state === 'waiting'
          ? await db
              .select()
              .from(outbox)
              .where(
                and(
                  gte(outbox.dueAt, after?.at ?? 0),
                  after && sql`(${outbox.dueAt}, ${outbox.id}) > (${after.at}, ${after.id})`,
                  waits,
                ),
              )
              .orderBy(asc(outbox.dueAt), asc(outbox.id))
              .limit(limit)
          : await db
              .select()
              .from(outbox)
              .where(
                and(
                  gt(outbox.deadAt, 0),
                  after && lte(outbox.deadAt, after.at),
                  after && sql`(${outbox.deadAt}, ${outbox.id}) < (${after.at}, ${after.id})`,
                  isEmail,
                ),
              )
              .orderBy(desc(outbox.deadAt), desc(outbox.id))
              .limit(limit)
      return Promise.all(rows.map(open))
    },

    find: async (id: string): Promise<QueuedJob | undefined> => {
      const row = await db.select().from(outbox).where(isOpen(id)).get()
      return row && open(row)
    },

    /** True while it is there, and nobody is at it, and the condition is true. */
    isFree: (id: string, condition?: Condition): SQL =>
      existsIn(
        db,
        outbox,
        isOpen(id),
        sql`(${outbox.deadAt} is not null or ${outbox.dueAt} <= ${clock.now()} or ${outbox.dueAt} > ${clock.now() + LEASE})`,
        condition,
      ),

    isThere: (id: string, condition?: Condition): SQL => existsIn(db, outbox, isOpen(id), condition),

    isGone: (id: string): SQL => not(existsIn(db, outbox, isOpen(id))),

    /** Makes it as if it had just been written, and taken by the one who retries it. Changes one row, or none. */
    renew: (id: string, now: number, condition: Condition) =>
      db
        .update(outbox)
        .set({ attempts: 0, dueAt: now + LEASE, deadAt: null, fault: null })
        .where(and(eq(outbox.id, id), condition))
        .returning({ id: outbox.id }),

    /** True once it was renewed at this time. */
    isRenewed: (id: string, now: number): SQL =>
      existsIn(db, outbox, eq(outbox.id, id), eq(outbox.attempts, 0), eq(outbox.dueAt, now + LEASE)),

    /** Deletes one row, or none. */
    drop: (id: string, condition: Condition) =>
      db
        .delete(outbox)
        .where(and(eq(outbox.id, id), condition))
        .returning({ id: outbox.id }),
  }
}
