import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { openPorts } from '../../src/ports/ports.ts'
import Gatehouse from '../../src/worker.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, pictureAddresses, rowsOf } from '../support/rows.ts'
import { silentDatabase } from '../support/silent-database.ts'

const HOUR = 3600
const DAY = 24 * HOUR
let ada: SignedUp

/** The cron as the platform calls it, with the real time; what it sends goes where `own` says. */
async function cron(own: Partial<Env> = {}): Promise<void> {
  const context = createExecutionContext()
  await new Gatehouse(context, settingsFor(own)).scheduled()
  await waitOnExecutionContext(context)
}

/** A house that is so many seconds behind, or ahead of, the real time. */
function houseAt(seconds: number) {
  const gatehouse = openGatehouse()
  gatehouse.wait((Date.now() - gatehouse.clock.now()) / 1000 + seconds)
  return gatehouse
}

beforeEach(async () => {
  await env.DB.exec('delete from outbox; delete from accounts; update sweeps set until = null, begun_at = 0')
  ada = await signUp(houseAt(-40 * DAY))
})

const idOf = async ({ ports }: ReturnType<typeof houseAt>) => {
  const { token } = await logInForToken(ports, ada, PASSWORD)
  const hashes = (await rowsOf('sessions')).toSorted(
    (one, other) => Number(other.created_at) - Number(one.created_at),
  )
  return { token, id: hashes[0]?.id }
}

describe('a run of the cron', () => {
  const lineOf = async (own: Partial<Env>) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await cron({ REQUEST_LOG: 'true', ...own })
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)))
    log.mockRestore()
    return lines
  }

  it('is one line in the log: how many jobs, how many rows, what it cost', async () => {
    await idOf(houseAt(-15 * DAY))
    await env.DB.exec("insert into events (kind, account_id, at) values ('sign_in', 'x', 1)")
    const { outbox } = openPorts(settingsFor(), () => {}, houseAt(-HOUR))
    const ask = { purpose: 'reset', address: 'nobody@example.com' } as const
    await Promise.all(outbox.insert(await outbox.prepare({ kind: 'ask', ask })))
    expect(await lineOf({ MEASURE_HASH: 'false' })).toEqual([
      {
        event: 'cron',
        jobs: 1,
        deleted: {
          outbox: 0,
          sessions: 2,
          ended_sessions: 0,
          one_time_tokens: 0,
          events: 1,
          requested_emails: 0,
          login_attempts: 1,
          known_clients: 0,
          trusted_clients: 0,
          approvals: 0,
          used_once: 0,
          bulk_jobs: 0,
        },
        ms: expect.any(Number),
        statements: 42,
        round_trips: 9,
      },
    ])
  })

  it('is told also when it failed, and not what of', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const DB = silentDatabase('sentinel@example.com')
    await expect(cron({ REQUEST_LOG: 'true', DB })).rejects.toThrow()
    expect(log.mock.calls.map(([line]) => JSON.parse(String(line)))).toEqual([
      { event: 'cron', reason: 'failed', ms: expect.any(Number), statements: 1, round_trips: 1 },
    ])
    log.mockRestore()
  })

  it('says nothing where the log is off', async () => {
    expect(await lineOf({ REQUEST_LOG: 'false' })).toEqual([])
  })
})

describe('the cron of the Worker (REV-16)', () => {
  it('clears away the sessions and links that have ended, and no others', async () => {
    await idOf(houseAt(-15 * DAY))
    const alive = await idOf(houseAt(-13 * DAY))
    for (const [seconds, purpose] of [
      [-2 * HOUR, 'reset'],
      [-HOUR / 2, 'username'],
    ] as const) {
      const gatehouse = houseAt(seconds)
      await requestLink(gatehouse.ports, { purpose, address: ada.email })
      await gatehouse.settled()
    }
    expect([(await rowsOf('sessions')).length, (await rowsOf('tickets')).length]).toEqual([3, 2])

    await cron()
    expect(await rowsOf('sessions')).toMatchObject([{ id: alive.id }])
    expect(await rowsOf('tickets')).toMatchObject([{ purpose: 'username' }])
    expect(await rowsOf('accounts')).toHaveLength(1)
  })

  it('clears away the events of 90 days ago, or of as many as the setting says', async () => {
    const day = Date.now() / 1000 / DAY
    await env.DB.exec('delete from events')
    for (const [kind, age] of [
      ['sign_in', 90.01],
      ['sign_out', 89.99],
    ] as const)
      await env.DB.prepare(`insert into events (kind, account_id, at) values (?, 'x', ?)`)
        .bind(kind, (day - age) * DAY * 1000)
        .run()
    await Promise.all([cron(), cron()])
    expect(await rowsOf('events')).toMatchObject([{ kind: 'sign_out' }])
    await cron({ EVENT_DAYS: '89' })
    expect(await rowsOf('events')).toEqual([])
  })

  it('clears away old events at least as fast as they come', async () => {
    await env.DB.exec('delete from events')
    const row = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
      insert into events (kind, account_id, at) select 'sign_in', 'x', i from n`
    await env.DB.prepare(row).run()
    await cron()
    expect(await rowsOf('events')).toEqual([])
  })

  it('looks at two thousand sessions at a time, and begins anew after an hour (REV-16)', async () => {
    const row = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500)
      insert into sessions select i, '${ada.id}', 'jwt', null, 0, 0, 0, 0, 0, i, i, '', null, 'pwd', null from n`
    await env.DB.prepare(row).run()
    // Keys are gone through in their order: these come last.
    await env.DB.exec("update sessions set id = 'z' || id")
    const alive = await idOf(houseAt(0))
    const left = async () => {
      await cron()
      return (await rowsOf('sessions')).length
    }
    // With the one of whoever signed up.
    expect([await left(), await left()]).toEqual([503, 1])
    expect(await rowsOf('sessions')).toMatchObject([{ id: alive.id }])

    await env.DB.exec('update sessions set idle_expires_at = 0')
    expect(await left()).toBe(1)
    await env.DB.exec(`update sweeps set begun_at = begun_at - ${HOUR * 1000}`)
    expect(await left()).toBe(0)
  })

  it('clears away what was used once when its time has passed', async () => {
    const { ports } = openGatehouse()
    const use = (tag: string, until: number) => ports.usedOnce.use(tag, until, sql`true`)
    await ports.commit(use('over', Date.now() - 1), use('live', Date.now() + HOUR * 1000))
    await cron()
    expect((await rowsOf('used_once')).map(({ tag }) => tag)).toEqual(['live'])
  })

  it('clears away the emails that development kept for a day', async () => {
    const mail = { send: async () => {}, keepsSent: true }
    for (const seconds of [-25 * HOUR, -23 * HOUR]) {
      const works: Promise<unknown>[] = []
      const { clock } = houseAt(seconds)
      const ports = openPorts(settingsFor(), (work) => works.push(work), { clock, mail })
      await requestLink(ports, { purpose: 'reset', address: ada.email })
      while (works.length > 0) await works.shift()
    }
    expect(await rowsOf('outbox')).toHaveLength(2)
    await cron()
    expect((await rowsOf('outbox')).map((row) => Date.now() - Number(row.done_at) < DAY * 1000)).toEqual([
      true,
    ])
  })

  it('sends what could not be sent, from the address of the settings, once though two run at a time (FLT-24)', async () => {
    const { clock } = houseAt(-HOUR / 2)
    const { outbox } = openPorts(settingsFor(), () => {}, { clock })
    const ask = { purpose: 'reset', address: ada.email } as const
    await Promise.all(outbox.insert(await outbox.prepare({ kind: 'ask', ask })))

    const send = vi.fn(async () => ({ messageId: '' }))
    const EMAIL = { send } as unknown as SendEmail
    const settings = { ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org', EMAIL }
    await Promise.all([cron(settings), cron(settings)])
    expect(send.mock.calls).toEqual([
      [
        {
          from: 'gate@example.org',
          to: ada.email,
          subject: 'Password reset on Gatehouse',
          text: expect.stringContaining('/password/reset?uid='),
          html: expect.stringContaining('/password/reset?uid='),
        },
      ],
    ])
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('deletes the pictures that no account shows any more, though two run at a time (FLT-24)', async () => {
    await env.PICTURES.put('shown', 'x')
    await env.PICTURES.put('discarded', 'x')
    await env.DB.prepare("insert into discarded_pictures (address) values ('discarded')").run()
    await Promise.all([cron(), cron()])
    expect(await pictureAddresses()).toEqual(['shown'])
    expect((await everything()).tables.discarded_pictures).toEqual([])
  })

  it('clears away also when an email cannot be opened', async () => {
    await idOf(houseAt(-15 * DAY))
    const row = 'insert into outbox (id, sealed, attempts, due_at, created_at) values (?, ?, 0, 0, 0)'
    await env.DB.prepare(row).bind('spoiled', '1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA').run()
    await linesLoggedBy(() => cron().catch(() => {}))
    expect(await rowsOf('sessions')).toEqual([])
  })
})
