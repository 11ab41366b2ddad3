import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { callerOf } from '../support/caller.ts'
import { openConsole } from '../support/console.ts'
import { countedBindings } from '../support/counters.ts'
import { AS_SHIPPED, MORNING, openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'

/* The first page of the console, and the same at the account API. */

const { bindings, counting } = countedBindings()
// The real thing: it has a cron, and does not count by itself.
const production = { ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org', ...AS_SHIPPED }
const gatehouse = openGatehouse({ ...bindings, ...production } as Partial<Env>)
const console = openConsole(gatehouse)
const { get } = callerOf(gatehouse)
const HOUR = 3_600_000

let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  ada = await signUp(gatehouse, 'ada')
  await gatehouse.settled()
  // No deployment sends from here, and every email is a row that waits.
  await env.DB.exec('delete from outbox')
  await console.signIn(boss)
})

const READY = {
  settings: null,
  master_keys: null,
  signing_keys: null,
  revoked: null,
  pictures: null,
  database: null,
}
const at = (ms: number) => new Date(ms).toISOString()

const textOf = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

describe('/admin before the first count', () => {
  it('says so, and shows no noughts', async () => {
    const page = await console.get('/admin')
    expect(textOf(page.text)).toContain(
      'Accounts Nothing has been counted yet: the cron has never run. Email, cron and hashes',
    )
    expect(textOf(page.text)).toContain(
      'A password hash not measured What happened Nothing has been counted yet: the cron has never run. All events',
    )
    expect(page.text).not.toContain('<svg viewBox="0 0 480 96"')
  })
})

describe('GET /account/admin/overview', () => {
  it('says before the first run of the cron that nothing was counted', async () => {
    expect(await get('/account/admin/overview', boss.token)).toEqual({
      status: 200,
      body: {
        status: 'ok',
        checks: READY,
        warnings: [
          'cron: has never run, so nothing is retried or deleted',
          'staff: 1 without a second factor',
        ],
        figures: {
          totals: null,
          counted_at: null,
          cron_at: null,
          hash: null,
          emails: { waiting: 0, oldest_at: null, given_up: 0 },
          hours: [],
          days: [],
        },
      },
    })
  })

  it('has what the cron counted, what waits, and what is wrong', async () => {
    await runMaintenance(gatehouse.ports)
    // The clock of a test stands still, so the cron could not measure a hash.
    await env.DB.exec(
      `insert into hash_times values (${MORNING - 2}, 6, 65), (${MORNING - 1}, 6, 70), (${MORNING - 3}, 5, 9)`,
    )
    for (const [id, created, dead] of [
      ['a', MORNING - 2 * HOUR, null],
      ['b', MORNING - HOUR, null],
      ['c', MORNING - HOUR, MORNING],
      ['revocation:d', MORNING - 9 * HOUR, null],
    ])
      await env.DB.prepare(
        'insert into outbox (id, sealed, attempts, due_at, created_at, dead_at, fault) values (?, ?, 1, ?, ?, ?, ?)',
      )
        .bind(id, 'x', MORNING + 24 * HOUR, created, dead, dead && 'TimeoutError')
        .run()
    gatehouse.wait(6 * 60)
    const day = MORNING - (MORNING % (24 * HOUR))
    expect(await get('/account/admin/overview', boss.token)).toEqual({
      status: 200,
      body: {
        status: 'ok',
        checks: READY,
        warnings: [
          'outbox: 1 given up (TimeoutError)',
          'cron: has not run for 6 minutes',
          'outbox: an email has waited for 126 minutes',
          'staff: 1 without a second factor',
        ],
        figures: {
          totals: {
            accounts: 2,
            staff: 1,
            disabled: 0,
            unverified: 2,
            second_factor: 0,
            signed_in: 2,
            sessions: 3,
          },
          counted_at: at(MORNING),
          cron_at: at(MORNING),
          hash: { median_ms: 67.5, measured: 2, last_at: at(MORNING - 1) },
          emails: { waiting: 2, oldest_at: at(MORNING - 2 * HOUR), given_up: 1 },
          hours: [
            { from: at(MORNING), kind: 'registered', count: 2 },
            { from: at(MORNING), kind: 'sign_in', count: 1 },
          ],
          days: [
            { from: at(day), kind: 'registered', count: 2 },
            { from: at(day), kind: 'sign_in', count: 1 },
          ],
        },
      },
    })
  })

  it('is for staff alone', async () => {
    expect(await get('/account/admin/overview', ada.token)).toEqual({
      status: 403,
      body: { type: 'urn:gatehouse:problem:not-yours', title: 'This is not yours.', status: 403 },
    })
  })
})

describe('/admin', () => {
  it('shows it at three round trips, the sign-in among them', async () => {
    // That the session was used is written once a minute.
    await console.get('/admin/people')
    gatehouse.wait(10)
    const told = counting()
    const { status, heading, text } = await console.get('/admin')
    expect([status, heading, told().roundTrips]).toEqual([200, 'Overview', 3])
    const words = textOf(text)
    for (const said of [
      'All parts work',
      'cron: has not run for 6 minutes',
      'Accounts 2',
      'Signed in 2',
      'A password hash 67.5 ms (p50 of 2), measured 20 Nov 2026, 07:59:59 UTC',
      'Emails that wait 2, the oldest since 20 Nov 2026, 06:00:00 UTC',
      'Registrations 2 in 48 hours most in one hour: 2',
      '2 in 30 days most in one day: 2',
    ])
      expect(words).toContain(said)
    // Twelve charts; one bar of each that has something to show.
    expect(text.match(/<svg viewBox="0 0 480 96" role="img"/g)).toHaveLength(12)
    expect(text.match(/<rect /g)).toHaveLength(4)
    expect(text.match(/<tr>/g)).toHaveLength(1 + 48 + 1 + 30)
  })

  it('says what is not ready, and shows no figures of a database that lacks migrations', async () => {
    await env.DB.prepare('alter table d1_migrations rename to put_away').run()
    gatehouse.wait(10)
    const { text } = await console.get('/admin')
    await env.DB.prepare('alter table put_away rename to d1_migrations').run()
    expect(textOf(text)).toMatch(/Not ready The database \(D1\): migrations: \d+ not applied/)
    expect(text).not.toContain('<svg viewBox="0 0 480 96"')
  })

  it('counts by itself in development, which has no cron', async () => {
    const local = openGatehouse()
    const desk = openConsole(local)
    const me = await signUp(local, 'carl')
    await makeStaff(me)
    await desk.signIn(me)
    const words = textOf((await desk.get('/admin')).text)
    expect(words).toContain('Accounts 3')
    expect(words).toContain('ENVIRONMENT: development')
    expect(words).toContain('A password hash not measured: the cron does it, which development has not')
    expect(words).not.toContain('cron: has')
  })
})
