import type { BulkAction, BulkJob, BulkStep } from '../../ports/bulk-jobs.ts'
import type { EventKind } from '../../ports/events.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { innermost, isOutage } from '../../ports/unavailable.ts'
import { OPERATOR } from '../events/event.ts'
import { Refusal } from '../refusal.ts'
import type { Absent, Actor } from './actor.ts'
import { disableAccount, enableAccount, endAllSessions } from './administration.ts'
import { readOrder } from './bulk-jobs.ts'
import { sendReset } from './care.ts'

/*
 * How a bulk job is worked off: in slices, by the requests for its page and by the cron. A slice may be done again when its
 * end was not noted; the events tell then who had their turn.
 */

export type SlicePorts = Parameters<typeof disableAccount>[0] &
  Parameters<typeof sendReset>[0] &
  Pick<Ports, 'bulkJobs' | 'commit' | 'keys' | 'log' | 'rowExists'>

/** How many accounts a slice has: D1 answers so many statements for one request, and an account takes some ten. */
const SLICE = 50

/** How long, in milliseconds, a slice has the job to itself, and how long it goes on. */
const LEASE = 60_000
const SLICE_FOR = 10_000

/** How often in a row a slice may fail before the account that it fails at is left out. */
const PATIENCE = 5

type Verb = {
  /** The event that the verb records with what it does. */
  kind: EventKind
  /** Does it to one account. False: nothing had to be done. */
  run: (
    ports: SlicePorts,
    actor: Actor,
    id: string,
    reason: string | undefined,
  ) => Promise<boolean> | Promise<void>
}

/** What a bulk job does to each account: what staff do to one. */
const VERBS: Record<Exclude<BulkAction, 'export'>, Verb> = {
  disable: { kind: 'disabled', run: disableAccount },
  enable: { kind: 'enabled', run: enableAccount },
  'sign-out': { kind: 'sessions_ended', run: endAllSessions },
  'send-reset': { kind: 'reset_sent', run: sendReset },
}

/**
 * Does the next slice of a job, unless somebody else is at it or it has ended. Returns whether there may be more to do, and
 * throws what it failed at, once it is noted how far it came.
 */
export async function workOn(ports: SlicePorts, id: string): Promise<boolean> {
  const { bulkJobs, clock, commit } = ports
  const now = clock.now()
  const [leased] = await commit(bulkJobs.lease(id, now, now + LEASE))
  const [job] = leased
  if (!job) return false
  const { fault, ...step } = await sliceOf(ports, job)
  const [noted] = await commit(bulkJobs.advance(job, step, clock.now()))
  if (fault !== undefined) throw fault
  return noted.length > 0 && step.state === undefined
}

/** Works off so many slices of the jobs that run, those first that waited longest. Returns how many there were. */
export async function workOnJobs(ports: SlicePorts, slices: number): Promise<number> {
  for (let done = 0; done < slices; done++) {
    const id = await ports.bulkJobs.due(ports.clock.now())
    if (id === undefined) return done
    await workOn(ports, id)
  }
  return slices
}

async function sliceOf(ports: SlicePorts, job: BulkJob): Promise<BulkStep & { fault?: unknown }> {
  const { bulkJobs, clock } = ports
  const step: BulkStep = { after: job.after, done: 0, unchanged: 0, failed: 0, faults: 0 }
  const verb = VERBS[job.action as keyof typeof VERBS]
  const order = await readOrder(ports, job)
  if (!order || !verb) return { ...step, state: 'failed' }
  const actor = await actorOf(ports, job)
  if (actor === undefined) return { ...step, state: 'stopped' }

  const { accounts, last } = await bulkJobs.page(order.whom, job.after, SLICE)
  const had = await whoHadTheirTurn(ports, job, accounts)
  const end = clock.now() + SLICE_FOR
  for (const account of accounts) {
    if (clock.now() >= end) return step
    const before = step.after === job.after ? job.faults : 0
    const did = had.has(account.id)
      ? 'done'
      : await doTo(ports, actor, account, { verb, reason: order.reason, job, before })
    if (did === 'stopped') return { ...step, state: 'stopped' }
    if (typeof did === 'object') return { ...step, faults: before + 1, ...did }
    step[did]++
    step.after = account.id
  }
  return last === undefined ? { ...step, state: 'done' } : { ...step, after: last }
}

/** Who a job acts as: who started it, while they may; null for an operator; undefined if they may not any more. */
async function actorOf(ports: SlicePorts, job: BulkJob): Promise<Absent | null | undefined> {
  const { accounts, bulkJobs, rowExists } = ports
  if (job.startedBy === OPERATOR) return null
  const may = bulkJobs.isRunning(job.id, bulkJobs.mayItsStarter(job))
  const mayStill = async () => (await rowExists(may)) !== undefined
  const account = await accounts.findById(job.startedBy)
  if (!account?.isStaff || !account.isActive || account.sessionVersion !== job.sessionVersion)
    return undefined
  return { account, session: undefined, may, mayStill }
}

async function whoHadTheirTurn(
  { bulkJobs }: SlicePorts,
  job: BulkJob,
  accounts: Account[],
): Promise<Set<string>> {
  if (accounts.length === 0) return new Set()
  const { kind } = VERBS[job.action as keyof typeof VERBS]
  const ids = accounts.map(({ id }) => id)
  return bulkJobs.alreadyDone(ids, { kind, actorId: job.startedBy, since: job.createdAt })
}

/** `before`: how often it failed at this account so far. */
type ToDo = { verb: Verb; reason: string | undefined; job: BulkJob; before: number }

/** Nobody does it to themselves: who started the job is left as they are. */
async function doTo(
  ports: SlicePorts,
  actor: Absent | null,
  { id }: Account,
  { verb, reason, job, before }: ToDo,
): Promise<'done' | 'unchanged' | 'failed' | 'stopped' | { fault: unknown }> {
  if (id === job.startedBy) return 'unchanged'
  try {
    return (await verb.run(ports, actor, id, reason)) === false ? 'unchanged' : 'done'
  } catch (error) {
    if (!(error instanceof Refusal)) {
      if (isOutage(error) || before + 1 < PATIENCE) return { fault: error }
      ports.log(() => ({ event: 'bulk job', reason: 'failed', account: id, fault: innermost(error).name }))
      return 'failed'
    }
    if (error.reason === 'not_yours') return 'stopped'
    return error.reason === 'not_found' ? 'unchanged' : 'failed'
  }
}
