import type { BulkAction, BulkJob, BulkPage, BulkPlace, FoundJob, Whom } from '../../ports/bulk-jobs.ts'
import { SEAL_IV_BYTES } from '../../ports/keys.ts'
import type { Only, Order } from '../../ports/narrowed-users.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { OPERATOR } from '../events/event.ts'
import type { Me } from '../me.ts'
import { emailKeyBeginning, usernameKey } from '../names/name-keys.ts'
import { type ConfirmPorts, confirmPassword } from '../passwords/change-password.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, mayAct, refuseUnlessStaff, refuseWhoMayNot } from './actor.ts'
import { ownEvent } from './own-event.ts'
import { findByAny, OLD_ID } from './users.ts'

/*
 * What staff do to many accounts (decision 76): a job, which `bulk-slice.ts` works off. Each verb refuses as `not_yours` (not
 * staff), `not_found`, or `token_invalid` (the session ended meanwhile), and changes nothing then.
 */

/** How many accounts can be named one by one: so many IDs fit into a body. */
export const MOST_NAMED = 300

/** Who is meant: these accounts; or all that the list of people finds so, when the job comes to them. */
export type Selection =
  | { ids: readonly string[] }
  | { search?: string | undefined; only?: Only | undefined; order?: Order | undefined }

export type NewJob = { action: BulkAction; selection: Selection; reason?: string | undefined }

/** What is sealed in the row. */
type Meant = { whom: Whom; reason: string | undefined }

type StartPorts = Pick<
  Ports,
  | 'accounts'
  | 'bulkJobs'
  | 'change'
  | 'clientInfo'
  | 'clock'
  | 'commit'
  | 'config'
  | 'events'
  | 'keys'
  | 'random'
  | 'rowExists'
  | 'sessions'
  | 'users'
>

/** Starts a job, and returns its id. For an operator; staff confirm it with their password. */
export async function startJob(ports: StartPorts, actor: Me | null, input: NewJob): Promise<string> {
  refuseUnlessStaff(actor)
  const { bulkJobs, change, clock, random } = ports
  const id = random.uuid()
  const now = clock.now()
  const order: Meant = { whom: await whomOf(ports, input.selection), reason: input.reason }
  // A file is made when it is asked for: nothing is to be worked off.
  const isFile = input.action === 'export'
  const condition = mayAct(ports, actor)
  const done = await change({
    before: ownEvent(ports, 'bulk_started', actor, { id, condition }),
    set: bulkJobs.insert(
      {
        id,
        action: input.action,
        sealed: await ports.keys.seal(
          JSON.stringify(order),
          random.bytes(SEAL_IV_BYTES),
          'seal',
          ownerOf(id),
        ),
        startedBy: actor?.account.id ?? OPERATOR,
        sessionVersion: actor?.account.sessionVersion ?? 0,
        createdAt: now,
        state: isFile ? 'done' : 'running',
        endedAt: isFile ? now : null,
      },
      condition,
    ),
    proof: bulkJobs.isThere(id),
  })
  if (done.length === 0) await refuseWhoMayNot(ports, actor)
  return id
}

/** The same in a browser or with a credential, which may be somebody else's by now: with one's own password. */
export async function startJobWithPassword(
  ports: StartPorts & ConfirmPorts,
  me: Me,
  password: string,
  input: NewJob,
): Promise<string> {
  refuseUnlessStaff(me)
  await confirmPassword(ports, me, password)
  return startJob(ports, me, input)
}

/** Sealed for this row: copied to another one it does not open. */
const ownerOf = (id: string) => `bulk job ${id}`

/** Who is meant and why; undefined if the key that it was sealed with is gone, or if the row is not as it was sealed. */
export async function readOrder(
  { keys }: Pick<Ports, 'keys'>,
  { id, sealed }: Pick<BulkJob, 'id' | 'sealed'>,
): Promise<Meant | undefined> {
  const text = await keys.unseal(sealed, 'seal', ownerOf(id)).catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}

/**
 * How many accounts a job would come to. `isAll`: it is not only of those that were looked at. Refuses as `not_yours`.
 */
export async function countSelection(
  ports: Pick<Ports, 'accounts' | 'bulkJobs' | 'config' | 'users'>,
  actor: Actor,
  selection: Selection,
): Promise<{ count: number; isAll: boolean }> {
  refuseUnlessStaff(actor)
  return ports.bulkJobs.count(await whomOf(ports, selection))
}

/** A search that names one account means that one alone, as the list of people has it. */
async function whomOf(
  ports: Pick<Ports, 'accounts' | 'config' | 'users'>,
  selection: Selection,
): Promise<Whom> {
  if ('ids' in selection) return { ids: [...new Set(selection.ids)].toSorted() }
  const { search = '', only, order } = selection
  const text = search.trim()
  if (OLD_ID.test(text) || IS_ID.test(text)) {
    const found = await findByAny(ports, text)
    if (found.length > 0 || OLD_ID.test(text)) return { ids: found.map(({ id }) => id) }
  }
  const names = { usernameKey: usernameKey(text), emailKey: emailKeyBeginning(text) }
  const by = only === undefined && order === undefined ? 'both' : (order ?? 'username')
  if (!ports.config.usernames || by === 'email')
    return {
      only,
      beginning: { usernameKey: text === '' && by === 'both' ? '' : undefined, emailKey: names.emailKey },
    }
  return { only, beginning: { ...names, ...(by === 'username' && { emailKey: undefined }) } }
}

const IS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A job as staff see it. `progress`: how much of it was gone over, from 0 to 1. */
export type SeenJob = Omit<FoundJob, 'sealed'> & { progress: number }

/** Ids are random, so the part of them that was gone over is the part of the accounts. */
const seen = ({ sealed: _, ...job }: FoundJob): SeenJob => ({
  ...job,
  progress: job.state === 'done' ? 1 : Number.parseInt(job.after.slice(0, 8) || '0', 16) / 2 ** 32,
})

const LENGTH = 50

/** Jobs, the newest first, a page at a time. Refuses as `not_yours`. */
export async function listJobs(
  { bulkJobs }: Pick<Ports, 'bulkJobs'>,
  actor: Actor,
  after: BulkPlace | undefined,
): Promise<{ jobs: SeenJob[]; next: BulkPlace | undefined }> {
  refuseUnlessStaff(actor)
  const found = await bulkJobs.list({ after, limit: LENGTH + 1 })
  const last = found.length > LENGTH ? found[LENGTH - 1] : undefined
  return { jobs: found.slice(0, LENGTH).map(seen), next: last && { at: last.createdAt, id: last.id } }
}

export async function findJob(
  { bulkJobs }: Pick<Ports, 'bulkJobs'>,
  actor: Actor,
  id: string,
): Promise<SeenJob> {
  refuseUnlessStaff(actor)
  const found = await bulkJobs.find(id)
  if (!found) throw new Refusal('not_found')
  return seen(found)
}

/** Ends a job: who it has not come to stays as they are. False if it had ended. */
export async function cancelJob(
  ports: Pick<Ports, 'bulkJobs' | 'change' | 'clientInfo' | 'clock' | 'events' | 'sessions'>,
  actor: Me | null,
  id: string,
): Promise<boolean> {
  const { bulkJobs, change, clock } = ports
  await findJob(ports, actor, id)
  const condition = bulkJobs.isRunning(id, mayAct(ports, actor))
  const done = await change({
    before: ownEvent(ports, 'bulk_cancelled', actor, { id, condition }),
    set: bulkJobs.cancel(id, clock.now(), condition),
    proof: bulkJobs.isCancelled(id),
  })
  if (done.length === 0) await refuseWhoMayNot(ports, actor)
  return done.length > 0
}

/** How many accounts a step of a file reads: of those that a search finds, and of those that were named. */
const FILE_STEP = 1000
const NAMED_STEP = 90

/**
 * The people of a job for a file, some at a time, as they are now: none is stored. Refuses as `not_found` a job that is not
 * for a file. Ends with a refusal in the middle if the actor may not see them any more.
 */
export async function peopleOf(
  ports: Pick<Ports, 'bulkJobs' | 'keys' | 'rowExists' | 'sessions' | 'clock'>,
  actor: Me | null,
  id: string,
): Promise<AsyncIterable<Account[]>> {
  refuseUnlessStaff(actor)
  const job = await ports.bulkJobs.find(id)
  const order = job?.action === 'export' ? await readOrder(ports, job) : undefined
  if (!order) throw new Refusal('not_found')
  // The first step is read before the answer begins, so that it can still be refused.
  const whom = order.whom
  return stepsThrough(ports, actor, whom, await stepOf(ports, actor, whom, ''))
}

type StepPorts = Pick<Ports, 'bulkJobs' | 'sessions' | 'clock'>

async function stepOf(ports: StepPorts, actor: Me | null, whom: Whom, after: string): Promise<BulkPage> {
  // A statement takes a hundred parameters.
  const page = await ports.bulkJobs.page(whom, after, 'ids' in whom ? NAMED_STEP : FILE_STEP)
  await refuseWhoMayNot(ports, actor)
  return page
}

async function* stepsThrough(
  ports: StepPorts,
  actor: Me | null,
  whom: Whom,
  first: BulkPage,
): AsyncGenerator<Account[]> {
  yield first.accounts
  for (let { last } = first; last !== undefined; ) {
    const step = await stepOf(ports, actor, whom, last)
    yield step.accounts
    last = step.last
  }
}
