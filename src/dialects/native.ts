import type { Context } from 'hono'
import { z } from 'zod'
import { raiseAlarm } from '../account/alarm.ts'
import { resendVerification, verifyEmail } from '../account/email.ts'
import type { Proof } from '../account/links.ts'
import { changeProfile } from '../account/profile.ts'
import { Refusal } from '../account/refusal.ts'
import { authenticate } from '../account/session.ts'
import { endOtherSessions, endOwnSession, listSessions } from '../account/session-list.ts'
import { Email, Opaque } from '../account/words.ts'
import type { Account, Session } from '../ports/schema.ts'
import type { Cursor } from '../ports/sessions.ts'
import { anybody } from './anybody.ts'
import { readHeader, signedIn } from './authorization.ts'
import { dialect, type House } from './dialect.ts'
import { body, fields } from './django-request.ts'
import { doc } from './doc.ts'
import { AccountId, EmailText, Time, UsernameText } from './examples.ts'
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

const SessionList = z.object({
  sessions: z.array(SessionItem),
  next: z
    .string()
    .nullable()
    .meta({
      description: 'Where older ones are.',
      examples: ['/account/sessions?after=1795159005955.6d5f9bae…'],
    }),
})

const Paging = z.object({
  after: z
    .string()
    .optional()
    .meta({
      description: 'Where an earlier page ended: `next` has it.',
      examples: ['1795159005955.6d5f9bae…'],
    }),
})

const OwnAccount = z
  .object({
    id: AccountId,
    username: UsernameText,
    email: EmailText,
    email_verified_at: Time.nullable().meta({ description: 'When the address was confirmed, if it was.' }),
    pending_email: z
      .string()
      .nullable()
      .meta({
        description: 'Takes the place of the address once it is confirmed.',
        examples: ['ada@example.org'],
      }),
    created_at: Time,
  })
  .meta({ id: 'Account' })

const letter = {
  uid: Opaque.optional().meta({ description: 'What the link has for `{uid}`, if it has it.' }),
  token: Opaque.optional().meta({ description: 'What the link has for `{token}`.' }),
  code: Opaque.optional().meta({
    description: 'The code in the letter, instead of a link.',
    examples: ['7K3MQ2WD'],
  }),
}
const address = (description: string) => Email.optional().meta({ description, examples: ['ada@example.com'] })

const Verification = fields({
  ...letter,
  email: address('The address that the letter with the code came to. Who is signed in may leave it out.'),
})
const Notice = fields({ ...letter, email: address('The address that the letter with the code came to.') })

const presentAccount = ({
  id,
  username,
  email,
  emailVerifiedAt,
  pendingEmail,
  createdAt,
}: Account): z.infer<typeof OwnAccount> => ({
  id,
  username,
  email,
  email_verified_at: emailVerifiedAt === null ? null : timeOf(emailVerifiedAt),
  pending_email: pendingEmail,
  created_at: timeOf(createdAt),
})

const SESSION = '/sessions/:id{[0-9a-f-]{36}}'

export const timeOf = (ms: number) => new Date(ms).toISOString()

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

/** Beyond the seeds: what a person may see and do about their own account (decision 28). */
export const native = dialect(voice)
  .get('/', doc('Yourself', { 200: OwnAccount }), signedIn, (c) => c.json(presentAccount(c.var.me.account)))
  .post(
    '/email/verify',
    doc('Confirm your address, by the link or the code of its letter', {
      204: null,
      401: Problem,
      409: Problem,
    }),
    anybody,
    body(Verification),
    async (c) => {
      await verifyEmail(c.env, await readProof(c, c.req.valid('json')))
      return c.body(null, 204)
    },
  )
  .post(
    '/email/resend',
    doc('Mail the link and the code again, if your address is not confirmed', { 204: null }),
    signedIn,
    async (c) => {
      await resendVerification(c.env, c.var.me)
      return c.body(null, 204)
    },
  )
  .post(
    '/not-me',
    doc('Get your account back, by the link or the code of a notice', { 204: null, 409: Problem }),
    anybody,
    body(Notice),
    async (c) => {
      await raiseAlarm(c.env, proofOf(c.req.valid('json')))
      return c.body(null, 204)
    },
  )
  .get('/sessions', doc('Where you are signed in', { 200: SessionList }, Paging), signedIn, async (c) => {
    const { sessions, next } = await listSessions(c.env, c.var.me, readCursor(c.req.query('after')))
    return c.json({
      sessions: sessions.map((session) => presentSession(session, c.var.me.session)),
      next: next ? `/account/sessions?after=${next.createdAt}.${next.id}` : null,
    })
  })
  .delete('/sessions', doc('Sign out everywhere else', { 204: null }), signedIn, async (c) => {
    await endOtherSessions(c.env, c.var.me)
    return c.body(null, 204)
  })
  .delete('/avatar', doc('Take your avatar away', { 204: null }), signedIn, async (c) => {
    await changeProfile(c.env, c.var.me, { avatar: null })
    return c.body(null, 204)
  })
  .delete('/cover', doc('Take your cover away', { 204: null }), signedIn, async (c) => {
    await changeProfile(c.env, c.var.me, { cover: null })
    return c.body(null, 204)
  })
  .delete(SESSION, doc('End one of your sessions', { 204: null, 404: Problem }), signedIn, async (c) => {
    await endOwnSession(c.env, c.var.me, c.req.param('id'))
    return c.body(null, 204)
  })

/** Only a code without the address that it went to needs a login: it is for one's own. */
async function readProof(c: Context<House>, sent: z.output<typeof Verification>): Promise<Proof> {
  const { token, code, email } = sent
  if (token !== undefined || email !== undefined || code === undefined) return proofOf(sent)
  const { account } = await authenticate(c.env, readHeader(c.req.header('authorization')))
  return { email: account.pendingEmail ?? account.email, code }
}

function proofOf({ uid, token, email, code }: z.output<typeof Notice>): Proof {
  if (token !== undefined) return { uid, token }
  if (email === undefined) throw Refusal.of('email', 'missing')
  if (code === undefined) throw Refusal.of('code', 'missing')
  return { email, code }
}

function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  const [, createdAt, id = ''] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(text) ?? []
  if (createdAt === undefined) throw Refusal.of('after', 'malformed')
  return { createdAt: Number(createdAt), id }
}
