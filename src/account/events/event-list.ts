import type { Event, EventCursor } from '../../ports/events.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Me } from '../me.ts'

/** One page of what happened to an account, the newest first, and where the next page begins, if there is one. */
export type EventPage = { events: Event[]; next: EventCursor | undefined }

/** How many events a page has. */
const LENGTH = 100

/** The events of an account, by any actor. */
export async function listEvents(
  { events }: Pick<Ports, 'events'>,
  { account }: Pick<Me, 'account'>,
  after: EventCursor | undefined,
): Promise<EventPage> {
  const found = await events.list(account.id, { after, limit: LENGTH + 1 })
  const page = found.slice(0, LENGTH)
  return { events: page, next: found.length > LENGTH ? cursorAfter(page, after) : undefined }
}

/** A page may end among events of one moment, which an earlier one began with. */
function cursorAfter(page: Event[], after: EventCursor | undefined): EventCursor {
  const at = page.at(-1)?.at ?? 0
  const before = after?.at === at ? after.shown : 0
  return { at, shown: before + page.filter((event) => event.at === at).length }
}
