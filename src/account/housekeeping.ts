import type { Ports } from '../ports/ports.ts'
import { runErrands } from './asked-links.ts'

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
    events: old.meta.changes,
    asked_letters: spent.meta.changes,
    attempts: tries.meta.changes,
    known_places: places.meta.changes,
  }
  return { errands, deleted }
}
