import type * as z from 'zod'
import { Refusal } from '../account/refusal.ts'
import {
  endOtherSessions,
  endOwnSession,
  listSessions,
  type SessionPage,
} from '../account/sessions/session-list.ts'
import type { Session } from '../ports/schema.ts'
import type { Cursor } from '../ports/sessions.ts'
import { type SessionItem, SessionList, SessionPaging } from './answers/native.ts'
import { Problem } from './answers/problem.ts'
import { signedIn } from './authorization.ts'
import { dialect } from './dialect.ts'
import { doc } from './doc.ts'
import { native as voice } from './problem.ts'
import { readQuery } from './reading.ts'
import { timeOf } from './time-of.ts'

const SESSION = '/sessions/:id{[0-9a-f-]{36}}'

/** `mine` is the session that asks, `path` where the list is. */
export const presentSessions = (
  { sessions, next }: SessionPage,
  mine: Session,
  path: string,
): z.infer<typeof SessionList> => ({
  sessions: sessions.map((session) => presentSession(session, mine)),
  next: next ? `${path}?after=${next.createdAt}.${next.id}` : null,
})

const presentSession = (session: Session, mine: Session): z.infer<typeof SessionItem> => ({
  id: session.id,
  kind: session.kind,
  current: session.id === mine.id,
  created_at: timeOf(session.createdAt),
  last_seen_at: timeOf(session.lastSeenAt),
  expires_at: timeOf(session.idleExpiresAt),
  user_agent: session.userAgent,
  place: session.location,
})

/** Beyond the seeds: where somebody is signed in, and how to end it (decision 28). */
export const nativeSessions = dialect(voice)
  .get(
    '/sessions',
    doc('Where you are signed in', { 200: SessionList }, SessionPaging),
    signedIn,
    async (c) => {
      const page = await listSessions(c.env, c.var.me, readSessionCursor(readQuery(c).after))
      return c.json(presentSessions(page, c.var.me.session, '/account/sessions'))
    },
  )
  .delete('/sessions', doc('Sign out everywhere else', { 204: null }), signedIn, async (c) => {
    await endOtherSessions(c.env, c.var.me)
    return c.body(null, 204)
  })
  .delete(SESSION, doc('End one of your sessions', { 204: null, 404: Problem }), signedIn, async (c) => {
    await endOwnSession(c.env, c.var.me, c.req.param('id'))
    return c.body(null, 204)
  })

/** Where an earlier page ended. Refuses as `invalid`. */
export function readSessionCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  const [, createdAt, id = ''] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(text) ?? []
  if (createdAt === undefined) throw Refusal.of('after', 'malformed')
  return { createdAt: Number(createdAt), id }
}
