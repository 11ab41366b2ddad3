import { EVENTS_AT_ONCE } from '../ports/counts.ts'
import type { Statement } from '../ports/database.ts'
import type { Ports } from '../ports/ports.ts'
import { type MailPorts, runJobs } from './links/requested-links.ts'
import { numberAccounts } from './number-accounts.ts'
import { measureHash } from './passwords/measure-hash.ts'
import { type SlicePorts, workOnJobs } from './staff/bulk-slice.ts'
import { accessLifetime } from './tokens/revocation-lifetime.ts'

type MaintenancePorts = MailPorts &
  SlicePorts &
  Pick<
    Ports,
    | 'accountIds'
    | 'counts'
    | 'events'
    | 'hashTimes'
    | 'imported'
    | 'pictures'
    | 'purge'
    | 'revocationList'
    | 'revoked'
    | 'secondFactors'
    | 'sessions'
    | 'throttle'
    | 'trace'
    | 'usedOnce'
    | 'webhooks'
  >

/** How many slices of bulk jobs a run does: D1 answers so many statements for it. */
const BULK_SLICES = 2

/** How long, in milliseconds, a run may go on counting events, and then deleting them. */
const EVENTS_FOR = 10_000

/**
 * Does the jobs that are due, gives ids to accounts without, counts what happened, deletes expired rows, and goes on with
 * bulk jobs. Once an hour it measures a hash. Returns how many jobs there were, and how many rows went.
 */
export async function runMaintenance(ports: MaintenancePorts) {
  const { clock, purge, pictures, outbox, sessions, oneTimeTokens, budget } = ports
  const { throttle, secondFactors, usedOnce, imported, revocationList, webhooks, bulkJobs } = ports
  const now = clock.now()
  const jobs = await runJobs(ports)
  await numberAccounts(ports)
  await pictures.deleteDiscarded()
  await countEvents(ports)
  const deleted = await purge({
    outbox: [outbox.deleteDone()],
    ...purgeEvents(ports),
    sessions: sessions.purgeExpired(now),
    ended_sessions: sessions.purgeEnded(now),
    one_time_tokens: oneTimeTokens.purgeExpired(now),
    requested_emails: budget.purgeExpired(now),
    login_attempts: throttle.purgeExpired(now),
    known_clients: throttle.purgeKnownClients(now),
    trusted_clients: secondFactors.purgeTrusted(now),
    approvals: secondFactors.purgeApprovals(now),
    used_once: usedOnce.purgeExpired(now),
    bulk_jobs: [bulkJobs.deleteOld(now)],
  })
  if (imported) Object.assign(deleted, await purge({ imported_sessions: imported.purgeExpired(now) }))
  if (revocationList.isOn)
    Object.assign(
      deleted,
      await purge({ revocations: [revocationList.deleteOld(now - accessLifetime(ports))] }),
    )
  if (webhooks) Object.assign(deleted, await purge({ webhook_messages: webhooks.deleteDead() }))
  deleted.events += await deleteMoreEvents(ports, deleted.events)
  await ports.counts.finishRun(now, ports.keys.kids())
  const slices = await workOnJobs(ports, BULK_SLICES)
  const bulk = slices > 0 && { bulk_slices: slices }
  const messages = webhooks && { webhook_messages: await webhooks.run() }
  await ports.revoked.begin()
  // The last: where a run has too little CPU for a hash, it ends here.
  await measureHash(ports)
  return { jobs, ...bulk, ...messages, deleted }
}

/** Counts the events that were not counted yet, before any is deleted. */
export async function countEvents({ clock, counts }: Pick<Ports, 'clock' | 'counts'>): Promise<void> {
  const end = clock.now() + EVENTS_FOR
  while ((await counts.countEvents()) && clock.now() < end);
}

type EventPurgePorts = Pick<Ports, 'clock' | 'settings' | 'purge' | 'events' | 'webhooks'>

/** Deletes old events, and has webhooks begin again with the ids if none is left. */
const purgeEvents = ({
  clock,
  settings,
  events,
  webhooks,
}: EventPurgePorts): { events: readonly Statement[] } => ({
  events: events.deleteOld(clock.now(), settings.EVENT_DAYS),
  ...(webhooks && { webhook_cursors: webhooks.followEvents() }),
})

/**
 * Goes on while the last statement found as many events as it may, because otherwise events could come faster than they
 * go. Returns how many went.
 */
async function deleteMoreEvents(ports: EventPurgePorts, before: number): Promise<number> {
  const { clock, purge } = ports
  const end = clock.now() + EVENTS_FOR
  let sum = 0
  for (let last = before; last === EVENTS_AT_ONCE && clock.now() < end; sum += last)
    last = (await purge(purgeEvents(ports))).events
  return sum
}
