import type * as z from 'zod'
import { type EventPage, listEvents } from '../account/profile/event-list.ts'
import { Refusal } from '../account/refusal.ts'
import type { Event, EventCursor } from '../ports/events.ts'
import { type EventItem, EventList, EventPaging } from './answers/native.ts'
import { signedIn } from './authorization.ts'
import { dialect } from './dialect.ts'
import { doc } from './doc.ts'
import { native as voice } from './problem.ts'
import { readQuery } from './reading.ts'
import { timeOf } from './time-of.ts'

/** `path` is where the list is. */
export const presentEvents = ({ events, next }: EventPage, path: string): z.infer<typeof EventList> => ({
  events: events.map(presentEvent),
  next: next ? `${path}?after=${next.at}.${next.shown}` : null,
})

const presentEvent = (event: Event): z.infer<typeof EventItem> => ({
  kind: event.kind,
  at: timeOf(event.at),
  session: event.sessionId,
  by_staff: event.actorId !== null,
  user_agent: event.userAgent,
  place: event.location,
})

/** What happened to one's account: the second half of the native API. */
export const nativeEvents = dialect(voice).get(
  '/events',
  doc('What happened to your account', { 200: EventList }, EventPaging),
  signedIn,
  async (c) => {
    const page = await listEvents(c.env, c.var.me, readEventCursor(readQuery(c).after))
    return c.json(presentEvents(page, '/account/events'))
  },
)

/** Where an earlier page ended. Refuses as `invalid`. */
export function readEventCursor(text: string | undefined): EventCursor | undefined {
  if (text === undefined) return undefined
  const [, at, shown] = /^(\d{1,15})\.(\d{1,4})$/.exec(text) ?? []
  if (at === undefined) throw Refusal.of('after', 'malformed')
  return { at: Number(at), shown: Number(shown) }
}
