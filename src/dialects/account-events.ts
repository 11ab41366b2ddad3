import * as z from 'zod/mini'
import { type EventPage, listEvents } from '../account/events/event-list.ts'
import type { Event, EventCursor } from '../ports/events.ts'
import { accountVoice } from './account-voice.ts'
import { signedIn } from './authorization.ts'
import { dialect } from './dialect.ts'
import type { EventItem, EventList } from './documents/account.ts'
import { pageEnd } from './page-end.ts'
import { query } from './query.ts'
import { timeOf } from './time-of.ts'

const CURSOR = /^\d{1,15}\.\d{1,4}$/

export const EventPaging = z.object({
  after: pageEnd(CURSOR, '1795159005955.1', (text): EventCursor => {
    const [at = 0, shown = 0] = text.split('.').map(Number)
    return { at, shown }
  }),
})

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

/** The events of the caller's own account. */
export const accountEvents = dialect(accountVoice).get('/events', signedIn, query(EventPaging), async (c) => {
  const page = await listEvents(c.env, c.var.me, c.req.valid('query').after)
  return c.json(presentEvents(page, '/account/events'))
})
