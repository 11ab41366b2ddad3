import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { requestLink, runJobs } from '../../src/account/links/requested-links.ts'
import { checkReset } from '../../src/account/passwords/password-reset.ts'
import { openPorts } from '../../src/ports/ports.ts'
import { failing, linesLoggedBy, moodyMail } from '../support/faults.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

const MINUTE = 60

beforeEach(() => env.DB.exec('delete from outbox'))

/** A house whose emails a moody postman takes. `dies` loses all that should run after an answer. */
function openOffice(refusals: number, { keepsSent = false, dies = false } = {}) {
  const gatehouse = openGatehouse()
  const post = moodyMail(refusals, keepsSent)
  const pending: Promise<unknown>[] = []
  const later = (work: Promise<unknown>) => void pending.push(work)
  const ports = openPorts(settingsFor(), later, { clock: gatehouse.clock, mail: post.mail })
  const settled = async () => {
    while (pending.length > 0) await pending.shift()
  }
  const ask = async (address: string) => {
    const wish = { purpose: 'reset', address } as const
    if (dies) await Promise.all(ports.outbox.insert(await ports.outbox.prepare({ kind: 'ask', ask: wish })))
    else await requestLink(ports, wish)
    await settled()
  }
  const cron = async () => {
    await runJobs(ports)
    await settled()
  }
  return { gatehouse, ports, ask, ...post, wait: gatehouse.wait, cron }
}

const linesOf = async (work: () => Promise<unknown>) =>
  (await linesLoggedBy(work)).map((line) => JSON.parse(line))

describe('an email', () => {
  it('is sent after the answer, once, and nothing of it is kept', async () => {
    const { gatehouse, ask, emails, cron, wait } = openOffice(0)
    const ada = await signUp(gatehouse)
    await ask(ada.email)
    expect(emails).toHaveLength(1)
    expect(await rowsOf('outbox')).toEqual([])
    wait(3600)
    await cron()
    expect(emails).toHaveLength(1)
  })

  it('is stored with what it tells of, so that the cron sends it when the Worker dies (FLT-26)', async () => {
    const { gatehouse, ask, emails, cron, wait, ports } = openOffice(0, { dies: true })
    const ada = await signUp(gatehouse)
    await ask(ada.email)
    const now = gatehouse.clock.now()
    expect(await rowsOf('outbox')).toEqual([
      {
        id: expect.any(String),
        sealed: expect.stringMatching(/^1\.[\w-]+$/),
        attempts: 0,
        due_at: now + 60_000,
        created_at: now,
        done_at: null,
        dead_at: null,
        fault: null,
      },
    ])
    wait(MINUTE - 0.001)
    await cron()
    expect(emails).toEqual([])
    wait(0.001)
    await cron()
    expect(emails.map(({ to }) => to)).toEqual([ada.email])
    await checkReset(ports, linkOf(emails[0]).token)
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is not stored when what it tells of is not', async () => {
    const { gatehouse } = openOffice(0)
    const ada = await signUp(gatehouse)
    const { ports } = openGatehouse({ DB: failing(env.DB, 'batch') })
    await expect(requestLink(ports, { purpose: 'reset', address: ada.email })).rejects.toThrow()
    expect(await rowsOf('outbox')).toEqual([])
    expect(await rowsOf('tickets')).not.toContainEqual(expect.objectContaining({ account_id: ada.id }))
  })
})

describe('an email that is refused (FLT-13)', () => {
  it('is tried again after 2, 4, 8 … minutes, and not sooner', async () => {
    const { gatehouse, ask, tries, emails, cron, wait } = openOffice(5)
    const ada = await signUp(gatehouse)
    await linesOf(async () => {
      await ask(ada.email)
      for (const [failed, minutes] of [2, 4, 8, 16, 32].entries()) {
        expect(tries.count).toBe(failed + 1)
        expect(await rowsOf('outbox')).toMatchObject([{ attempts: failed + 1 }])
        wait(minutes * MINUTE - 0.001)
        await cron()
        expect(tries.count).toBe(failed + 1)
        wait(0.001)
        await cron()
      }
    })
    expect(emails.map(({ to }) => to)).toEqual([ada.email])
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is given up after the twelfth time; each line tells the operator, none tells the address', async () => {
    const { gatehouse, ask, tries, cron, wait } = openOffice(Infinity)
    const ada = await signUp(gatehouse)
    const lines = await linesOf(async () => {
      await ask(ada.email)
      for (let days = 0; days < 14; days++) {
        wait(86_400 * 2)
        await cron()
      }
    })
    expect(tries.count).toBe(12)
    expect(await rowsOf('outbox')).toMatchObject([
      { attempts: 12, dead_at: expect.any(Number), fault: 'Error' },
    ])
    const line = { id: expect.any(String), kind: 'email', cause: 'Error' }
    expect(lines).toEqual([
      ...Array.from({ length: 11 }, (_, index) => ({ ...line, event: 'job failed', attempts: index + 1 })),
      { ...line, event: 'job given up', attempts: 12 },
    ])
    expect(JSON.stringify(lines)).not.toContain(ada.email)
  })
})

describe('the cron', () => {
  it('shares the emails out with another one at the same time', async () => {
    const { gatehouse, ask, emails, cron, wait } = openOffice(0, { dies: true })
    const addresses: string[] = []
    for (let index = 0; index < 8; index++) {
      const { email } = await signUp(gatehouse)
      addresses.push(email)
      await ask(email)
    }
    wait(MINUTE)
    await Promise.all([cron(), cron(), cron()])
    expect(emails.map(({ to }) => to).sort()).toEqual(addresses.sort())
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is sent in one run with all that waits, twenty taken over at a time', async () => {
    const { ports, emails, cron, wait } = openOffice(0)
    const message = { to: 'a@example.com', subject: '', text: '', html: '' }
    const prepared = await ports.outbox.prepare(
      ...Array.from({ length: 55 }, () => ({ kind: 'email', message }) as const),
    )
    const [first, ...rest] = ports.outbox.insert(prepared)
    if (first) await ports.commit(first, ...rest)
    wait(MINUTE)
    await cron()
    expect(emails).toHaveLength(55)
  })

  it.each([
    ['was altered', (sealed: string) => sealed.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'))],
    ['is no sealed text at all', () => '1.x'],
    ['was sealed with a key that is gone', (sealed: string) => sealed.replace(/^1\./, '9.')],
  ])('goes past what %s to what it can do, and gives it up in the end', async (_, spoil) => {
    const { gatehouse, ask, emails, cron, wait } = openOffice(0, { dies: true })
    const [bad, good] = [await signUp(gatehouse), await signUp(gatehouse)]
    await ask(bad.email)
    const [row] = await rowsOf('outbox')
    await ask(good.email)
    await env.DB.prepare('update outbox set sealed = ? where id = ?')
      .bind(spoil(String(row?.sealed)), row?.id)
      .run()
    await linesOf(async () => {
      for (let days = 0; days < 14; days++) {
        wait(86_400 * 2)
        await cron()
      }
    })
    expect(emails.map(({ to }) => to)).toEqual([good.email])
    expect(await rowsOf('outbox')).toMatchObject([
      { id: row?.id, attempts: 12, dead_at: expect.any(Number), fault: expect.any(String) },
    ])
  })
})

describe('the development mailbox', () => {
  it('keeps emails that were sent for a day, newest first, sealed, and sends none twice', async () => {
    const { gatehouse, ask, emails, ports, wait, cron } = openOffice(0, { keepsSent: true })
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    await ask(ada.email)
    wait(1)
    await ask(bob.email)
    const kept = await ports.outbox.emails()
    expect(kept).toMatchObject([...emails].reverse())
    expect(kept.map(({ to }) => to)).toEqual([bob.email, ada.email])
    expect(JSON.stringify(await rowsOf('outbox'))).not.toContain(ada.email)

    wait(86_399 - 1)
    await cron()
    expect(emails).toHaveLength(2)
    await ports.commit(ports.outbox.deleteDone())
    expect(await ports.outbox.emails()).toEqual(kept)
    wait(1)
    await ports.commit(ports.outbox.deleteDone())
    expect(await ports.outbox.emails()).toEqual(kept.slice(0, 1))
  })
})
