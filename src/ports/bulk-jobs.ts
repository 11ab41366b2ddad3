import { and, asc, desc, eq, getTableColumns, gt, inArray, lte, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { nameOf } from './events.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { endOf } from './key-range.ts'
import { ONLY, type Only } from './narrowed-users.ts'
import { type Account, accounts, bulkJobs, events } from './schema.ts'

export type BulkJob = typeof bulkJobs.$inferSelect
/** A job with what who started it is called; null if the account is gone, or for an operator. */
export type FoundJob = BulkJob & { starterName: string | null }
export type BulkAction = BulkJob['action']
export type BulkState = BulkJob['state']

/** How a key begins; undefined: it is not searched. */
type Beginning = { usernameKey: string | undefined; emailKey: string | undefined }

/** Who is meant: these accounts, or all that a search finds when the job comes to them. */
export type Whom = { ids: readonly string[] } | { beginning: Beginning; only: Only | undefined }

/** Accounts in the order of their ids. `last`: everybody up to it was looked at; undefined: everybody was. */
export type BulkPage = { accounts: Account[]; last: string | undefined }

/** Where a page of jobs ended: the last job of it. */
export type BulkPlace = { at: number; id: string }

/** What a slice did, and where it ended. `state`: the job ends with it. */
export type BulkStep = Pick<BulkJob, 'after' | 'done' | 'unchanged' | 'failed' | 'faults'> & {
  state?: BulkState | undefined
}

/** How many accounts a search looks at in one statement, and a count: it decides nothing, but somebody does by it. */
const LOOKED_AT = 10_000
const COUNTED_OF = 200_000

/** How long, in milliseconds, a job that has ended is kept. */
const KEPT = 30 * 86_400_000

const named = {
  ...getTableColumns(bulkJobs),
  starterName: nameOf(sql`${bulkJobs.startedBy}`).as('starter_name'),
}

/** Bulk jobs in D1. `find`, `list`, `due`, `page` and `alreadyDone` read; the others are statements and conditions. */
export const openBulkJobs = (db: Database) => ({
  insert: (
    row: Pick<
      BulkJob,
      'id' | 'action' | 'sealed' | 'startedBy' | 'sessionVersion' | 'createdAt' | 'state' | 'endedAt'
    >,
    condition: Condition | undefined,
  ) =>
    insertIf(
      db,
      bulkJobs,
      { ...row, after: '', done: 0, unchanged: 0, failed: 0, faults: 0, leasedUntil: 0 },
      condition,
    ).returning({ id: bulkJobs.id }),

  isThere: (id: string): SQL => existsIn(db, bulkJobs, eq(bulkJobs.id, id)),

  /** True while it runs and the condition is true. */
  isRunning: (id: string, condition?: Condition): SQL =>
    existsIn(db, bulkJobs, eq(bulkJobs.id, id), eq(bulkJobs.state, 'running'), condition),

  /** True once it was cancelled. */
  isCancelled: (id: string): SQL =>
    existsIn(db, bulkJobs, eq(bulkJobs.id, id), eq(bulkJobs.state, 'cancelled')),

  /** True while who started it is staff, may sign in, and no change has ended all of their sessions since. */
  mayItsStarter: ({ startedBy, sessionVersion }: Pick<BulkJob, 'startedBy' | 'sessionVersion'>): SQL =>
    existsIn(
      db,
      accounts,
      eq(accounts.id, startedBy),
      eq(accounts.isStaff, true),
      eq(accounts.isActive, true),
      eq(accounts.sessionVersion, sessionVersion),
    ),

  find: async (id: string): Promise<FoundJob | undefined> =>
    await db.select(named).from(bulkJobs).where(eq(bulkJobs.id, id)).get(),

  /** The newest first. */
  list: async ({ after, limit }: { after: BulkPlace | undefined; limit: number }): Promise<FoundJob[]> =>
    await db
      .select(named)
      .from(bulkJobs)
      .where(
        after
          ? and(
              lte(bulkJobs.createdAt, after.at),
              sql`(${bulkJobs.createdAt}, ${bulkJobs.id}) < (${after.at}, ${after.id})`,
            )
          : gt(bulkJobs.createdAt, 0),
      )
      .orderBy(desc(bulkJobs.createdAt), desc(bulkJobs.id))
      .limit(limit),

  /** The job that nobody was at for longest, or none. */
  due: async (now: number): Promise<string | undefined> =>
    (
      await db
        .select({ id: bulkJobs.id })
        .from(bulkJobs)
        .where(and(sql`state = 'running'`, lte(bulkJobs.leasedUntil, now)))
        .orderBy(asc(bulkJobs.leasedUntil))
        .limit(1)
        .get()
    )?.id,

  /** Takes a job until a time, if it runs and nobody else is at it. Returns its row, or none. */
  lease: (id: string, now: number, until: number) =>
    db
      .update(bulkJobs)
      .set({ leasedUntil: until })
      .where(and(eq(bulkJobs.id, id), eq(bulkJobs.state, 'running'), lte(bulkJobs.leasedUntil, now)))
      .returning(),

  /** Notes what a slice did, and gives the job back. Changes one row, or none if somebody else took it meanwhile. */
  advance: ({ id, leasedUntil }: Pick<BulkJob, 'id' | 'leasedUntil'>, step: BulkStep, now: number) =>
    db
      .update(bulkJobs)
      .set({
        after: step.after,
        done: sql`${bulkJobs.done} + ${step.done}`,
        unchanged: sql`${bulkJobs.unchanged} + ${step.unchanged}`,
        failed: sql`${bulkJobs.failed} + ${step.failed}`,
        faults: step.faults,
        leasedUntil: now,
        ...(step.state && {
          state: sql`iif(${bulkJobs.state} = 'running', ${step.state}, ${bulkJobs.state})`,
          endedAt: sql`coalesce(${bulkJobs.endedAt}, ${now})`,
        }),
      })
      .where(and(eq(bulkJobs.id, id), eq(bulkJobs.leasedUntil, leasedUntil)))
      .returning({ id: bulkJobs.id }),

  cancel: (id: string, now: number, condition: Condition) =>
    db
      .update(bulkJobs)
      .set({ state: 'cancelled', endedAt: now })
      .where(and(eq(bulkJobs.id, id), condition))
      .returning({ id: bulkJobs.id }),

  deleteOld: (now: number) => db.delete(bulkJobs).where(lte(bulkJobs.createdAt, now - KEPT)),

  /** The next accounts of those that are meant, after this id. One round trip. */
  page: async (whom: Whom, after: string, limit: number): Promise<BulkPage> => {
    if ('ids' in whom) {
      const ids = whom.ids.filter((id) => id > after).slice(0, limit)
      const last = ids.length < limit ? undefined : ids.at(-1)
      if (ids.length === 0) return { accounts: [], last }
      const found = await db
        .select()
        .from(accounts)
        .where(inArray(accounts.id, ids))
        .orderBy(asc(accounts.id))
      return { accounts: found, last }
    }
    const near = db
      .select()
      .from(accounts)
      .where(gt(accounts.id, after))
      .orderBy(asc(accounts.id))
      .limit(LOOKED_AT)
      .as('near')
    const keys = db
      .select({ id: accounts.id })
      .from(accounts)
      .where(gt(accounts.id, after))
      .orderBy(asc(accounts.id))
      .limit(LOOKED_AT)
      .as('near')
    const [found, [end]] = await db.batch([
      db.select().from(near).where(matches(whom)).orderBy(asc(near.id)).limit(limit),
      db.select({ last: sql<string | null>`max(${keys.id})`, lookedAt: sql<number>`count(*)` }).from(keys),
    ])
    if (found.length === limit) return { accounts: found, last: found.at(-1)?.id }
    return { accounts: found, last: end?.lookedAt === LOOKED_AT ? (end.last ?? undefined) : undefined }
  },

  /** How many accounts are meant of those that are looked at first; `isAll`: there are no others. One round trip. */
  count: async (whom: Whom): Promise<{ count: number; isAll: boolean }> => {
    if ('ids' in whom) return { count: whom.ids.length, isAll: true }
    const near = db
      .select()
      .from(accounts)
      .orderBy(asc(accounts.id))
      .where(gt(accounts.id, ''))
      .limit(COUNTED_OF)
    const found = await db.get<{ count: number; looked_at: number }>(
      sql`select coalesce(sum(${matches(whom)}), 0) as count, count(*) as looked_at from ${near} near`,
    )
    return { count: found?.count ?? 0, isAll: (found?.looked_at ?? 0) < COUNTED_OF }
  },

  /** Which of these accounts have an event of this kind by this actor since a time. */
  alreadyDone: async (
    ids: readonly string[],
    { kind, actorId, since }: { kind: (typeof events.$inferSelect)['kind']; actorId: string; since: number },
  ): Promise<Set<string>> => {
    const rows = await db
      .select({ id: events.accountId })
      .from(events)
      .where(
        and(
          inArray(events.accountId, [...ids]),
          sql`${events.at} >= ${since}`,
          eq(events.kind, kind),
          eq(events.actorId, actorId),
        ),
      )
    return new Set(rows.map(({ id }) => id))
  },
})

const beginsSo = (key: SQL, beginning: string | undefined) =>
  beginning === undefined ? undefined : sql`(${key} >= ${beginning} and ${key} < ${endOf(beginning)})`

function matches({ beginning, only }: Extract<Whom, { beginning: unknown }>): SQL {
  const by = [
    beginsSo(sql`username_key`, beginning.usernameKey),
    beginsSo(sql`email_key`, beginning.emailKey),
  ]
  const either = sql.join(
    by.filter((each) => each !== undefined),
    sql` or `,
  )
  return only ? sql`(${either}) and ${ONLY[only]}` : sql`(${either})`
}
