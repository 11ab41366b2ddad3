import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { runJobs } from '../../src/account/links/requested-links.ts'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { endOtherSessions } from '../../src/account/sessions/session-list.ts'
import type { Circumstances } from '../../src/ports/ports.ts'
import { failing, linesLoggedBy, losingAnswers } from '../support/faults.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { heldOnce, onceASecond, readingOlder } from '../support/kv-writes.ts'
import { logInForJwt, type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

/*
 * KV cannot compare and swap. Whatever the order in which jobs of one account are done, the entry in KV has all that D1
 * knows when the last of them is done (decision 77).
 */

const gatehouse = openGatehouse()
const MINUTE = 60

let ada: SignedUp
beforeEach(async () => {
  await env.DB.exec('delete from outbox')
  ada = await signUp(gatehouse)
})

type House = Pick<AppEnv, 'ports' | 'settled'>

const signIn = async (person = ada) => {
  const { access } = await logInForJwt(gatehouse, person)
  return { access, sid: String(decodeJwt(access).sid) }
}
/** Signs a session out there, and does not wait for KV. */
const signOut = ({ ports }: House, { access }: { access: string }) => logOut(ports, access)
const entry = async () =>
  env.REVOKED.get<{ epoch: number; keep: string | null; ended?: string[] }>(`u:${ada.id}`, 'json')
const ended = async () => (await entry())?.ended?.toSorted()
const idsOf = (...sessions: { sid: string }[]) => sessions.map(({ sid }) => sid).toSorted()
const cron = async ({ ports }: House, minutes = 2) => {
  gatehouse.wait(minutes * MINUTE)
  await runJobs(ports)
}
/** Another house at the same time of day. */
const openBeside = (own: Partial<Env>, world: Circumstances = {}) =>
  openGatehouse(own, { clock: gatehouse.clock, ...world })

describe('two jobs about one account at once', () => {
  it('end in an entry with both sessions, though the older one is written last', async () => {
    const [first, second] = [await signIn(), await signIn()]
    const { kv, reached, open } = heldOnce(env.REVOKED)
    const slow = openBeside({ REVOKED: kv })
    await signOut(slow, first)
    await reached
    await signOut(gatehouse, second)
    await gatehouse.settled()
    expect(await ended()).toEqual(idsOf(first, second))

    open()
    await slow.settled()
    expect(await ended()).toEqual(idsOf(first, second))
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('end so too if KV still shows the slow one what it has just written over', async () => {
    const [first, second] = [await signIn(), await signIn()]
    const { kv, reached, open } = heldOnce(env.REVOKED)
    let copy: unknown
    const slow = openBeside({ REVOKED: readingOlder(kv, async () => copy) })
    await signOut(slow, first)
    await reached
    await signOut(gatehouse, second)
    await gatehouse.settled()
    copy = await entry()
    open()
    await slow.settled()
    expect(await ended()).toEqual(idsOf(first, second))
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('end so too if the answer to the older one, which is written last, is lost', async () => {
    const [first, second] = [await signIn(), await signIn()]
    const { kv, reached, open } = heldOnce(env.REVOKED)
    const losing = openBeside({ REVOKED: losingAnswers(kv, 'put', 1) })
    await signOut(losing, first)
    await reached
    await signOut(gatehouse, second)
    await gatehouse.settled()
    open()
    await linesLoggedBy(losing.settled)
    expect(await ended()).toEqual([first.sid])

    await cron(gatehouse)
    expect(await ended()).toEqual(idsOf(first, second))
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('end in the newer session version, and the session that goes on', async () => {
    const [mine, other] = [await signIn(), await signIn()]
    const { kv, reached, open } = heldOnce(env.REVOKED)
    const slow = openBeside({ REVOKED: kv })
    await signOut(slow, other)
    await reached
    await endOtherSessions(gatehouse.ports, await authenticate(gatehouse.ports, mine.access))
    await gatehouse.settled()
    open()
    await slow.settled()
    expect(await entry()).toEqual({ epoch: 1, keep: mine.sid, ended: [other.sid] })
  })
})

describe('a job', () => {
  it('that is hours late undoes nothing, and adds what it is about', async () => {
    const [first, second, third] = [await signIn(), await signIn(), await signIn()]
    const failed = openBeside({ REVOKED: failing(env.REVOKED, 'put', 1) })
    await linesLoggedBy(async () => {
      await signOut(failed, first)
      await failed.settled()
    })
    await signOut(gatehouse, second)
    await gatehouse.settled()
    await endOtherSessions(gatehouse.ports, await authenticate(gatehouse.ports, third.access))
    await gatehouse.settled()
    const before = await entry()
    expect(before).toEqual({ epoch: 1, keep: third.sid, ended: idsOf(first, second).toReversed() })

    await cron(gatehouse, 180)
    expect(await entry()).toEqual(before)
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('whose answer from KV was lost is done again, and nothing is lost', async () => {
    const [first, second] = [await signIn(), await signIn()]
    const losing = openBeside({ REVOKED: losingAnswers(env.REVOKED, 'put', 1) })
    await linesLoggedBy(async () => {
      await signOut(losing, first)
      await losing.settled()
    })
    expect(await rowsOf('outbox')).toHaveLength(1)
    await signOut(gatehouse, second)
    await gatehouse.settled()
    await cron(gatehouse, 3)
    expect(await ended()).toEqual(idsOf(first, second))
    expect(await rowsOf('outbox')).toEqual([])
  })

  it.each([false, true])(
    'that the cron did as well is done with, while another session ended meanwhile: %s',
    async (meanwhile) => {
      const [first, second] = [await signIn(), await signIn()]
      const { kv, reached, open } = heldOnce(env.REVOKED)
      const slow = openBeside({ REVOKED: kv })
      await signOut(slow, first)
      await reached
      await cron(gatehouse)
      expect(await rowsOf('outbox')).toEqual([])
      if (meanwhile) await signOut(gatehouse, second)
      await gatehouse.settled()
      open()
      await slow.settled()
      expect(await ended()).toEqual(meanwhile ? idsOf(first, second) : [first.sid])
    },
  )

  it('that the cron does writes nothing that is there already', async () => {
    const session = await signIn()
    const lost = openBeside({ REVOKED: losingAnswers(env.REVOKED, 'put', 1) })
    await linesLoggedBy(async () => {
      await signOut(lost, session)
      await lost.settled()
    })
    await cron(openBeside({ REVOKED: failing(env.REVOKED, 'put') }), 3)
    expect(await rowsOf('outbox')).toEqual([])
  })
})

describe('KV takes one write a second of an entry', () => {
  it('so of many jobs at once one writes it for all, and the cron removes what is left of them', async () => {
    const sessions = await Promise.all(Array.from({ length: 8 }, () => signIn()))
    const { kv, passSecond, refused } = onceASecond(env.REVOKED)
    const pause = async (milliseconds: number) => {
      if (milliseconds > 1000) passSecond()
    }
    const busy = openBeside({ REVOKED: kv }, { pause })
    const lines = await linesLoggedBy(async () => {
      await Promise.all(sessions.map((each) => signOut(busy, each)))
      await busy.settled()
    })
    expect(lines).toEqual([])
    expect(refused()).toBeGreaterThan(0)
    expect(await ended()).toEqual(idsOf(...sessions))
    await cron(openBeside({ REVOKED: failing(env.REVOKED, 'put') }))
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('and what had no turn stays for the next minute, as no failure', async () => {
    const session = await signIn()
    const { kv, passSecond } = onceASecond(env.REVOKED)
    await kv.put('another', '1')
    const busy = openBeside({ REVOKED: kv })
    const lines = await linesLoggedBy(async () => {
      await signOut(busy, session)
      await busy.settled()
      await cron(busy)
    })
    expect(lines).toEqual([])
    expect(await rowsOf('outbox')).toMatchObject([{ attempts: 0, dead_at: null }])
    passSecond()
    await cron(busy)
    expect(await ended()).toEqual([session.sid])
    expect(await rowsOf('outbox')).toEqual([])
  })
})
