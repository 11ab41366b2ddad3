import { and, desc, eq, gte, inArray, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { AfterAnswer, Pause } from './afterwards.ts'
import type { Clock } from './clock.ts'
import type { Database, Statement } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertRowIf } from './insert-if.ts'
import { type Keys, SEAL_IV_BYTES } from './keys.ts'
import type { EmailMessage, Mail } from './mail.ts'
import { hourOf, noteCounts } from './new-counts.ts'
import type { Random } from './random.ts'
import type { openRevocationList } from './revocation-list.ts'
import type { Revocation } from './revoked.ts'
import { type ApiSessionKind, outbox, type Purpose } from './schema.ts'
import { readStoredJob, writeStoredJob } from './stored-job.ts'
import type { Tell } from './tell-revocations.ts'
import { Undeliverable } from './undeliverable.ts'
import { partOnce, statementOnce } from './write-once.ts'

/**
 * A sign-in by email, as it was asked for: the random part of what the client goes on with, the kind of session, who asked
 * as the email tells it, and what the sign-in page was asked, if it was there.
 */
export type AskedSignIn = {
  nonce: string
  as: ApiSessionKind
  client: { program: string; place: string; time: string }
  page?: Record<string, string>
}

/**
 * A request for an emailed link, by an email address alone. Whether there is such an account is looked up after the
 * response. `byKey`: the link has the token alone, and the email shows it as well. `urgent`: not a public request, so it is not counted.
 * `language`: what the client prefers, if there is a choice. Jobs of older versions have none. `signIn`: what a sign-in by
 * email is for.
 */
export type Ask = {
  purpose: Exclude<Purpose, 'email' | 'recovery' | 'approve'>
  address: string
  byKey?: boolean
  urgent?: boolean
  language?: string
  signIn?: AskedSignIn
}

/**
 * Work to be done once a batch has committed: an email, a revocation in KV, or a request for a link. Before an email
 * that is `limited` is sent, the outbox is checked for its row: without one the email was over the budget.
 */
export type Job =
  | { kind: 'email'; message: EmailMessage; limited?: boolean }
  | { kind: 'revocation'; revocation: Revocation; until: number }
  | { kind: 'ask'; ask: Ask }

/** Does what was asked for, in a batch that also removes the job of this id from the outbox. */
export type Perform = (ask: Ask, id: string) => Promise<void>

/** A job and its row in the outbox. */
export type PreparedJob = { row: typeof outbox.$inferInsert; job: Job }

type Dependencies = {
  db: Database
  keys: Keys
  clock: Clock
  random: Random
  mail: Mail
  /** Notes a revocation for the next requests to this isolate. */
  remember: (revocation: Revocation) => void
  tell: Tell
  revocationList: ReturnType<typeof openRevocationList>
  later: (work: Promise<unknown>) => void
  pause: Pause
  afterAnswer: AfterAnswer
}

type Taken = { row: Pending; open: () => Promise<Job> }

/** `isNew`: its batch has just committed. */
type Pending = { id: string; attempts: number; isNew?: true; kind?: Job['kind'] | undefined }

/** How long, in milliseconds, a job is reserved for the one who took it. After that the cron may take it. */
export const LEASE = 60_000
const ATTEMPTS = 12
/** How many jobs a run takes over at once: even if each takes as long as it may, they end within the lease. */
const AT_ONCE = 20
/** How many of them are done at a time. A Worker has six connections, and no job should time out waiting for one. */
const SIDE_BY_SIDE = 5
/** How long, in milliseconds, a run goes on taking jobs over. */
const RUN_FOR = 20_000
/** The prefix of the ids of revocations, which are done before all other jobs. */
export const FIRST = 'revocation:'
/** Greater than every id with that prefix. */
export const REST = 'revocation;'
const DAY = 86_400_000
/** How long, in milliseconds, a job that was given up is kept for an operator to see. */
const DEAD_FOR = 7 * DAY

/**
 * The outbox: jobs written in the same batch as the change they follow from, done right after the answer, and tried
 * again by the cron until they are done or given up.
 */
export function openOutbox(dependencies: Dependencies) {
  const { db, keys, clock, random, mail, remember, tell, revocationList, later, pause, afterAnswer } =
    dependencies

  async function prepare(...jobs: Job[]): Promise<PreparedJob[]> {
    const now = clock.now()
    return Promise.all(
      jobs.map(async (job) => ({
        job,
        row: {
          id: job.kind === 'revocation' ? FIRST + random.uuid() : random.uuid(),
          sealed: await keys.seal(writeStoredJob(job), random.bytes(SEAL_IV_BYTES)),
          attempts: 0,
          dueAt: now + LEASE,
          createdAt: now,
        },
      })),
    )
  }

  /**
   * Statements that add the rows, each only if the condition is true when the batch runs. A revocation is also added to
   * the list for other services.
   */
  const insert = (prepared: PreparedJob[], condition?: SQL): Statement[] =>
    prepared.flatMap(({ row, job }) => [
      insertRowIf(db, outbox, row, condition),
      ...(job.kind === 'revocation' ? revocationList.insert(job.revocation, condition) : []),
    ])

  /**
   * Does jobs whose batch has committed, without keeping the response waiting. Revocations begin as soon as it is
   * made, the rest after it was sent.
   */
  function dispatch(prepared: PreparedJob[], perform?: Perform): void {
    for (const { job } of prepared) if (job.kind === 'revocation') remember(job.revocation)
    const taken = prepared.map(({ row: { id, attempts }, job }) => ({
      row: { id, attempts, isNew: true as const },
      kind: job.kind,
      open: async () => job,
    }))
    const revocations = taken.filter(({ kind }) => kind === 'revocation')
    const others = taken.filter(({ kind }) => kind !== 'revocation')
    if (revocations.length > 0) later(pause(0).then(() => run(revocations)))
    if (others.length > 0) afterAnswer(() => run(others, perform))
  }

  /** Does jobs, a few at a time. Never throws: what fails stays in the outbox, and the cron takes it over. */
  async function run(taken: Taken[], perform?: Perform): Promise<void> {
    const waiting = taken.values()
    const work = async () => {
      for (const each of waiting) await attempt(each, perform)
    }
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  }

  async function attempt({ row, open }: Taken, perform?: Perform): Promise<void> {
    let kind: Job['kind'] | undefined
    try {
      const job = await open()
      kind = job.kind
      await carryOut(job, row, perform)
    } catch (error) {
      await postpone({ ...row, kind }, error).catch((again) => complain('outbox unreachable', row, again))
    }
  }

  /** Does jobs that are due until there are none or the time is up, and tells how many. */
  async function runDue(perform: Perform): Promise<number> {
    const end = clock.now() + RUN_FOR
    for (let done = 0; ; ) {
      const due = await takeDue()
      const taken = due.map((row) => ({ row, open: () => unseal(row.sealed) }))
      await run(
        taken.filter(({ row }) => isFirst(row)),
        perform,
      )
      await run(
        taken.filter(({ row }) => !isFirst(row)),
        perform,
      )
      done += taken.length
      if (taken.length < AT_ONCE || clock.now() >= end) return done
    }
  }

  /** Takes jobs that are due, revocations first. Two runs at once never take the same job. */
  async function takeDue() {
    const now = clock.now()
    const due = (condition?: SQL) =>
      db
        .select({ id: outbox.id })
        .from(outbox)
        .where(and(condition, lte(outbox.dueAt, now), isNull(outbox.doneAt), isNull(outbox.deadAt)))
        .limit(AT_ONCE)
    const first = due(and(gte(outbox.id, FIRST), lt(outbox.id, REST)))
    return db
      .update(outbox)
      .set({ dueAt: now + LEASE })
      .where(or(inArray(outbox.id, first), inArray(outbox.id, due())))
      .returning()
  }

  /** Every email in the outbox that can be opened, newest first. Only development keeps those that were sent. */
  async function emails(): Promise<(EmailMessage & { id: string; createdAt: number })[]> {
    const rows = await db.select().from(outbox).orderBy(desc(outbox.createdAt), desc(sql`rowid`))
    const opened = await Promise.allSettled(
      rows.map(async ({ id, createdAt, sealed }) => ({ id, createdAt, job: await unseal(sealed) })),
    )
    return opened.flatMap((result) => {
      if (result.status === 'rejected' || result.value.job.kind !== 'email') return []
      const { id, createdAt, job } = result.value
      return [{ ...job.message, id, createdAt }]
    })
  }

  async function unseal(sealed: string): Promise<Job> {
    const text = await keys.unseal(sealed)
    if (text === undefined) throw new Error('sealed with a key that is gone')
    return readStoredJob(text)
  }

  async function carryOut(job: Job, row: Pending, perform?: Perform): Promise<void> {
    switch (job.kind) {
      case 'email':
        await sendEmail(job, row)
        return settleEmail(row.id)
      case 'revocation':
        return tell(job, row.isNew === true, (condition) => settle(row.id, condition))
      case 'ask':
        if (!perform) throw new Error('no function for this job')
        return perform(job.ask, row.id)
    }
  }

  async function sendEmail(job: Job & { kind: 'email' }, row: Pending): Promise<void> {
    if (job.limited && row.attempts === 0 && !(await isThere(row.id)))
      return complain('email over budget', { ...row, kind: job.kind }, undefined)
    return mail.send(job.message, row.id)
  }

  const isThere = async (id: string) => (await selectJob(db, id)).length > 0

  /** True until the job is done. For the statements that do it. */
  const isPending = (id: string): SQL => isStored(db, id)

  /** Removes a job. A statement for the batch that does it. */
  const remove = (id: string) => deleteJob(db, id, undefined)

  /** Marks a job as done if the condition is true, and returns whether it did. Returning the row would cost a read. */
  async function settle(id: string, condition?: SQL): Promise<boolean> {
    const { meta } = await settled(id, condition)
    return meta.changes > 0
  }

  const settled = (id: string, condition?: SQL) =>
    mail.keepsSent ? markDone(db, id, clock.now(), condition) : deleteJob(db, id, condition)

  /** The same for an email, which is counted in the same batch: once, even if it was sent twice. */
  async function settleEmail(id: string): Promise<void> {
    const sent = { kind: 'email_sent', at: hourOf(clock.now()), count: 1 } as const
    await db.batch([noteCounts(db, [sent], isOpen(db, id)), settled(id)])
  }

  async function postpone(row: Pending, error: unknown): Promise<void> {
    const attempts = row.attempts + 1
    const now = clock.now()
    const here = eq(outbox.id, row.id)
    if (error instanceof Undeliverable && error.message === 'suppressed') {
      complain('email suppressed', { ...row, attempts }, error)
      await db.delete(outbox).where(here)
      return
    }
    const givenUp = attempts >= ATTEMPTS || error instanceof Undeliverable
    complain(givenUp ? 'job given up' : 'job failed', { ...row, attempts }, error)
    const dead = givenUp ? { deadAt: now, fault: faultOf(error) } : {}
    await db
      .update(outbox)
      .set({ attempts, dueAt: now + LEASE * 2 ** attempts, ...dead })
      .where(here)
  }

  const deleteDone = () =>
    db
      .delete(outbox)
      .where(or(lte(outbox.doneAt, clock.now() - DAY), lte(outbox.deadAt, clock.now() - DEAD_FOR)))

  return { prepare, insert, dispatch, runDue, isPending, remove, emails, deleteDone }
}

const isStored = partOnce<[id: string]>((db, id) => existsIn(db, outbox, eq(outbox.id, id)))

const selectJob = statementOnce<[id: string]>()((db, id) =>
  db.select({ id: outbox.id }).from(outbox).where(eq(outbox.id, id)),
)

const isOpen = partOnce<[id: string]>((db, id) =>
  existsIn(db, outbox, eq(outbox.id, id), isNull(outbox.doneAt)),
)

const markDone = statementOnce<[id: string, now: number, condition: SQL | undefined]>()(
  (db, id, now, condition) =>
    db
      .update(outbox)
      .set({ doneAt: now })
      .where(and(eq(outbox.id, id), condition)),
)

const deleteJob = statementOnce<[id: string, condition: SQL | undefined]>()((db, id, condition) =>
  db.delete(outbox).where(and(eq(outbox.id, id), condition)),
)

const isFirst = ({ id }: Pending) => id.startsWith(FIRST)

/** Only the kind of error and a provider's code are told: its text may hold an address. */
function complain(event: string, { id, kind, attempts }: Pending, error: unknown): void {
  console.error(JSON.stringify({ event, id, kind, attempts, cause: error && faultOf(error) }))
}

function faultOf(error: unknown): string {
  if (error instanceof Undeliverable) return error.message
  const { name = typeof error, code } = Object(error) as { name?: string; code?: unknown }
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : name
}
