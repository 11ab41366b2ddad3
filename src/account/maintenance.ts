import { EVENTS_AT_ONCE } from '../ports/events.ts'
import type { Ports } from '../ports/ports.ts'
import { runJobs } from './links/requested-links.ts'

/** How long, in milliseconds, a run may go on deleting events. */
const EVENTS_FOR = 10_000

/** Does what is due, and clears away what has ended. Tells how many jobs there were, and how many rows went. */
export async function runMaintenance(ports: Ports) {
  const { clock, settings, commit, pictures, outbox, sessions, oneTimeTokens, events } = ports
  const { budget, attempts } = ports
  const now = clock.now()
  const jobs = await runJobs(ports)
  await pictures.deleteDiscarded()
  const [done, old, , ended, , links, , spent, , tries, , clients] = await commit(
    outbox.deleteDone(),
    events.deleteOld(now, settings.EVENT_DAYS),
    ...sessions.purgeExpired(now),
    ...oneTimeTokens.purgeExpired(now),
    ...budget.purgeExpired(now),
    ...attempts.purgeExpired(now),
    ...attempts.purgeKnownClients(now),
  )
  const deleted = {
    outbox: done.meta.changes,
    sessions: ended.meta.changes,
    one_time_tokens: links.meta.changes,
    events: old.meta.changes + (await deleteMoreEvents(ports, old.meta.changes)),
    requested_emails: spent.meta.changes,
    login_attempts: tries.meta.changes,
    known_clients: clients.meta.changes,
  }
  return { jobs, deleted }
}

/** Goes on while a statement found as many as it may, or they would come faster than they go. Tells how many went. */
async function deleteMoreEvents({ clock, settings, commit, events }: Ports, before: number): Promise<number> {
  const end = clock.now() + EVENTS_FOR
  let sum = 0
  for (let last = before; last === EVENTS_AT_ONCE && clock.now() < end; sum += last) {
    const [old] = await commit(events.deleteOld(clock.now(), settings.EVENT_DAYS))
    last = old.meta.changes
  }
  return sum
}
