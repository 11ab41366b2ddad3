import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { requestLink, runJobs } from '../../src/account/links/requested-links.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import type { EmailMessage } from '../../src/ports/mail.ts'
import { openPorts } from '../../src/ports/ports.ts'
import { Undeliverable } from '../../src/ports/undeliverable.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { AS_SHIPPED, openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

beforeEach(() => env.DB.exec('delete from outbox; delete from asked_letters'))

/** A house in production whose provider does as it is told: it takes an email, or throws. */
function openOffice(taken: (count: number) => void = () => {}, own: Partial<Env> = {}) {
  const gatehouse = openGatehouse(AS_SHIPPED)
  const sent: { message: EmailMessage; key: string }[] = []
  const works: Promise<unknown>[] = []
  const mail = {
    keepsSent: false,
    async send(message: EmailMessage, key: string) {
      sent.push({ message, key })
      taken(sent.length)
    },
  }
  const production = { ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org', ...own } as Partial<Env>
  const ports = openPorts(settingsFor({ ...AS_SHIPPED, ...production }), (work) => works.push(work), {
    clock: gatehouse.clock,
    mail,
    pause: () => scheduler.wait(1),
  })
  const settled = async () => {
    while (works.length > 0) await works.shift()
  }
  const ask = async (address: string) => {
    await requestLink(ports, { purpose: 'reset', address })
    await settled()
  }
  return { gatehouse, ports, sent, ask, settled, wait: gatehouse.wait }
}

const logged = async (work: () => Promise<unknown>) =>
  (await linesLoggedBy(work)).map((line) => JSON.parse(line))
const warnings = async ({ ports }: ReturnType<typeof openOffice>) => (await ports.check()).warnings

describe('an email that will never arrive', () => {
  it('is not tried again, and an operator sees it in /readyz and the log for a week', async () => {
    const office = openOffice(() => {
      throw new Undeliverable('E_CONTENT_TOO_LARGE')
    })
    const ada = await signUp(office.gatehouse)
    const lines = await logged(() => office.ask(ada.email))
    expect(lines).toEqual([
      {
        event: 'job given up',
        id: expect.any(String),
        kind: 'email',
        attempts: 1,
        cause: 'E_CONTENT_TOO_LARGE',
      },
    ])
    expect(JSON.stringify(lines)).not.toContain(ada.email)
    expect(await warnings(office)).toEqual(['outbox: 1 given up (E_CONTENT_TOO_LARGE)'])

    office.wait(6 * 86_400)
    await runJobs(office.ports)
    await office.ports.outbox.deleteDone()
    expect(office.sent).toHaveLength(1)
    expect(await rowsOf('outbox')).toMatchObject([{ fault: 'E_CONTENT_TOO_LARGE', attempts: 1 }])
    office.wait(86_400)
    await office.ports.outbox.deleteDone()
    expect(await rowsOf('outbox')).toEqual([])
    expect(await warnings(office)).toEqual([])
  })

  it('because its address is suppressed leaves a line in the log and nothing else', async () => {
    const office = openOffice(() => {
      throw new Undeliverable('suppressed')
    })
    const ada = await signUp(office.gatehouse)
    const lines = await logged(() => office.ask(ada.email))
    expect(lines).toMatchObject([{ event: 'email suppressed', cause: 'suppressed' }])
    expect(await rowsOf('outbox')).toEqual([])
    expect(await warnings(office)).toEqual([])
  })
})

describe('an email that is sent again', () => {
  it('has the key that it had, so that the provider can tell (FLT-14)', async () => {
    const office = openOffice((count) => {
      if (count < 3) throw Object.assign(new Error('busy'), { code: 'E_RATE_LIMIT_EXCEEDED' })
    })
    const ada = await signUp(office.gatehouse)
    const lines = await logged(async () => {
      await office.ask(ada.email)
      for (const minutes of [2, 4]) {
        office.wait(minutes * 60)
        await runJobs(office.ports)
      }
    })
    expect(lines.map(({ cause }) => cause)).toEqual(['E_RATE_LIMIT_EXCEEDED', 'E_RATE_LIMIT_EXCEEDED'])
    expect(office.sent).toHaveLength(3)
    expect(new Set(office.sent.map(({ key }) => key)).size).toBe(1)
    expect(await rowsOf('outbox')).toEqual([])
  })
})

describe('emails that anybody can ask for (RST-17)', () => {
  it('are five an hour to one address, whoever asks and however it is written', async () => {
    const office = openOffice()
    const [ada, bob] = [await signUp(office.gatehouse), await signUp(office.gatehouse)]
    const lines = await logged(async () => {
      for (let time = 0; time < 8; time++) {
        await office.ask(time % 2 === 0 ? ada.email : ada.email.toUpperCase())
        office.wait(60)
      }
      await office.ask(bob.email)
    })
    expect(office.sent.filter(({ message }) => message.to === ada.email)).toHaveLength(5)
    expect(office.sent.filter(({ message }) => message.to === bob.email)).toHaveLength(1)
    expect(lines).toEqual(
      Array(3).fill({ event: 'email over budget', id: expect.any(String), kind: 'email', attempts: 0 }),
    )
    expect(await rowsOf('outbox')).toEqual([])

    office.wait(3600 - 8 * 60)
    await office.ask(ada.email)
    expect(office.sent).toHaveLength(7)
  })

  it('are counted exactly when many ask at once', async () => {
    const office = openOffice(undefined, { MAILS_PER_HOUR: '3' } as Partial<Env>)
    const ada = await signUp(office.gatehouse)
    await logged(async () => {
      await Promise.all(
        Array.from({ length: 12 }, () => requestLink(office.ports, { purpose: 'reset', address: ada.email })),
      )
      await office.settled()
    })
    expect(office.sent).toHaveLength(3)
  })

  it('do not use up the limit for notices that only the owner causes', async () => {
    const office = openOffice(undefined, { MAILS_PER_HOUR: '1' } as Partial<Env>)
    const ada = await signUp(office.gatehouse)
    await logged(async () => {
      for (let time = 0; time < 3; time++) await office.ask(ada.email)
    })
    const me = await authenticate(office.ports, ada.token)
    await changePassword(office.ports, me, STRICT, {
      oldPassword: PASSWORD,
      newPassword: 'Rt5-harbour-Cormorant',
    })
    await office.settled()
    expect(office.sent.map(({ message }) => message.subject)).toEqual([
      'Password reset on Gatehouse',
      expect.stringContaining('successfully changed'),
    ])
  })

  it('are counted by a keyed hash of the address, which the cron forgets after an hour', async () => {
    const office = openOffice()
    const ada = await signUp(office.gatehouse)
    await office.ask(ada.email)
    const rows = async () => (await env.DB.prepare('select * from asked_letters').all()).results
    expect(await rows()).toEqual([
      {
        id: expect.any(String),
        address_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        at: office.gatehouse.clock.now(),
      },
    ])
    await office.ports.commit(...office.ports.budget.purgeExpired(office.gatehouse.clock.now()))
    expect(await rows()).toHaveLength(1)
    office.wait(3600)
    await office.ports.commit(...office.ports.budget.purgeExpired(office.gatehouse.clock.now()))
    expect(await rows()).toEqual([])
  })
})
