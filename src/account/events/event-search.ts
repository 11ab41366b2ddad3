import type { EventFilter, EventPlace, FoundEvent } from '../../ports/events.ts'
import type { Ports } from '../../ports/ports.ts'
import { type Actor, refuseUnlessStaff } from '../staff/actor.ts'

/** The newest first, and where the next page begins, if there may be one. */
export type FoundEvents = { events: FoundEvent[]; next: EventPlace | undefined }

/** How many events a page has, and how many a file. */
const EVENT_PAGE = 100
export const EVENT_FILE = 10_000

/** How many events are looked at for a page that means few of them, and for a file. */
const LOOKED_AT = { page: 2000, file: 50_000 }

/**
 * What happened to everybody's accounts, with who of the staff did it, which the owners do not see. A page that means few
 * events may have fewer than fit, or none, and a next one. One round trip. Refuses as `not_yours`.
 */
export async function searchEvents(
  { events }: Pick<Ports, 'events'>,
  actor: Actor,
  filter: EventFilter,
  { after, size = 'page' }: { after: EventPlace | undefined; size?: 'page' | 'file' },
): Promise<FoundEvents> {
  refuseUnlessStaff(actor)
  const length = size === 'page' ? EVENT_PAGE : EVENT_FILE
  const { kind, accountId, actor: by, since, until } = filter
  // Where all that the index finds is meant, no more is looked at than is shown.
  const isWhole =
    kind === undefined &&
    typeof by !== 'object' &&
    (accountId === undefined || by === undefined) &&
    (accountId !== undefined || by !== undefined || (since === undefined && until === undefined))
  const lookAt = isWhole ? length + 1 : LOOKED_AT[size]
  const found = await events.search(filter, { after, limit: length + 1, lookAt })
  const last = found.events.length > length ? found.events[length - 1] : found.end
  return { events: found.events.slice(0, length), next: last && { at: last.at, id: last.id } }
}
