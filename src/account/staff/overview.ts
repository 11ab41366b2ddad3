import { type EventCount, type Total, valuesOf } from '../../ports/counts.ts'
import { commitNamed } from '../../ports/database.ts'
import { QUEUE_SEEN } from '../../ports/email-queue.ts'
import { type HashTime, hashTimeOf } from '../../ports/hash-times.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Readiness } from '../../ports/readiness.ts'
import { countEvents } from '../maintenance.ts'
import { weakerThanUsual } from '../passwords/weaker-rules.ts'
import { isOffered } from '../second-factor/policy.ts'
import { type Actor, refuseUnlessStaff } from './actor.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** How many hours, and how many days, an overview goes back, the present one among them. */
export const HOURS = 48
export const DAYS = 30

/** How long, in milliseconds, the cron may be silent, and an email may wait, before it is worth a warning. */
const CRON_LATE = 5 * 60_000
const EMAIL_LATE = HOUR

/** Emails that wait, at most as many as are looked at; when the oldest was written; and how many were given up. */
export type EmailQueue = { waiting: number; isMore: boolean; oldestAt: number | null; givenUp: number }

/**
 * `totals` were counted at `countedAt`; both are null before the first count. `cronAt`: when the cron ran last, null if
 * it never did. `hash` is undefined where none was measured. `hours` and `days` begin at `hoursFrom` and `daysFrom`.
 * Times in milliseconds.
 */
export type Figures = {
  totals: Record<Total, number> | null
  countedAt: number | null
  cronAt: number | null
  hash: HashTime | undefined
  emails: EmailQueue
  hoursFrom: number
  daysFrom: number
  hours: EventCount[]
  days: EventCount[]
}

/** `figures` are undefined where the database lacks migrations or does not answer. */
export type Overview = { readiness: Readiness; warnings: string[]; figures: Figures | undefined }

type CountingPorts = Pick<Ports, 'clock' | 'counts' | 'keys'>
type OverviewPorts = CountingPorts &
  Pick<
    Ports,
    'check' | 'commit' | 'config' | 'emailQueue' | 'hashTimes' | 'isDevelopment' | 'settings' | 'users'
  >

/**
 * Whether all is well, and what was going on: two round trips, or one where readiness is known from the last seconds.
 * Refuses as `not_yours`.
 */
export async function viewOverview(ports: OverviewPorts, actor: Actor): Promise<Overview> {
  refuseUnlessStaff(actor)
  const readiness = await ports.check()
  if (readiness.checks.database !== null)
    return { readiness, warnings: readiness.warnings, figures: undefined }
  if (ports.isDevelopment) await countNow(ports)
  const { figures, unprotected } = await readFigures(ports)
  const warnings = [...readiness.warnings, ...ownWarnings(ports, figures, unprotected)]
  return { readiness, warnings, figures }
}

/** Counts what the cron would have: development has none. It measures no hash, which would make every page slower. */
export async function countNow(ports: CountingPorts): Promise<void> {
  await countEvents(ports)
  await ports.counts.finishRun(ports.clock.now(), ports.keys.kids())
}

async function readFigures(ports: OverviewPorts): Promise<{ figures: Figures; unprotected: number }> {
  const { clock, commit, counts, emailQueue, hashTimes, settings, users } = ports
  const now = clock.now()
  const hoursFrom = now - (now % HOUR) - (HOURS - 1) * HOUR
  const daysFrom = now - (now % DAY) - (DAYS - 1) * DAY
  const { totals, progress, cron, events, hashes, waiting, givenUp, unprotected } = await commitNamed(
    commit,
    {
      ...counts.reads({ hour: hoursFrom, day: daysFrom }),
      hashes: hashTimes.list(now, settings.PASSWORD_HASH_LINKS),
      ...emailQueue.counts(),
      unprotected: users.staffWithoutFactor(),
    },
  )
  const countedAt = counts.countedAt({ totals, progress })
  const figures: Figures = {
    totals: countedAt === null ? null : valuesOf(totals),
    countedAt,
    cronAt: cron[0]?.last ?? null,
    hash: hashTimeOf(hashes),
    emails: queueOf(waiting, givenUp),
    hoursFrom,
    daysFrom,
    hours: events.filter(({ period }) => period === 'hour'),
    days: events.filter(({ period }) => period === 'day'),
  }
  return { figures, unprotected: unprotected[0]?.count ?? 0 }
}

/** What the queue is, of the rows that tell of it. */
export const queueOf = (
  [waiting]: { count: number; oldest: number | null }[],
  [givenUp]: { count: number }[],
): EmailQueue => ({
  waiting: waiting?.count ?? 0,
  isMore: waiting?.count === QUEUE_SEEN,
  oldestAt: waiting?.oldest ?? null,
  givenUp: givenUp?.count ?? 0,
})

/** What `npm run doctor` would say, or only a running Worker can know. In the form of those of `/readyz`. */
function ownWarnings(
  ports: OverviewPorts,
  { cronAt, emails: { oldestAt } }: Figures,
  unprotected: number,
): string[] {
  const { clock, config, isDevelopment } = ports
  const now = clock.now()
  const minutesSince = (at: number) => Math.floor((now - at) / 60_000)
  const weaker = weakerThanUsual(config)
  return [
    ...(isDevelopment ? ['ENVIRONMENT: development, so anybody can read the emails at /dev/mailbox'] : []),
    ...(!isDevelopment && cronAt === null ? ['cron: has never run, so nothing is retried or deleted'] : []),
    ...(!isDevelopment && cronAt !== null && now - cronAt > CRON_LATE
      ? [`cron: has not run for ${minutesSince(cronAt)} minutes`]
      : []),
    ...(oldestAt !== null && now - oldestAt > EMAIL_LATE
      ? [`outbox: an email has waited for ${minutesSince(oldestAt)} minutes`]
      : []),
    ...(unprotected > 0 && isOffered(ports) ? [`staff: ${unprotected} without a second factor`] : []),
    ...(weaker.length > 0
      ? [`passwordRules: accept passwords that Gatehouse’s own rules refuse: ${weaker.join(', ')}`]
      : []),
  ]
}
