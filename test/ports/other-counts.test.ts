import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { requestLink, runJobs } from '../../src/account/links/requested-links.ts'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { type Circumstances, openPorts } from '../../src/ports/ports.ts'
import { countedBindings } from '../support/counters.ts'
import { losingAnswers, moodyMail } from '../support/faults.ts'
import { MORNING, openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { elsewhere, openFrom } from '../support/guesses.ts'
import { PASSWORD, signUp } from '../support/people.ts'

/* What is counted without an event: emails that were sent, and requests that a limit refused. */

const HOUR = 3_600_000
const hour = MORNING - (MORNING % HOUR)
const day = MORNING - (MORNING % (24 * HOUR))
const { bindings, counting } = countedBindings()

beforeEach(async () => {
  for (const table of ['event_counts', 'attempts', 'outbox'])
    await env.DB.prepare(`delete from ${table}`).run()
})

const stored = async (like: string) =>
  (
    await env.DB.prepare('select * from event_counts where kind like ? order by period, at, kind')
      .bind(like)
      .all<Record<string, unknown>>()
  ).results.map(({ period, at, kind, count }) => [period, at, kind, count])

const production = { ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org' }
const open = (own: object = {}) => openGatehouse({ ...bindings, ...production, ...own } as Partial<Env>)

describe('requests that a limit refused', () => {
  const closed = () => open({ GATE: { limit: async () => ({ success: false }) } })
  const ask = async (gatehouse: ReturnType<typeof open>, times = 1) => {
    for (let time = 0; time < times; time++)
      expect((await gatehouse.request('/api/login/', { method: 'POST' })).status).toBe(429)
    await gatehouse.settled()
  }

  it('are one write a minute, however many they are, and none for each', async () => {
    const gatehouse = closed()
    const count = counting()
    await ask(gatehouse, 100)
    // The first is written at once, and the others wait.
    expect(count()).toMatchObject({ roundTrips: 1, statements: 1, rowsWritten: 1 })
    expect(await stored('%')).toEqual([['new', hour, 'refused_requests', 1]])
    gatehouse.wait(59)
    await ask(gatehouse, 20)
    expect(count().roundTrips).toBe(1)
    gatehouse.wait(1)
    // Any request writes what has waited.
    expect((await gatehouse.request('/healthz')).status).toBe(200)
    await gatehouse.settled()
    expect(count()).toMatchObject({ roundTrips: 2, rowsWritten: 2 })
    expect(await stored('%')).toEqual([['new', hour, 'refused_requests', 120]])
    gatehouse.wait(600)
    await gatehouse.request('/healthz')
    await gatehouse.settled()
    expect(count().roundTrips).toBe(2)
  })

  it('are added to the hour, the day and all time by the cron, each once', async () => {
    const gatehouse = closed()
    await ask(gatehouse)
    await Promise.all([runMaintenance(gatehouse.ports), runMaintenance(gatehouse.ports)])
    gatehouse.wait(3600)
    await ask(gatehouse, 2)
    await runMaintenance(gatehouse.ports)
    await runMaintenance(gatehouse.ports)
    expect(await stored('%')).toEqual([
      ['all', 0, 'refused_requests', 2],
      ['day', day, 'refused_requests', 2],
      ['hour', hour, 'refused_requests', 1],
      ['hour', hour + HOUR, 'refused_requests', 1],
    ])
  })

  it('are counted by the limit that was reached', async () => {
    const gatehouse = open({
      LOGIN_TRIES: '1',
      REGISTRATIONS_PER_CLIENT: '1',
      PASSWORD_HASH_LINKS: '1',
      ACCEPT_WEAK_HASH: 'true',
    })
    const at = openFrom(gatehouse)(elsewhere())
    const register = (username: string) =>
      at.request('/auth/users/', { method: 'POST', json: { username, password: PASSWORD } })
    const signIn = (username: string) =>
      at.request('/api/login/', { method: 'POST', json: { username, password: 'Wrong-harbour-9' } })
    const statuses = []
    for (const username of ['ada', 'bea']) statuses.push((await register(username)).status)
    for (let time = 0; time < 3; time++) {
      statuses.push((await signIn('nobody')).status)
      await gatehouse.settled()
    }
    expect(statuses).toEqual([201, 429, 401, 429, 429])
    gatehouse.wait(60)
    await gatehouse.request('/healthz')
    await gatehouse.settled()
    expect(await stored('refused_%')).toEqual([
      ['new', hour, 'refused_passwords', 2],
      ['new', hour, 'refused_registrations', 1],
    ])
  })

  it('are not lost when D1 did not take them', async () => {
    const gatehouse = closed()
    await env.DB.exec('alter table event_counts rename to kept_counts')
    await gatehouse.request('/api/login/', { method: 'POST' })
    await expect(gatehouse.settled()).rejects.toThrow()
    await env.DB.exec('alter table kept_counts rename to event_counts')
    gatehouse.wait(60)
    await ask(gatehouse)
    expect(await stored('%')).toEqual([['new', hour, 'refused_requests', 2]])
  })
})

it('counts of refused requests are written again after D1 took none for a day, the newest as well', async () => {
  const gatehouse = open({ GATE: { limit: async () => ({ success: false }) } })
  const ask = () => gatehouse.request('/api/login/', { method: 'POST' })
  await env.DB.exec('alter table event_counts rename to kept_counts')
  for (let hours = 0; hours < 40; hours++) {
    await ask()
    await expect(gatehouse.settled()).rejects.toThrow()
    gatehouse.wait(3600)
  }
  await env.DB.exec('alter table kept_counts rename to event_counts')
  await ask()
  await gatehouse.settled()
  const rows = await stored('%')
  expect(rows).toHaveLength(30)
  expect(rows.at(-1)).toEqual(['new', hour + 40 * HOUR, 'refused_requests', 1])
})

describe('emails', () => {
  /** Asks for a reset as a person does. */
  async function send(world: Circumstances, own: Partial<Env> = {}) {
    const gatehouse = openGatehouse()
    const { email: address } = await signUp(gatehouse)
    const pending: Promise<unknown>[] = []
    const later = (work: Promise<unknown>) => void pending.push(work.catch(() => {}))
    const { clock } = gatehouse
    const pause = () => scheduler.wait(1)
    const ports = openPorts({ ...settingsFor(), ...own }, later, { clock, pause, ...world })
    await requestLink(ports, { purpose: 'reset', address })
    while (pending.length > 0) await pending.shift()
    return { gatehouse, ports }
  }

  it('are counted when they were sent, in the hour in which they were', async () => {
    const { mail } = moodyMail(1)
    const { gatehouse, ports } = await send({ mail })
    expect(await stored('%')).toEqual([])
    gatehouse.wait(3600)
    await runJobs(ports)
    expect(await stored('%')).toEqual([['new', hour + HOUR, 'email_sent', 1]])
    await runMaintenance(ports)
    expect(await stored('email_sent')).toEqual([
      ['all', 0, 'email_sent', 1],
      ['day', day, 'email_sent', 1],
      ['hour', hour + HOUR, 'email_sent', 1],
    ])
  })

  it('are counted once where the development mailbox keeps them', async () => {
    const { mail } = moodyMail(0, true)
    const { gatehouse, ports } = await send({ mail })
    gatehouse.wait(3600)
    await runJobs(ports)
    expect(await stored('%')).toEqual([['new', hour, 'email_sent', 1]])
  })

  it('are counted once when they were sent twice, because the answer of D1 was lost', async () => {
    const { mail, emails } = moodyMail(0)
    const { gatehouse, ports } = await send({ mail }, { DB: losingAnswers(env.DB, 'batch', 1) })
    gatehouse.wait(3600)
    await runJobs(ports)
    expect(emails.length).toBeGreaterThan(0)
    expect((await stored('%')).map(([, , kind, count]) => [kind, count])).toEqual([['email_sent', 1]])
  })
})
