import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { askForLink, mailAsked, runErrands } from '../../src/account/asked-links.ts'
import { checkReset } from '../../src/account/password-reset.ts'
import type { Ask } from '../../src/ports/outbox.ts'
import { failing, linesLoggedBy, losingAnswers } from '../support/faults.ts'
import { type House, openHouse } from '../support/house.ts'
import { linkOf } from '../support/links.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

beforeEach(() => env.DB.exec('delete from outbox'))

const ask = ({ email }: SignedUp): Ask => ({ purpose: 'reset', address: email })

/** What somebody asked for, noted down before the Worker died. */
async function noted({ ports }: House, ada: SignedUp): Promise<string> {
  const errands = await ports.outbox.pack({ kind: 'ask', ask: ask(ada) })
  await Promise.all(ports.outbox.insert(errands))
  return errands[0]?.row.id ?? ''
}

const ticketsOf = async ({ id }: SignedUp) => (await rowsOf('tickets')).filter((row) => row.account_id === id)

describe('what somebody asks for with an address', () => {
  it('is done once, however many do it at the same time', async () => {
    const house = openHouse()
    const ada = await signUp(house)
    const id = await noted(house, ada)
    await linesLoggedBy(async () => {
      await Promise.all(Array.from({ length: 10 }, () => mailAsked(house.ports, ask(ada), id)))
      await house.settled()
    })
    expect(await house.letters()).toHaveLength(1)
    expect([await ticketsOf(ada), await rowsOf('outbox')]).toEqual([[expect.anything()], []])
  })

  it('is done by the cron when the Worker died after its answer (FLT-26)', async () => {
    const house = openHouse()
    const ada = await signUp(house)
    await noted(house, ada)
    await runErrands(house.ports)
    expect(await house.letters()).toEqual([])
    house.wait(60)
    await runErrands(house.ports)
    const letters = await house.letters()
    expect(letters.map(({ to }) => to)).toEqual([ada.email])
    await checkReset(house.ports, linkOf(letters[0]).token)
    house.wait(3000)
    await runErrands(house.ports)
    expect(await house.letters()).toHaveLength(1)
  })

  it.each([
    ['fails', failing],
    ['does it and loses the answer', losingAnswers],
  ])('is done once when D1 %s, and tells nobody’s address', async (_, spoil) => {
    const house = openHouse()
    const ada = await signUp(house)
    await noted(house, ada)
    house.wait(60)
    const flaky = openHouse({ DB: spoil(env.DB, 'batch', 1) })
    flaky.wait(60)
    const lines = await linesLoggedBy(async () => {
      await runErrands(flaky.ports)
      await flaky.settled()
    })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'errand failed', kind: 'ask', attempts: 1 })
    expect(lines.join()).not.toContain(ada.email)
    for (let minutes = 0; minutes < 4; minutes++) {
      house.wait(60)
      await runErrands(house.ports)
      await house.settled()
    }
    expect((await house.letters()).map(({ to }) => to)).toEqual([ada.email])
    await checkReset(house.ports, linkOf((await house.letters())[0]).token)
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('holds the address sealed while it waits', async () => {
    const house = openHouse()
    const ada = await signUp(house)
    await noted(house, ada)
    expect(JSON.stringify(await rowsOf('outbox'))).not.toContain(ada.email)
  })

  it('is for the account that the address belongs to by then', async () => {
    const house = openHouse()
    const [ada, bob] = [await signUp(house), await signUp(house)]
    const id = await noted(house, ada)
    await env.DB.prepare('update accounts set email_key = null where id = ?').bind(ada.id).run()
    await env.DB.prepare('update accounts set email_key = ? where id = ?').bind(ada.email, bob.id).run()
    await mailAsked(house.ports, ask(ada), id)
    expect((await house.letters()).map(({ to }) => to)).toEqual([bob.email])
  })

  it('is one write before the answer, for a known address and an unknown one', async () => {
    const house = openHouse()
    const { email } = await signUp(house)
    for (const address of [email, 'nobody@example.com']) {
      const held = openHouse()
      await askForLink(held.ports, { purpose: 'reset', address })
      expect(await rowsOf('outbox')).toMatchObject([{ attempts: 0 }])
      await held.settled()
      expect(await rowsOf('outbox')).toEqual([])
    }
  })
})
