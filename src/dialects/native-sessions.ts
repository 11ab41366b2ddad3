import * as z from 'zod'
import { Refusal } from '../account/refusal.ts'
import { endOtherSessions, endOwnSession, listSessions, type SessionPage } from '../account/session-list.ts'
import type { Session } from '../ports/schema.ts'
import type { Cursor } from '../ports/sessions.ts'
import { signedIn } from './authorization.ts'
import { dialect } from './dialect.ts'
import { doc } from './doc.ts'
import { AccountId, Time, timeOf } from './examples.ts'
import { Problem, native as voice } from './problem.ts'

const SessionItem = z
  .object({
    id: AccountId,
    kind: z
      .enum(['token', 'jwt', 'express'])
      .meta({ description: 'A token, JWTs of `/auth/jwt/`, or JWTs and cookies of the Express door.' }),
    current: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
    created_at: Time,
    last_seen_at: Time.meta({ description: 'Written every five minutes at most.' }),
    expires_at: Time.meta({ description: 'When it ends if it is not used again.' }),
    user_agent: z.string().meta({ examples: ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) Firefox/145.0'] }),
    place: z
      .string()
      .nullable()
      .meta({ description: 'Roughly where it was opened, if that is known.', examples: ['Lisbon, PT'] }),
  })
  .meta({ id: 'Session' })

/** A page of sessions. */
export const SessionList = z.object({
  sessions: z.array(SessionItem),
  next: z
    .string()
    .nullable()
    .meta({
      description: 'Where older ones are.',
      examples: ['/account/sessions?after=1795159005955.6d5f9bae…'],
    }),
})

export const SessionPaging = z.object({
  after: z
    .string()
    .optional()
    .meta({
      description: 'Where an earlier page ended: `next` has it.',
      examples: ['1795159005955.6d5f9bae…'],
    }),
})

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
  place: session.place,
})

/** Beyond the seeds: where somebody is signed in, and how to end it (decision 28). */
export const nativeSessions = dialect(voice)
  .get(
    '/sessions',
    doc('Where you are signed in', { 200: SessionList }, SessionPaging),
    signedIn,
    async (c) => {
      const page = await listSessions(c.env, c.var.me, readSessionCursor(c.req.query('after')))
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
