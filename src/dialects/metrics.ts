import type { MiddlewareHandler } from 'hono'
import { type Metrics, readMetrics, refuseOtherMonitors } from '../account/staff/metrics.ts'
import type { EventCount } from '../ports/counts.ts'
import { EVENT_KINDS, LIMITS } from '../ports/schema.ts'
import { accountVoice } from './account-voice.ts'
import { publicEndpoint, readHeader } from './authorization.ts'
import { type AppEnv, dialect } from './dialect.ts'
import { HttpError } from './http-error.ts'

/* The text format of Prometheus, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */

type Sample = { value: number | null; labels?: Record<string, string> }
type Family = { name: string; type: 'gauge' | 'counter'; help: string; samples: Sample[] }

const gauge = (name: string, help: string, value: number | null | undefined): Family => ({
  name: `gatehouse_${name}`,
  type: 'gauge',
  help,
  samples: [{ value: value ?? null }],
})

const secondsOf = (ms: number | null) => (ms === null ? null : ms / 1000)

const counter = (name: string, help: string, samples: Sample[]): Family => ({
  name: `gatehouse_${name}`,
  type: 'counter',
  help,
  samples,
})

const countOf = (counts: EventCount[], kind: EventCount['kind']): number =>
  counts.find((each) => each.kind === kind)?.count ?? 0

const familiesOf = ({ isReady, totals, countedAt, cronAt, hash, emails, ever }: Metrics): Family[] => [
  gauge('ready', 'Whether every part that /readyz checks works.', isReady ? 1 : 0),
  gauge('accounts', 'Accounts.', totals?.accounts),
  gauge('accounts_staff', 'Accounts of staff.', totals?.staff),
  gauge('accounts_disabled', 'Accounts that staff disabled.', totals?.disabled),
  gauge('accounts_unverified', 'Accounts with an email address that is not verified.', totals?.unverified),
  gauge('accounts_second_factor', 'Accounts with a second factor.', totals?.second_factor),
  gauge('accounts_signed_in', 'Accounts with a live session.', totals?.signed_in),
  gauge('sessions', 'Live sessions.', totals?.sessions),
  gauge('accounts_counted_timestamp_seconds', 'When the cron counted them.', secondsOf(countedAt)),
  gauge('cron_last_run_timestamp_seconds', 'When the last whole run of the cron began.', secondsOf(cronAt)),
  gauge(
    'password_hash_median_seconds',
    'Median time of a password hash, of those that the cron measured within two days.',
    hash && hash.median / 1000,
  ),
  gauge('emails_waiting', 'Emails that wait to be sent, 1000 at most.', emails.waiting),
  gauge(
    'emails_oldest_timestamp_seconds',
    'When the oldest email that waits was written.',
    secondsOf(emails.oldestAt),
  ),
  gauge('emails_given_up', 'Emails of the last 7 days that were given up.', emails.givenUp),
  counter(
    'events_total',
    'Events that the cron has counted, by kind.',
    EVENT_KINDS.map((kind) => ({ labels: { kind }, value: countOf(ever, kind) })),
  ),
  counter('emails_sent_total', 'Emails that the provider took.', [{ value: countOf(ever, 'email_sent') }]),
  counter(
    'refused_total',
    'Responses with 429, by the limit that was reached.',
    LIMITS.map((limit) => ({ labels: { limit }, value: countOf(ever, `refused_${limit}`) })),
  ),
]

/** What has no value yet is left out. */
const textOf = ({ name, type, help, samples }: Family): string => {
  const known = samples.filter(({ value }) => value !== null)
  if (known.length === 0) return ''
  const lines = known.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`)
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

/** Lets in the monitoring system, which presents its secret. Without one there is nothing here. */
const monitors: MiddlewareHandler<AppEnv> = async function monitors(c, next) {
  if (!c.env.metrics.isOn) throw new HttpError('no_such_address')
  refuseOtherMonitors(c.env, readHeader(c.req.header('authorization')))
  await next()
}

/** For Prometheus, and whatever else reads its format. */
export const metrics = dialect(accountVoice).get('/metrics', publicEndpoint, monitors, async (c) => {
  const text = familiesOf(await readMetrics(c.env))
    .map(textOf)
    .join('')
  return c.body(text, 200, {
    'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    'Cache-Control': 'no-store',
  })
})
