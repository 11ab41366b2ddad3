import { EVENTS_AT_ONCE } from '../ports/events.ts'
import type { Ports } from '../ports/ports.ts'
import { runErrands } from './asked-links.ts'

/** How long, in milliseconds, a run may go on deleting events. */
const EVENTS_FOR = 10_000

/** Does what is due, and clears away what has ended. Tells how many errands there were, and how many rows went. */
export async function keepHouse(ports: Ports) {
  const { clock, settings, commit, pictures, outbox, sessions, tickets, events } = ports
  const { budget, attempts } = ports
  const now = clock.now()
  const errands = await runErrands(ports)
  await pictures.deleteDiscarded()
  const [letters, old, , ended, , links, , spent, , tries, , places] = await commit(
    outbox.deleteDone(),
    events.deleteOld(now, settings.EVENT_DAYS),
    ...sessions.sweep(now),
    ...tickets.sweep(now),
    ...budget.sweep(now),
    ...attempts.sweep(now),
    ...attempts.sweepPlaces(now),
  )
  const deleted = {
    outbox: letters.meta.changes,
    sessions: ended.meta.changes,
    tickets: links.meta.changes,
    events: old.meta.changes + (await deleteMoreEvents(ports, old.meta.changes)),
    asked_letters: spent.meta.changes,
    attempts: tries.meta.changes,
    known_places: places.meta.changes,
  }
  return { errands, deleted }
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
