import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { runErrands } from '../../src/account/asked-links.ts'
import { logInForPair } from '../../src/account/login.ts'
import { verifyJwt } from '../../src/account/pair.ts'
import { authenticate } from '../../src/account/session.ts'
import { endOtherSessions } from '../../src/account/session-list.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { failing, linesLoggedBy } from '../support/faults.ts'
import { openHouse } from '../support/house.ts'
import { PASSWORD, signUp } from '../support/people.ts'

const letter = { to: 'a@example.com', subject: '', text: '', html: '' }

beforeEach(() => env.DB.exec('delete from outbox'))

async function putLetters({ outbox, commit }: Ports, count: number): Promise<void> {
  const errands = Array.from({ length: count }, () => ({ kind: 'letter' as const, letter }))
  const [first, ...rest] = outbox.insert(await outbox.pack(...errands))
  if (first) await commit(first, ...rest)
}

describe('a backlog of letters', () => {
  it('is behind a revocation, however long it has waited', async () => {
    const refuse = async () => {
      throw new Error('down')
    }
    const house = openHouse(
      { REVOKED: failing(env.REVOKED, 'put', 1) },
      { mail: { send: refuse, keepsSent: false } },
    )
    const { ports } = house
    for (let batch = 0; batch < 4; batch++) await putLetters(ports, 50)
    const ada = await signUp(house)
    const { pair } = await logInForPair(ports, ada, PASSWORD, 'express')
    house.wait(60)
    await endOtherSessions(ports, await authenticate(ports, ada.token))
    await linesLoggedBy(async () => {
      await house.settled()
      house.wait(180)
      await runErrands(ports)
    })
    await expect(verifyJwt(ports, pair.access)).rejects.toMatchObject({ reason: 'jwt_ended' })
  })

  it('is sent five at a time, each letter once, so that none waits while its deadline runs', async () => {
    const sent: string[] = []
    let [open, most] = [0, 0]
    const send = async (_: unknown, key: string) => {
      most = Math.max(most, ++open)
      await scheduler.wait(10)
      open--
      sent.push(key)
    }
    const house = openHouse({}, { mail: { send, keepsSent: false } })
    await putLetters(house.ports, 50)
    house.wait(120)
    await runErrands(house.ports)
    expect([most, sent.length, new Set(sent).size]).toEqual([5, 50, 50])
  })
})
