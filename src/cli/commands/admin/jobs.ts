import {
  cancelJob,
  countSelection,
  findJob,
  listJobs,
  MOST_NAMED,
  peopleOf,
  type SeenJob,
  type Selection,
  startJob,
} from '../../../account/staff/bulk-jobs.ts'
import { workOn } from '../../../account/staff/bulk-slice.ts'
import { peopleCsv } from '../../../dialects/people-csv.ts'
import { systemPause } from '../../../ports/afterwards.ts'
import type { BulkAction, BulkPlace } from '../../../ports/bulk-jobs.ts'
import type { Ports } from '../../../ports/ports.ts'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { startProgressBar } from '../../progress-bar.ts'
import { Refused } from '../../refused.ts'
import { complain } from '../../terminal.ts'
import { findAccount } from './find-account.ts'
import type { JobsAction } from './jobs-request.ts'
import { iso, type Printer, pairs } from './output.ts'
import { readPages } from './read-pages.ts'

type Context = { ports: Ports; print: Printer; confirm: Confirm; stop: AbortSignal }

type Of<Does extends JobsAction['does']> = Extract<JobsAction, { does: Does }>

/** Runs a subcommand of `npm run admin -- jobs`. */
export const administerJobs = async (request: JobsAction, context: Context): Promise<number> => {
  const { ports, print, stop } = context
  switch (request.does) {
    case 'list': {
      const found = await readPages(request.limit, stop, async (after: BulkPlace | undefined) => {
        const { jobs, next } = await listJobs(ports, null, after)
        return { items: jobs, next }
      })
      print.list(found, LIST)
      return 0
    }
    case 'show': {
      const job = await findJob(ports, null, request.id)
      await print.show(jobJson(job), () => describe(job))
      return 0
    }
    case 'cancel': {
      const isDone = await cancelJob(ports, null, request.id)
      print.done(
        { id: request.id, changed: isDone },
        isDone ? `${request.id} is cancelled` : `${request.id} had ended already. Nothing was changed`,
      )
      return 0
    }
    case 'file':
      for await (const piece of peopleCsv(ports.config, await peopleOf(ports, null, request.id)))
        process.stdout.write(piece)
      return 0
    case 'start':
      return start(request, context)
  }
}

/** What is said before a job, for so many people. */
const CONSEQUENCES: Record<BulkAction, (people: string) => string> = {
  disable: (people) => `This disables ${people}, and signs them out everywhere.`,
  enable: (people) => `This lets ${people} sign in again.`,
  'sign-out': (people) => `This signs ${people} out everywhere.`,
  'send-reset': (people) => `This sends ${people} the email to choose a new password.`,
  export: (people) => `This is for a file with the addresses of ${people}.`,
}

const start = async (request: Of<'start'>, context: Context): Promise<number> => {
  const { ports, print, confirm, stop } = context
  const selection = await selectionOf(request, ports)
  const { count, isAll } = await countSelection(ports, null, selection)
  const people =
    count === 1 && isAll ? 'one account' : `${count.toLocaleString('en')}${isAll ? '' : ' or more'} accounts`
  await requireConfirmation(request.isMeant, CONSEQUENCES[request.action](people), confirm)
  const id = await startJob(ports, null, { action: request.action, selection, reason: request.reason })
  const job = await workToTheEnd(ports, id, stop)
  if (stop.aborted && job.state === 'running') {
    complain(`Stopped watching ${id} (${countsOf(job)}). It goes on by itself`)
    return 1
  }
  const file = `${id} is there for a file: npm run admin -- jobs file ${id}`
  print.done(jobJson(job), request.action === 'export' ? file : `${id} is ${job.state}: ${countsOf(job)}`)
  return job.state === 'done' ? 0 : 1
}

const AGAIN_MS = 200

/** Works off a job here, faster than the cron would, until it has ended or the command is stopped. */
const workToTheEnd = async (ports: Ports, id: string, stop: AbortSignal): Promise<SeenJob> => {
  const bar = startProgressBar(100)
  let job = await findJob(ports, null, id)
  while (job.state === 'running' && !stop.aborted) {
    // Somebody else may be at it.
    if (!(await workOn(ports, id))) await systemPause(AGAIN_MS)
    job = await findJob(ports, null, id)
    bar.show(Math.floor(job.progress * 100))
  }
  bar.hide()
  return job
}

const selectionOf = async (
  { who, search, only, isEverybody }: Of<'start'>,
  ports: Ports,
): Promise<Selection> => {
  const isSearch = search !== undefined || only !== undefined || isEverybody
  if (isSearch === who.length > 0)
    throw new Refused('Say who is meant: accounts, or one of --search, --only and --everybody')
  if (isSearch) return { search, only }
  if (who.length > MOST_NAMED) throw new Refused(`At most ${MOST_NAMED} accounts can be named`)
  const found = []
  for (const each of who) found.push((await findAccount(ports, each)).id)
  return { ids: found }
}

const countsOf = ({ done, unchanged, failed }: SeenJob) =>
  `${done} done, ${unchanged} unchanged, ${failed} failed`

const jobJson = (job: SeenJob) => ({
  id: job.id,
  action: job.action,
  state: job.state,
  started_by: job.startedBy,
  started_by_username: job.starterName,
  created_at: iso(job.createdAt),
  ended_at: job.endedAt === null ? null : iso(job.endedAt),
  progress: job.progress,
  done: job.done,
  unchanged: job.unchanged,
  failed: job.failed,
})

const LIST = {
  json: jobJson,
  headers: ['ID', 'ACTION', 'STATE', 'STARTED', 'DONE', 'UNCHANGED', 'FAILED'],
  row: (job: SeenJob) => [
    job.id,
    job.action,
    job.state,
    iso(job.createdAt),
    String(job.done),
    String(job.unchanged),
    String(job.failed),
  ],
  none: 'There were no jobs in the last 30 days',
}

const describe = (job: SeenJob) =>
  pairs({
    action: job.action,
    state: job.state,
    'gone over': `${Math.floor(job.progress * 100)} %`,
    done: String(job.done),
    unchanged: String(job.unchanged),
    failed: String(job.failed),
    started: iso(job.createdAt),
    'started by': job.starterName ?? job.startedBy,
    ended: iso(job.endedAt),
    id: job.id,
  })
