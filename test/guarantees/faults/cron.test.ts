import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import Gatehouse from '../../../src/worker.ts'
import { fragileBindings, type Plan } from '../../support/fragile-bindings.ts'
import { openGatehouse, settingsFor } from '../../support/gatehouse.ts'
import { signUp } from '../../support/people.ts'
import { pictureAddresses } from '../../support/rows.ts'
import { rowsNow, takeSnapshot } from '../../support/snapshot.ts'
import { SETTINGS } from './town.ts'

/* The cron has no one to tell: what fails has to be done by the next one, and nothing twice that must not be. */

const { bindings, emailTo, begin, calls } = fragileBindings()
const sent: string[] = []
const EMAIL = emailTo(({ to, subject }) => sent.push(`${to}: ${subject}`))
const settings = settingsFor({
  ...SETTINGS,
  ...bindings,
  ENVIRONMENT: 'production',
  MAIL_FROM: 'gate@example.org',
  EMAIL,
} as Partial<Env>)

/** The Worker's own; whether it came to its end. */
async function cron(): Promise<boolean> {
  const context = createExecutionContext()
  const done = await new Gatehouse(context, settings).scheduled().then(
    () => true,
    () => false,
  )
  await waitOnExecutionContext(context)
  return done
}

/** So much is due: an email that was asked for, a revocation, a picture, a session and a link that have ended. */
async function leaveWork() {
  const past = openGatehouse(SETTINGS)
  past.wait((Date.now() - past.clock.now()) / 1000 - 40 * 86_400)
  const ada = await signUp(past)
  await past.settled()
  const { outbox, commit, clock } = past.ports
  const until = Date.now() + 86_400_000
  const jobs = await outbox.prepare(
    { kind: 'ask', ask: { purpose: 'reset', address: ada.email } },
    { kind: 'revocation', revocation: { session: 'gone', account: ada.id }, until },
  )
  const [first, ...rest] = outbox.insert(jobs)
  if (first) await commit(first, ...rest)
  await env.PICTURES.put('discarded', 'x')
  await env.DB.prepare('insert into discarded_pictures values (?, ?)').bind('discarded', clock.now()).run()
}

/** What is left in the end. The next cron is a minute later, which D1 is told by what is due. */
async function finish(wanted?: unknown) {
  let left: Awaited<ReturnType<typeof whatIsLeft>> | undefined
  for (let minute = 0; minute < 3 && (left === undefined || !equals(left, wanted)); minute++) {
    await env.DB.exec('update outbox set due_at = 0')
    expect(await cron()).toBe(true)
    left = await whatIsLeft()
  }
  return left
}

const equals = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

async function whatIsLeft() {
  const { outbox, sessions, discarded_pictures, tickets } = await rowsNow(
    'outbox',
    'sessions',
    'discarded_pictures',
    'tickets',
  )
  return {
    rows: [outbox, sessions, discarded_pictures].map(({ length }) => length),
    links: tickets.map(({ purpose }) => purpose),
    revoked: (await env.REVOKED.list()).keys.map(({ name }) => name),
    pictures: await pictureAddresses(),
    emails: [...new Set(sent)],
  }
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  // What is done after an answer begins at a random time (ports/afterwards.ts): nobody has to wait for it here.
  vi.spyOn(scheduler, 'wait').mockResolvedValue(undefined)
  return () => vi.restoreAllMocks()
})

describe('a cron, each of whose calls fails in turn', () => {
  it('is made good by the next one (FLT-09, FLT-12, FLT-13, FLT-24, FLT-26)', {
    timeout: 240_000,
  }, async () => {
    // What the first cron of all does besides is in account/revoked-entry.
    await openGatehouse({ ...SETTINGS, ...bindings }).ports.revoked.begin()
    await leaveWork()
    const snapshot = await takeSnapshot()
    const startAnew = async () => {
      await snapshot.restoreTables()
      await snapshot.restoreObjects()
      sent.length = 0
    }

    begin()
    expect(await cron()).toBe(true)
    const all = calls()
    expect(new Set(all.map(({ part }) => part))).toEqual(new Set(['D1', 'KV', 'R2', 'mail']))
    const wanted = await finish()
    expect(wanted).toMatchObject({
      rows: [0, 0, 0],
      links: ['reset'],
      revoked: ['since', expect.stringMatching(/^u:/)],
      pictures: [],
      emails: [expect.stringContaining('Password reset on Gatehouse')],
    })

    const seen = { D1: 0, KV: 0, R2: 0, mail: 0 }
    for (const { part } of all) {
      const at = seen[part]++
      const plans: Plan[] = [
        { part, at, fault: 'lost' },
        { part, at, fault: 'overloaded', later: 'overloaded' },
        { part, at, fault: 'answer lost' },
      ]
      for (const plan of plans) {
        await startAnew()
        begin(plan)
        await cron()
        begin()
        expect([plan, await finish(wanted)]).toEqual([plan, wanted])
      }
    }
  })
})
