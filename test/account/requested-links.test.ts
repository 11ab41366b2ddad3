import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { mailRequestedLink, requestLink, runJobs } from '../../src/account/links/requested-links.ts'
import { checkReset } from '../../src/account/passwords/password-reset.ts'
import type { Ask } from '../../src/ports/outbox.ts'
import { failing, linesLoggedBy, losingAnswers } from '../support/faults.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

beforeEach(() => env.DB.exec('delete from outbox'))

const ask = ({ email }: SignedUp): Ask => ({ purpose: 'reset', address: email })

/** What somebody asked for, noted down before the Worker died. */
async function noted({ ports }: AppEnv, ada: SignedUp): Promise<string> {
  const jobs = await ports.outbox.prepare({ kind: 'ask', ask: ask(ada) })
  await Promise.all(ports.outbox.insert(jobs))
  return jobs[0]?.row.id ?? ''
}

const oneTimeTokensOf = async ({ id }: SignedUp) =>
  (await rowsOf('tickets')).filter((row) => row.account_id === id)

describe('what somebody asks for with an address', () => {
  it('is done once, however many do it at the same time', async () => {
    const gatehouse = openGatehouse()
    const ada = await signUp(gatehouse)
    const id = await noted(gatehouse, ada)
    await linesLoggedBy(async () => {
      await Promise.all(Array.from({ length: 10 }, () => mailRequestedLink(gatehouse.ports, ask(ada), id)))
      await gatehouse.settled()
    })
    expect(await gatehouse.emails()).toHaveLength(1)
    expect([await oneTimeTokensOf(ada), await rowsOf('outbox')]).toEqual([[expect.anything()], []])
  })

  it('is done by the cron when the Worker died after its answer (FLT-26)', async () => {
    const gatehouse = openGatehouse()
    const ada = await signUp(gatehouse)
    await noted(gatehouse, ada)
    await runJobs(gatehouse.ports)
    expect(await gatehouse.emails()).toEqual([])
    gatehouse.wait(60)
    await runJobs(gatehouse.ports)
    const emails = await gatehouse.emails()
    expect(emails.map(({ to }) => to)).toEqual([ada.email])
    await checkReset(gatehouse.ports, linkOf(emails[0]).token)
    gatehouse.wait(3000)
    await runJobs(gatehouse.ports)
    expect(await gatehouse.emails()).toHaveLength(1)
  })

  it.each([
    ['fails', failing],
    ['does it and loses the answer', losingAnswers],
  ])('is done once when D1 %s, and tells nobody’s address', async (_, spoil) => {
    const gatehouse = openGatehouse()
    const ada = await signUp(gatehouse)
    await noted(gatehouse, ada)
    gatehouse.wait(60)
    const flaky = openGatehouse({ DB: spoil(env.DB, 'batch', 1) })
    flaky.wait(60)
    const lines = await linesLoggedBy(async () => {
      await runJobs(flaky.ports)
      await flaky.settled()
    })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'job failed', kind: 'ask', attempts: 1 })
    expect(lines.join()).not.toContain(ada.email)
    for (let minutes = 0; minutes < 4; minutes++) {
      gatehouse.wait(60)
      await runJobs(gatehouse.ports)
      await gatehouse.settled()
    }
    expect((await gatehouse.emails()).map(({ to }) => to)).toEqual([ada.email])
    await checkReset(gatehouse.ports, linkOf((await gatehouse.emails())[0]).token)
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('holds the address sealed while it waits', async () => {
    const gatehouse = openGatehouse()
    const ada = await signUp(gatehouse)
    await noted(gatehouse, ada)
    expect(JSON.stringify(await rowsOf('outbox'))).not.toContain(ada.email)
  })

  it('is for the account that the address belongs to by then', async () => {
    const gatehouse = openGatehouse()
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const id = await noted(gatehouse, ada)
    await env.DB.prepare('update accounts set email_key = null where id = ?').bind(ada.id).run()
    await env.DB.prepare('update accounts set email_key = ? where id = ?').bind(ada.email, bob.id).run()
    await mailRequestedLink(gatehouse.ports, ask(ada), id)
    expect((await gatehouse.emails()).map(({ to }) => to)).toEqual([bob.email])
  })

  it('is one write before the answer, for a known address and an unknown one', async () => {
    const gatehouse = openGatehouse()
    const { email } = await signUp(gatehouse)
    for (const address of [email, 'nobody@example.com']) {
      const held = openGatehouse()
      await requestLink(held.ports, { purpose: 'reset', address })
      expect(await rowsOf('outbox')).toMatchObject([{ attempts: 0 }])
      await held.settled()
      expect(await rowsOf('outbox')).toEqual([])
    }
  })
})
