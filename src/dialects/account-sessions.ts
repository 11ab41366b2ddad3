import * as z from 'zod/mini'
import {
  endOtherSessions,
  endOwnSession,
  listSessions,
  type SessionPage,
} from '../account/sessions/session-list.ts'
import type { Session } from '../ports/schema.ts'
import type { Cursor } from '../ports/sessions.ts'
import { accountVoice } from './account-voice.ts'
import { signedIn } from './authorization.ts'
import { dialect } from './dialect.ts'
import type { SessionItem, SessionList } from './documents/account.ts'
import { pageEnd } from './page-end.ts'
import { query } from './query.ts'
import { timeOf } from './time-of.ts'

const SESSION = '/sessions/:id{[0-9a-f-]{36}}'

const CURSOR = /^\d{1,15}\.[0-9a-f-]{36}$/

export const SessionPaging = z.object({
  after: pageEnd(CURSOR, '1795159005955.6d5f9bae…', (text): Cursor => {
    const [createdAt, id = ''] = text.split('.')
    return { createdAt: Number(createdAt), id }
  }),
})

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
  methods: session.methods.split(' '),
})

/** Beyond the seeds: where somebody is signed in, and how to end it (decision 28). */
export const accountSessions = dialect(accountVoice)
  .get('/sessions', signedIn, query(SessionPaging), async (c) => {
    const page = await listSessions(c.env, c.var.me, c.req.valid('query').after)
    return c.json(presentSessions(page, c.var.me.session, '/account/sessions'))
  })
  .delete('/sessions', signedIn, async (c) => {
    await endOtherSessions(c.env, c.var.me)
    return c.body(null, 204)
  })
  .delete(SESSION, signedIn, async (c) => {
    await endOwnSession(c.env, c.var.me, c.req.param('id'))
    return c.body(null, 204)
  })
