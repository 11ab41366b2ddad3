import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { commitNamed } from '../../src/ports/database.ts'
import { countedBindings } from '../support/counters.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, signUp } from '../support/people.ts'

/* What the cron counts: events by hour, by day and ever, and accounts of each sort. */

const HOUR = 3_600_000
const DAY = 24 * HOUR
const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse
const cron = () => runMaintenance(ports)

beforeEach(async () => {
  for (const table of ['events', 'event_counts', 'totals', 'accounts', 'counters'])
    await env.DB.prepare(`delete from ${table}`).run()
  await env.DB.exec("update sweeps set until = null, after = '', begun_at = 0, moved_at = 0")
})

const happen = (kind: string, at: number, times = 1) =>
  env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) insert into events (kind, account_id, at) select ?, 'x', ? from n`,
  )
    .bind(times, kind, at)
    .run()
const stored = async () =>
  (
    await env.DB.prepare('select * from event_counts order by period, at, kind').all<
      Record<string, unknown>
    >()
  ).results.map(({ period, at, kind, count }) => [period, at, kind, count])
const totals = async () => {
  const { results } = await env.DB.prepare('select name, value from totals order by name').all()
  return Object.fromEntries(results.map(({ name, value }) => [name, value]))
}

const countedAt = async () =>
  ports.counts.countedAt(await commitNamed(ports.commit, ports.counts.totalsOf([])))

describe('events', () => {
  it('are counted once, however often, late or at once the cron runs', async () => {
    const now = gatehouse.clock.now()
    await happen('sign_in', now - 2 * HOUR, 2)
    await happen('sign_in', now, 4500)
    await happen('sign_in_failed', now)
    await Promise.all([cron(), cron(), cron()])
    await cron()
    const hour = MORNING - (MORNING % HOUR)
    const day = MORNING - (MORNING % DAY)
    const once = [
      ['all', 0, 'sign_in', 4502],
      ['all', 0, 'sign_in_failed', 1],
      ['day', day, 'sign_in', 4502],
      ['day', day, 'sign_in_failed', 1],
      ['hour', hour - 2 * HOUR, 'sign_in', 2],
      ['hour', hour, 'sign_in', 4500],
      ['hour', hour, 'sign_in_failed', 1],
    ]
    expect(await stored()).toEqual(once)

    // An event that is written late belongs to the hour in which it happened.
    await happen('sign_in', now - 2 * HOUR)
    await cron()
    expect((await stored()).filter(([, , kind]) => kind === 'sign_in')).toEqual([
      ['all', 0, 'sign_in', 4503],
      ['day', day, 'sign_in', 4503],
      ['hour', hour - 2 * HOUR, 'sign_in', 3],
      ['hour', hour, 'sign_in', 4500],
    ])
  })

  it('are counted before they are deleted, and after that those which get their IDs again', async () => {
    const old = gatehouse.clock.now() - 100 * DAY
    await happen('sign_in', old, 3000)
    await cron()
    expect((await env.DB.prepare('select count(*) as n from events').first())?.n).toBe(0)
    await happen('sign_out', gatehouse.clock.now(), 2)
    await cron()
    expect((await stored()).filter(([period]) => period === 'all')).toEqual([
      ['all', 0, 'sign_in', 3000],
      ['all', 0, 'sign_out', 2],
    ])
  })

  it('are kept as counts of hours for 8 days, of days for 400, and of all time', async () => {
    const now = gatehouse.clock.now()
    for (const days of [7.9, 8.1, 399, 401]) await happen('sign_in', now - days * DAY)
    await cron()
    const kept = (await stored()).map(([period, at]) => [period, Math.floor((now - Number(at)) / DAY)])
    expect(kept).toEqual([
      ['all', Math.floor(now / DAY)],
      ['day', 399],
      // Both of about eight days ago.
      ['day', 8],
      ['hour', 7],
    ])
  })

  it('cost nothing while none happen, but the note of the run', async () => {
    await cron()
    const told = counting()
    await ports.counts.countEvents()
    expect(told()).toMatchObject({ roundTrips: 1, rowsWritten: 0 })
    await ports.counts.finishRun(gatehouse.clock.now(), ['1'])
    expect(told()).toMatchObject({ roundTrips: 2, rowsWritten: 2 })
  })
})

describe('accounts', () => {
  it('are counted by sort, and a person with two sessions is one who is signed in', async () => {
    const [boss, ada] = [await signUp(gatehouse, 'boss'), await signUp(gatehouse, 'ada')]
    await signUp(gatehouse, 'bob')
    await makeStaff(boss)
    await logInForToken(ports, ada, PASSWORD)
    await env.DB.prepare("update accounts set is_active = 0 where username_key like 'bob%'").run()
    await env.DB.prepare(
      'insert into second_factors (account_id, created_at, required_since) values (?, 1, 1)',
    )
      .bind(boss.id)
      .run()
    await cron()
    expect(await totals()).toEqual({
      accounts: 3,
      disabled: 1,
      'key:1': 3,
      second_factor: 1,
      sessions: 3,
      signed_in: 2,
      staff: 1,
      unverified: 3,
    })
    // Sessions end by themselves.
    gatehouse.wait(40 * 86_400)
    await cron()
    expect(await totals()).toMatchObject({ accounts: 3, sessions: 0, signed_in: 0 })
  })

  it('are counted ten thousand at a time, and shown when all are counted', async () => {
    await env.DB.exec(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 10050) insert into accounts (id, username, username_key, email, first_name, last_name, password_hash, is_active, awaits_activation, created_at, updated_at) select printf('00000000-0000-4000-8000-%012d', i), i, i, '', '', '', 'x', 1, 0, 1, 1 from n`,
    )
    const told = counting()
    await ports.counts.finishRun(gatehouse.clock.now(), ['1'])
    expect(told().rowsRead).toBeLessThan(75_000)
    expect((await totals()).accounts).toBe(0)
    expect(await countedAt()).toBe(null)
    const begun = gatehouse.clock.now()
    gatehouse.wait(60)
    await ports.counts.finishRun(gatehouse.clock.now(), ['1'])
    expect((await totals()).accounts).toBe(10_050)
    // What changes behind a count is not in it.
    expect(await countedAt()).toBe(begun)

    // Nor do the totals belong to a count that has only begun.
    await ports.counts.finishRun(begun + HOUR, ['1'])
    expect(await countedAt()).toBe(begun)
    await ports.counts.finishRun(begun + HOUR + 60_000, ['1'])
    expect(await countedAt()).toBe(begun + HOUR)
    gatehouse.wait(3600)

    // So many are counted anew after an hour.
    await env.DB.exec("delete from accounts where id > '00000000-0000-4000-8000-000000009000'")
    await ports.counts.finishRun(gatehouse.clock.now() + HOUR / 2, ['1'])
    expect((await totals()).accounts).toBe(10_050)
    await ports.counts.finishRun(gatehouse.clock.now() + HOUR, ['1'])
    expect((await totals()).accounts).toBe(9000)
  })
})
