import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { EVENT_KINDS } from '../../src/ports/schema.ts'
import { callerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { AS_SHIPPED, MORNING, openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, signUp } from '../support/people.ts'
import { silentDatabase } from '../support/silent-database.ts'

const METRICS_SECRET = '0123456789abcdef0123456789abcdef'
const { bindings, costOf } = countedBindings()
const open = (own: object) =>
  openGatehouse({
    ...bindings,
    ENVIRONMENT: 'production',
    MAIL_FROM: 'gate@example.org',
    ...AS_SHIPPED,
    ...own,
  } as Partial<Env>)
const gatehouse = open({ METRICS_SECRET })
const scrape = (of = gatehouse, token: string | undefined = METRICS_SECRET) =>
  of.request('/metrics', token === '' ? {} : { token })

beforeAll(async () => {
  const boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  await signUp(gatehouse, 'ada')
  await gatehouse.settled()
  await env.DB.exec("update outbox set dead_at = 1, fault = 'suppressed'")
  await env.DB.exec(
    "insert into outbox (id, sealed, attempts, due_at, created_at) values ('w', 'x', 0, 9e15, 5000)",
  )
})

const gauge = (name: string, help: string, value: number) =>
  `# HELP gatehouse_${name} ${help}\n# TYPE gatehouse_${name} gauge\ngatehouse_${name} ${value}\n`
const counter = (name: string, help: string, samples: Record<string, number>) =>
  `# HELP gatehouse_${name} ${help}\n# TYPE gatehouse_${name} counter\n${Object.entries(samples)
    .map(([labels, value]) => `gatehouse_${name}${labels} ${value}\n`)
    .join('')}`
const LIMITS = ['requests', 'passwords', 'codes', 'registrations', 'passkeys']
const each = (label: string, values: readonly string[], counts: Record<string, number>) =>
  Object.fromEntries(values.map((value) => [`{${label}="${value}"}`, counts[value] ?? 0]))

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

describe('GET /metrics', () => {
  it('has every gauge and counter, with what it means', async () => {
    await runMaintenance(gatehouse.ports)
    await env.DB.exec(`insert into hash_times values (${MORNING - 1}, 6, 68)`)
    const response = await scrape()
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('cache-control'),
    ]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8', 'no-store'])
    const givenUp = Number(
      (await env.DB.prepare('select count(*) as n from outbox where dead_at is not null').first())?.n,
    )
    expect(await response.text()).toBe(
      gauge('ready', 'Whether every part that /readyz checks works.', 1) +
        gauge('accounts', 'Accounts.', 2) +
        gauge('accounts_staff', 'Accounts of staff.', 1) +
        gauge('accounts_disabled', 'Accounts that staff disabled.', 0) +
        gauge('accounts_unverified', 'Accounts with an email address that is not verified.', 2) +
        gauge('accounts_second_factor', 'Accounts with a second factor.', 0) +
        gauge('accounts_signed_in', 'Accounts with a live session.', 2) +
        gauge('sessions', 'Live sessions.', 2) +
        gauge('accounts_counted_timestamp_seconds', 'When the cron counted them.', MORNING / 1000) +
        gauge(
          'cron_last_run_timestamp_seconds',
          'When the last whole run of the cron began.',
          MORNING / 1000,
        ) +
        gauge(
          'password_hash_median_seconds',
          'Median time of a password hash, of those that the cron measured within two days.',
          0.068,
        ) +
        gauge('emails_waiting', 'Emails that wait to be sent, 1000 at most.', 1) +
        gauge('emails_oldest_timestamp_seconds', 'When the oldest email that waits was written.', 5) +
        gauge('emails_given_up', 'Emails of the last 7 days that were given up.', givenUp) +
        counter(
          'events_total',
          'Events that the cron has counted, by kind.',
          each('kind', EVENT_KINDS, { registered: 2 }),
        ) +
        counter('emails_sent_total', 'Emails that the provider took.', { '': 0 }) +
        counter(
          'refused_total',
          'Responses with 429, by the limit that was reached.',
          each('limit', LIMITS, {}),
        ),
    )
  })

  it('asks D1 in two round trips, and for ten seconds not again', async () => {
    gatehouse.wait(10)
    expect((await costOf(() => scrape())).roundTrips).toBe(2)
    gatehouse.wait(9)
    expect((await costOf(() => scrape())).roundTrips).toBe(0)
    gatehouse.wait(1)
    expect((await costOf(() => scrape())).roundTrips).toBe(2)
  })

  it('leaves out what has no value yet', async () => {
    await env.DB.exec(
      'delete from counters; delete from totals; delete from hash_times; update sweeps set moved_at = 0, begun_at = 0',
    )
    await env.DB.exec("delete from outbox where id = 'w'")
    gatehouse.wait(10)
    const text = await (await scrape()).text()
    for (const name of ['_accounts', '_sessions', 'cron_last_run', 'password_hash', 'emails_oldest'])
      expect(text).not.toContain(`gatehouse_${name.replace(/^_/, '')}`)
    expect(text).toContain('gatehouse_emails_waiting 0\n')
  })

  it('is not there without a secret', async () => {
    expect((await scrape(open({}))).status).toBe(404)
    expect((await scrape(open({ METRICS_SECRET: '' }))).status).toBe(404)
  })

  it('is for nobody who has not the secret', async () => {
    const { token } = await signUp(gatehouse, 'carl')
    const problem = (type: string, title: string) => ({
      type: `urn:gatehouse:problem:${type}`,
      title,
      status: 401,
    })
    const wrong = problem('session-ended', 'This credential is not valid any more, or never was.')
    for (const [sent, body] of [
      ['', problem('not-signed-in', 'Sign in first: the request has no credential.')],
      ['x', wrong],
      [token, wrong],
      [`${METRICS_SECRET}0`, wrong],
      [METRICS_SECRET.toUpperCase(), wrong],
    ] as const) {
      const response = await scrape(gatehouse, sent)
      expect([response.status, await response.json()]).toEqual([401, body])
    }
  })

  it('is closed while the secret could be guessed, and /readyz says so', async () => {
    const weak = open({ METRICS_SECRET: 'secret' })
    expect((await scrape(weak, 'secret')).status).toBe(503)
    expect((await callerOf(weak).get('/readyz')).body).toMatchObject({
      checks: { settings: 'METRICS_SECRET: shorter than 32 characters' },
    })
  })

  it('is 503 while D1 is silent, and not a stale or an empty answer', async () => {
    expect((await scrape(open({ METRICS_SECRET, DB: silentDatabase() }))).status).toBe(503)
  })
})
