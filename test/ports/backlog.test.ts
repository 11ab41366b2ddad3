import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { runJobs } from '../../src/account/links/requested-links.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { endOtherSessions } from '../../src/account/sessions/session-list.ts'
import { verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { logInForTokenPair } from '../../src/account/sign-in/login.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { failing, linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'

const message = { to: 'a@example.com', subject: '', text: '', html: '' }

beforeEach(() => env.DB.exec('delete from outbox'))

async function putEmails({ outbox, commit }: Ports, count: number): Promise<void> {
  const jobs = Array.from({ length: count }, () => ({ kind: 'email' as const, message }))
  const [first, ...rest] = outbox.insert(await outbox.prepare(...jobs))
  if (first) await commit(first, ...rest)
}

describe('a backlog of emails', () => {
  it('is behind a revocation, however long it has waited', async () => {
    const refuse = async () => {
      throw new Error('down')
    }
    const gatehouse = openGatehouse(
      { REVOKED: failing(env.REVOKED, 'put', 1) },
      { mail: { send: refuse, keepsSent: false } },
    )
    const { ports } = gatehouse
    for (let batch = 0; batch < 4; batch++) await putEmails(ports, 50)
    const ada = await signUp(gatehouse)
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'express')
    gatehouse.wait(60)
    await endOtherSessions(ports, await authenticate(ports, ada.token))
    await linesLoggedBy(async () => {
      await gatehouse.settled()
      gatehouse.wait(180)
      await runJobs(ports)
    })
    await expect(verifyJwt(ports, tokenPair.access)).rejects.toMatchObject({ reason: 'jwt_ended' })
  })

  it('is sent five at a time, each email once, so that none waits while its deadline runs', async () => {
    const sent: string[] = []
    let [open, most] = [0, 0]
    const send = async (_: unknown, key: string) => {
      most = Math.max(most, ++open)
      await scheduler.wait(10)
      open--
      sent.push(key)
    }
    const gatehouse = openGatehouse({}, { mail: { send, keepsSent: false } })
    await putEmails(gatehouse.ports, 50)
    gatehouse.wait(120)
    await runJobs(gatehouse.ports)
    expect([most, sent.length, new Set(sent).size]).toEqual([5, 50, 50])
  })
})
