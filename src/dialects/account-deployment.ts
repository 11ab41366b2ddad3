import type * as z from 'zod/mini'
import { searchEvents } from '../account/events/event-search.ts'
import { type KeyOverview, viewKeys, viewSettings } from '../account/staff/deployment.ts'
import { dropEmail, listEmails, type QueuedEmail, retryEmail } from '../account/staff/email-queue.ts'
import { type Overview, viewOverview } from '../account/staff/overview.ts'
import type { EventCount } from '../ports/counts.ts'
import type { FoundEvent } from '../ports/events.ts'
import { isReady } from '../ports/is-ready.ts'
import type { KeyFacts } from '../ports/keys.ts'
import { accountVoice } from './account-voice.ts'
import { signedIn, staffOnly } from './authorization.ts'
import { dialect } from './dialect.ts'
import type { AnyEvent, KeyItems, OverviewItem, QueuedItem } from './documents/deployment.ts'
import { EmailQuery, nextEmails } from './email-query.ts'
import { EventQuery, filterOf, nextEvents } from './event-query.ts'
import { query } from './query.ts'
import { timeOf, timeOrNull } from './time-of.ts'

const presentCounts = (counts: EventCount[]) =>
  counts.map(({ at, kind, count }) => ({ from: timeOf(at), kind, count }))

function presentOverview({ readiness, warnings, figures }: Overview): z.infer<typeof OverviewItem> {
  return {
    status: isReady(readiness) ? 'ok' : 'not ready',
    checks: readiness.checks,
    warnings,
    figures: figures
      ? {
          totals: figures.totals,
          counted_at: timeOrNull(figures.countedAt),
          cron_at: timeOrNull(figures.cronAt),
          hash: figures.hash
            ? {
                median_ms: figures.hash.median,
                measured: figures.hash.measured,
                last_at: timeOf(figures.hash.lastAt),
              }
            : null,
          emails: {
            waiting: figures.emails.waiting,
            oldest_at: timeOrNull(figures.emails.oldestAt),
            given_up: figures.emails.givenUp,
          },
          hours: presentCounts(figures.hours),
          days: presentCounts(figures.days),
        }
      : null,
  }
}

const presentEvent = (event: FoundEvent): z.infer<typeof AnyEvent> => ({
  kind: event.kind,
  at: timeOf(event.at),
  account: event.accountId,
  username: event.accountName,
  actor: event.actorId,
  actor_username: event.actorName,
  note: event.note,
  session: event.sessionId,
  user_agent: event.userAgent,
  place: event.location,
})

const presentEmail = (email: QueuedEmail): z.infer<typeof QueuedItem> => ({
  id: email.id,
  subject: email.subject ?? null,
  purpose: email.purpose ?? null,
  to: email.to ?? null,
  created_at: timeOf(email.createdAt),
  attempts: email.attempts,
  next_attempt_at: email.givenUpAt === null ? timeOf(email.dueAt) : null,
  given_up_at: timeOrNull(email.givenUpAt),
  fault: email.fault,
})

const presentKey = ({ kid, state, madeAt, retiredAt, endsAt, mayGo }: KeyFacts & { mayGo: boolean }) => ({
  kid,
  state,
  made_at: timeOrNull(madeAt),
  retired_at: timeOrNull(retiredAt),
  ends_at: timeOrNull(endsAt),
  may_go: mayGo,
})

const presentKeys = ({ signing, master, countedAt }: KeyOverview): z.infer<typeof KeyItems> => ({
  signing: signing.map(presentKey),
  master: master.map((key) => ({ ...presentKey(key), accounts: key.needed })),
  counted_at: timeOrNull(countedAt),
})

const EMAIL = '/admin/emails/:id{[\\w-]+}'

/** Not in the five documents: what staff see of the deployment as a whole, and what they do about it. */
export const accountDeployment = dialect(accountVoice)
  .get('/admin/overview', signedIn, staffOnly, async (c) =>
    c.json(presentOverview(await viewOverview(c.env, c.var.me))),
  )
  .get('/admin/events', signedIn, staffOnly, query(EventQuery), async (c) => {
    const asked = c.req.valid('query')
    const { events, next } = await searchEvents(c.env, c.var.me, filterOf(asked), { after: asked.after })
    return c.json({
      events: events.map(presentEvent),
      next: next === undefined ? null : nextEvents('/account/admin/events', c.req.query(), next),
    })
  })
  .get('/admin/emails', signedIn, staffOnly, query(EmailQuery), async (c) => {
    const { state, after } = c.req.valid('query')
    const { emails, next } = await listEmails(c.env, c.var.me, state, after)
    return c.json({
      emails: emails.map(presentEmail),
      next: next === undefined ? null : nextEmails('/account/admin/emails', state, next),
    })
  })
  .post(`${EMAIL}/retry`, signedIn, staffOnly, async (c) => {
    await retryEmail(c.env, c.var.me, c.req.param('id').toLowerCase())
    return c.body(null, 204)
  })
  .delete(EMAIL, signedIn, staffOnly, async (c) => {
    await dropEmail(c.env, c.var.me, c.req.param('id').toLowerCase())
    return c.body(null, 204)
  })
  .get('/admin/keys', signedIn, staffOnly, async (c) => c.json(presentKeys(await viewKeys(c.env, c.var.me))))
  .get('/admin/settings', signedIn, staffOnly, (c) => {
    const { settings, secrets } = viewSettings(c.env, c.var.me)
    return c.json({
      settings: settings.map(({ standard, ...each }) => ({ ...each, default: standard })),
      secrets: secrets.map(({ name, isSet }) => ({ name, is_set: isSet })),
    })
  })
