import { listEvents } from '../../../account/events/event-list.ts'
import { listSessions } from '../../../account/sessions/session-list.ts'
import type { Event } from '../../../ports/events.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account, Session } from '../../../ports/schema.ts'
import { replaceUnseen } from '../../../ports/unseen.ts'
import { iso, type Printer } from './output.ts'
import { readPages } from './read-pages.ts'

type Context = { ports: Ports; print: Printer; stop: AbortSignal }
/** Where an account is signed in, the newest first. */
export const showSessions = async (
  account: Account,
  limit: number,
  { ports, print, stop }: Context,
): Promise<void> => {
  const sessions = await readPages(
    limit,
    stop,
    async (after: { createdAt: number; id: string } | undefined) => {
      const page = await listSessions(ports, { account }, after)
      return { items: page.sessions, next: page.next }
    },
  )
  print.list(sessions, SESSIONS)
}

/** What is recorded of an account, the newest first. */
export const showEvents = async (
  account: Account,
  limit: number,
  { ports, print, stop }: Context,
): Promise<void> => {
  const events = await readPages(limit, stop, async (after: { at: number; shown: number } | undefined) => {
    const page = await listEvents(ports, { account }, after)
    return { items: page.events, next: page.next }
  })
  print.list(events, EVENTS)
}

const SESSIONS = {
  json: ({ id, kind, createdAt, lastSeenAt, idleExpiresAt, userAgent, location }: Session) => ({
    id,
    kind,
    created_at: iso(createdAt),
    last_seen_at: iso(lastSeenAt),
    expires_at: iso(idleExpiresAt),
    user_agent: userAgent,
    place: location,
  }),
  headers: ['ID', 'KIND', 'OPENED', 'LAST SEEN', 'WHERE'],
  row: ({ id, kind, createdAt, lastSeenAt, userAgent, location }: Session) => [
    id,
    kind,
    iso(createdAt),
    iso(lastSeenAt),
    replaceUnseen([location, userAgent].filter(Boolean).join(', ')) || '–',
  ],
  none: 'Signed in nowhere',
}

/** Who did it: the owner, an operator, or somebody of the staff by their ID. */
const actorOf = ({ actorId }: Event) => actorId ?? 'owner'

const EVENTS = {
  json: (event: Event) => ({
    at: iso(event.at),
    kind: event.kind,
    by: actorOf(event),
    note: event.note,
    session: event.sessionId,
    user_agent: event.userAgent,
    place: event.location,
  }),
  headers: ['AT', 'KIND', 'BY', 'NOTE', 'WHERE'],
  row: (event: Event) => [
    iso(event.at),
    event.kind,
    actorOf(event),
    replaceUnseen(event.note ?? '') || '–',
    replaceUnseen([event.location, event.userAgent].filter(Boolean).join(', ')) || '–',
  ],
  none: 'Nothing is recorded',
}
