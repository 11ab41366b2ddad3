import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { runErrands } from '../../../src/account/asked-links.ts'
import { openInTime } from '../../../src/ports/deadline.ts'
import { openMail } from '../../../src/ports/mail.ts'
import { fragileBindings, type Plan } from '../../support/fragile-bindings.ts'
import { type House, openHouse, settingsFor } from '../../support/house.ts'
import { knownRandom } from '../../support/known-random.ts'
import { rowsNow, takeSnapshot } from '../../support/snapshot.ts'
import { type Asked, endpoints, unusedRequests } from './endpoints.ts'
import { buildTown, SETTINGS, type Town } from './town.ts'

/*
 * Every endpoint, with everything that it asks of D1, KV, R2 and mail going wrong in turn, in every way. What is a whole
 * effect is what the same request leaves behind, with the same chance and time, while all is well.
 */

const HOUR = 3600
/** How long, in milliseconds, what hangs is waited for here. */
const SHORT = 25
const short = { D1: SHORT, KV: SHORT, 'KV write': SHORT, R2: SHORT, 'R2 upload': SHORT, mail: SHORT }

const { bindings, emailTo, begin, calls, touched, idle } = fragileBindings()
const { random, again } = knownRandom()
const sent: string[] = []
const EMAIL = emailTo(({ to, subject }) => sent.push(`${to}: ${subject}`))
const post = settingsFor({ ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org', EMAIL } as Partial<Env>)
const houseWith = (patience: object) =>
  openHouse(
    { ...bindings, ...SETTINGS },
    { random, patience, mail: openMail(post, fetch, openInTime(patience)) },
  )
const house = houseWith({})
const hasty = houseWith(short)
let town: Town
let snapshot: Awaited<ReturnType<typeof takeSnapshot>>

beforeAll(async () => {
  town = await buildTown(openHouse(SETTINGS))
  snapshot = await takeSnapshot()
})
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

/** What an account is let in by, and shown as. The rest is still to be done, and is looked at in the end. */
async function core(): Promise<string> {
  return JSON.stringify(await rowsNow('accounts', 'sessions', 'tickets'))
}

async function send(at: House, route: string, asked: Asked) {
  const [method = '', pattern = ''] = route.split(' ')
  const { path = pattern, ...init } = asked
  return at.request(path, { ...init, method, redirect: 'manual' })
}

/** What goes wrong after the answer is for the cron, and told to nobody. */
const settle = async (at: House) => {
  await at.settled().catch(() => {})
  await idle()
}

async function startAnew() {
  again()
  sent.length = 0
  if (touched.has('D1')) await snapshot.restoreTables()
  if (touched.has('KV') || touched.has('R2')) await snapshot.restoreObjects()
  touched.clear()
}

/** What a request does while all is well: its answer, what it asks for, and what is stored from the answer on. */
async function doItWell(route: string, asked: Asked) {
  await startAnew()
  const stored = [await core()]
  begin(undefined, async () => void stored.push(await core()))
  const answer = await send(house, route, asked)
  const answered = stored.length - 1
  const inTime = calls().length
  await answer.arrayBuffer()
  await settle(house)
  const [before = '', ...after] = stored
  return {
    status: answer.status,
    calls: calls(),
    inTime,
    before,
    whole: after.length === 0 ? [before] : answered === 0 ? stored : after.slice(answered - 1),
    letters: [...new Set(sent)],
  }
}

type Well = Awaited<ReturnType<typeof doItWell>>

/** Every fault of every call; of D1 after the answer, where nobody waits, one before and one after it was done. */
function plansFor({ calls: all, inTime }: Well): Plan[] {
  const seen = { D1: 0, KV: 0, R2: 0, mail: 0 }
  return all.flatMap(({ part, writes }, nth): Plan[] => {
    const at = seen[part]++
    const goes = { part, at, fault: part === 'D1' ? 'overloaded' : 'lost', later: 'overloaded' } as const
    const hangs = { part, at, fault: 'hangs' } as const
    const lost = { part, at, fault: 'answer lost' } as const
    if (part === 'D1' && nth >= inTime) return writes ? [goes, lost] : [goes]
    if (!writes) return [{ part, at, fault: 'lost' }, goes, hangs]
    return [goes, hangs, lost, { ...lost, later: 'overloaded' }, { part, at, fault: 'applied and hangs' }]
  })
}

async function complaintsOf(route: string, asked: Asked, well: Well, plan: Plan): Promise<string[]> {
  const found: string[] = []
  const must = (holds: boolean, what: string) => {
    if (!holds) found.push(`${JSON.stringify(plan)}: ${what}`)
  }
  await startAnew()
  begin(plan)
  const faulty = plan.fault.endsWith('hangs') ? hasty : house
  const answer = await send(faulty, route, asked)
  const body = await answer.text()
  await settle(faulty)
  const stored = touched.has('D1') ? await core() : well.before
  const isWell = answer.status === well.status
  const isWhole = well.whole.includes(stored)

  must(isWell || answer.status === 503, `${answer.status} ${body.slice(0, 100)}`)
  must(isWell || Number(answer.headers.get('retry-after')) > 0, 'no Retry-After')
  must(isWell || !/D1|KV|R2|network|overload|"(access|refresh|token|id)"/i.test(body), `tells ${body}`)
  must(isWhole || (!isWell && stored === well.before), 'half a state')
  must(isWell || plan.part !== 'D1' || plan.fault !== 'lost', 'a lost read is not asked for again')
  const isKnown = plan.part === 'D1' && plan.fault === 'answer lost' && plan.later === undefined
  must(isWell || !isKnown || stored === well.before, 'what was done is not found out')

  begin()
  if (!isWell) {
    const { status } = await send(house, route, asked)
    await settle(house)
    must(stored === well.before ? status === well.status : status < 500, `then ${status}`)
  }
  await cleanUp(must)
  must(
    well.letters.every((letter) => sent.includes(letter)),
    `letters: ${sent} instead of ${well.letters}`,
  )
  return found
}

/** What the cron finds two hours later, it brings to an end. */
async function cleanUp(must: (holds: boolean, what: string) => void): Promise<void> {
  if (touched.size === 0) return
  const left = await rowsNow('outbox', 'discarded_pictures')
  const objects = touched.has('R2') || left.discarded_pictures.length > 0
  if (left.outbox.length === 0 && !objects) return
  house.wait(2 * HOUR)
  for (let minute = 0; minute < 2; minute++) {
    await runErrands(house.ports)
    await house.ports.pictures.deleteDiscarded()
    await settle(house)
  }
  house.wait(-2 * HOUR)
  const { accounts, outbox, discarded_pictures } = await rowsNow('accounts', 'outbox', 'discarded_pictures')
  must(outbox.length === 0, 'something is never done')
  if (!objects) return
  const shown = accounts.flatMap(({ avatar, cover }) => [avatar, cover]).filter((each) => each !== null)
  const there = (await env.PICTURES.list()).objects.map(({ key }) => key)
  must(
    discarded_pictures.length === 0 && shown.toSorted().join() === there.toSorted().join(),
    'pictures left',
  )
}

describe('with every part failing at every call, in every way (FLT-01, FLT-02, FLT-03, FLT-04, FLT-05, FLT-07, FLT-08, FLT-09, FLT-11, FLT-12, FLT-13, FLT-18, FLT-26)', () => {
  it('knows a request for every endpoint, and none besides', () => {
    expect(endpoints.filter(({ ask }) => !ask).map(({ route }) => route)).toEqual([])
    expect(unusedRequests).toEqual([])
  })

  it.each(endpoints)('$route is done, or not at all', { timeout: 60_000 }, async ({ route, ask }) => {
    if (!ask) throw new Error('no request')
    const asked = ask(town)
    const well = await doItWell(route, asked)
    expect(well.status).toBeLessThan(400)
    const found: string[] = []
    for (const plan of plansFor(well)) found.push(...(await complaintsOf(route, ask(town), well, plan)))
    expect(found).toEqual([])
  })
})
