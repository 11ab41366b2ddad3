import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { askForLink, runErrands } from '../../src/account/asked-links.ts'
import { checkReset } from '../../src/account/password-reset.ts'
import { openPorts } from '../../src/ports/ports.ts'
import { failing, linesLoggedBy, moodyMail } from '../support/faults.ts'
import { openHouse, settingsFor } from '../support/house.ts'
import { linkOf } from '../support/links.ts'
import { signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

const MINUTE = 60

beforeEach(() => env.DB.exec('delete from outbox'))

/** A house whose letters a moody postman takes. `dies` loses all that should run after an answer. */
function openOffice(refusals: number, { keepsSent = false, dies = false } = {}) {
  const house = openHouse()
  const post = moodyMail(refusals, keepsSent)
  const pending: Promise<unknown>[] = []
  const later = (work: Promise<unknown>) => void pending.push(work)
  const ports = openPorts(settingsFor(), later, { clock: house.clock, mail: post.mail })
  const settled = async () => {
    while (pending.length > 0) await pending.shift()
  }
  const ask = async (address: string) => {
    const wish = { purpose: 'reset', address } as const
    if (dies) await Promise.all(ports.outbox.insert(await ports.outbox.pack({ kind: 'ask', ask: wish })))
    else await askForLink(ports, wish)
    await settled()
  }
  const cron = async () => {
    await runErrands(ports)
    await settled()
  }
  return { house, ports, ask, ...post, wait: house.wait, cron }
}

const linesOf = async (work: () => Promise<unknown>) =>
  (await linesLoggedBy(work)).map((line) => JSON.parse(line))

describe('a letter', () => {
  it('is sent after the answer, once, and nothing of it is kept', async () => {
    const { house, ask, letters, cron, wait } = openOffice(0)
    const ada = await signUp(house)
    await ask(ada.email)
    expect(letters).toHaveLength(1)
    expect(await rowsOf('outbox')).toEqual([])
    wait(3600)
    await cron()
    expect(letters).toHaveLength(1)
  })

  it('is stored with what it tells of, so that the cron sends it when the Worker dies (FLT-26)', async () => {
    const { house, ask, letters, cron, wait, ports } = openOffice(0, { dies: true })
    const ada = await signUp(house)
    await ask(ada.email)
    const now = house.clock.now()
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
    expect(letters).toEqual([])
    wait(0.001)
    await cron()
    expect(letters.map(({ to }) => to)).toEqual([ada.email])
    await checkReset(ports, linkOf(letters[0]).token)
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is not stored when what it tells of is not', async () => {
    const { house } = openOffice(0)
    const ada = await signUp(house)
    const { ports } = openHouse({ DB: failing(env.DB, 'batch') })
    await expect(askForLink(ports, { purpose: 'reset', address: ada.email })).rejects.toThrow()
    expect(await rowsOf('outbox')).toEqual([])
    expect(await rowsOf('tickets')).not.toContainEqual(expect.objectContaining({ account_id: ada.id }))
  })
})

describe('a letter that is refused (FLT-13)', () => {
  it('is tried again after 2, 4, 8 … minutes, and not sooner', async () => {
    const { house, ask, tries, letters, cron, wait } = openOffice(5)
    const ada = await signUp(house)
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
    expect(letters.map(({ to }) => to)).toEqual([ada.email])
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is given up after the twelfth time; each line tells the operator, none tells the address', async () => {
    const { house, ask, tries, cron, wait } = openOffice(Infinity)
    const ada = await signUp(house)
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
    const line = { id: expect.any(String), kind: 'letter', cause: 'Error' }
    expect(lines).toEqual([
      ...Array.from({ length: 11 }, (_, index) => ({ ...line, event: 'errand failed', attempts: index + 1 })),
      { ...line, event: 'errand given up', attempts: 12 },
    ])
    expect(JSON.stringify(lines)).not.toContain(ada.email)
  })
})

describe('the cron', () => {
  it('shares the letters out with another one at the same time', async () => {
    const { house, ask, letters, cron, wait } = openOffice(0, { dies: true })
    const addresses: string[] = []
    for (let index = 0; index < 8; index++) {
      const { email } = await signUp(house)
      addresses.push(email)
      await ask(email)
    }
    wait(MINUTE)
    await Promise.all([cron(), cron(), cron()])
    expect(letters.map(({ to }) => to).sort()).toEqual(addresses.sort())
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is sent in one run with all that waits, twenty taken over at a time', async () => {
    const { ports, letters, cron, wait } = openOffice(0)
    const letter = { to: 'a@example.com', subject: '', text: '', html: '' }
    const packed = await ports.outbox.pack(
      ...Array.from({ length: 55 }, () => ({ kind: 'letter', letter }) as const),
    )
    const [first, ...rest] = ports.outbox.insert(packed)
    if (first) await ports.commit(first, ...rest)
    wait(MINUTE)
    await cron()
    expect(letters).toHaveLength(55)
  })

  it.each([
    ['was altered', (sealed: string) => sealed.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'))],
    ['is no sealed text at all', () => '1.x'],
    ['was sealed with a key that is gone', (sealed: string) => sealed.replace(/^1\./, '9.')],
  ])('goes past what %s to what it can do, and gives it up in the end', async (_, spoil) => {
    const { house, ask, letters, cron, wait } = openOffice(0, { dies: true })
    const [bad, good] = [await signUp(house), await signUp(house)]
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
    expect(letters.map(({ to }) => to)).toEqual([good.email])
    expect(await rowsOf('outbox')).toMatchObject([
      { id: row?.id, attempts: 12, dead_at: expect.any(Number), fault: expect.any(String) },
    ])
  })
})

describe('the development mailbox', () => {
  it('keeps letters that were sent for a day, newest first, sealed, and sends none twice', async () => {
    const { house, ask, letters, ports, wait, cron } = openOffice(0, { keepsSent: true })
    const [ada, bob] = [await signUp(house), await signUp(house)]
    await ask(ada.email)
    wait(1)
    await ask(bob.email)
    const kept = await ports.outbox.letters()
    expect(kept).toMatchObject([...letters].reverse())
    expect(kept.map(({ to }) => to)).toEqual([bob.email, ada.email])
    expect(JSON.stringify(await rowsOf('outbox'))).not.toContain(ada.email)

    wait(86_399 - 1)
    await cron()
    expect(letters).toHaveLength(2)
    await ports.commit(ports.outbox.deleteDone())
    expect(await ports.outbox.letters()).toEqual(kept)
    wait(1)
    await ports.commit(ports.outbox.deleteDone())
    expect(await ports.outbox.letters()).toEqual(kept.slice(0, 1))
  })
})
