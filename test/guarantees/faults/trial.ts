import { env } from 'cloudflare:workers'
import { runJobs } from '../../../src/account/links/requested-links.ts'
import { workOnJobs } from '../../../src/account/staff/bulk-slice.ts'
import { openInTime } from '../../../src/ports/deadline.ts'
import { openMail } from '../../../src/ports/mail.ts'
import { forgetRevocations } from '../../../src/ports/revoked.ts'
import { fragileBindings, type Plan } from '../../support/fragile-bindings.ts'
import { type AppEnv, openGatehouse, settingsFor } from '../../support/gatehouse.ts'
import { knownRandom } from '../../support/known-random.ts'
import { rowsNow, takeSnapshot } from '../../support/snapshot.ts'
import type { Asked } from './endpoints.ts'
import { buildTown, CONFIG, SETTINGS, type Town } from './town.ts'

const HOUR = 3600
/** How long, in milliseconds, what hangs is waited for here. */
const SHORT = 25
const short = { D1: SHORT, KV: SHORT, 'KV write': SHORT, R2: SHORT, 'R2 upload': SHORT, mail: SHORT }

const { bindings, emailTo, begin, calls, touched, idle } = fragileBindings()
const { random, again } = knownRandom()
const sent: string[] = []
const EMAIL = emailTo(({ to, subject }) => sent.push(`${to}: ${subject}`))
const post = settingsFor({ ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org', EMAIL } as Partial<Env>)
/** What webhooks are sent to. */
const receive = async () => new Response(null, { status: 204 })
const houseWith = (patience: object) =>
  openGatehouse(
    { ...bindings, ...SETTINGS },
    { config: CONFIG, http: receive, random, patience, mail: openMail(post, fetch, openInTime(patience)) },
  )
const gatehouse = houseWith({})
const hasty = houseWith(short)
let snapshot: Awaited<ReturnType<typeof takeSnapshot>>

/** Builds the town that every request begins with. */
export async function openTown(): Promise<Town> {
  const town = await buildTown(openGatehouse(SETTINGS, { config: CONFIG, http: receive }))
  snapshot = await takeSnapshot()
  return town
}

/** What an account is let in by, and shown as. The rest is still to be done, and is looked at in the end. */
async function core(): Promise<string> {
  const { accounts, webhooks, webhook_messages, ...rows } = await rowsNow(
    'accounts',
    'sessions',
    'tickets',
    'second_factors',
    'trusted_clients',
    'used_once',
    'webhooks',
    'webhook_messages',
  )
  // What is sent comes later: that there is one, and the message that staff see.
  const seen = webhook_messages.filter(({ event_id }) => event_id === 7)
  // First sign-ins are noted by whoever counts the events, as the cron does: in development each page with figures.
  const known = accounts.map(({ first_login_at: _, ...account }) => account)
  return JSON.stringify([known, rows, webhooks.map(({ id }) => id), seen.length])
}

async function send(at: AppEnv, route: string, asked: Asked) {
  const [method = '', pattern = ''] = route.split(' ')
  const { path = pattern, before: _, ...init } = asked
  return at.request(path, { ...init, method, redirect: 'manual' })
}

/** What goes wrong after the answer is for the cron, and told to nobody. */
const settle = async (at: AppEnv) => {
  await at.settled().catch(() => {})
  await idle()
}

/** The town as it was built, but for what the request needs otherwise. */
async function startAnew({ before }: Asked) {
  again()
  sent.length = 0
  forgetRevocations(bindings.REVOKED)
  if (touched.has('D1')) await snapshot.restoreTables()
  if (touched.has('KV') || touched.has('R2')) await snapshot.restoreObjects()
  touched.clear()
  if (before === undefined) return
  await env.DB.prepare(before).run()
  touched.add('D1')
}

/** What a request does while all is well: its answer, what it asks for, and what is stored from the answer on. */
export async function doItWell(route: string, asked: Asked) {
  await startAnew(asked)
  const stored = [await core()]
  begin(undefined, async () => void stored.push(await core()))
  const answer = await send(gatehouse, route, asked)
  const answered = stored.length - 1
  const inTime = calls().length
  await answer.arrayBuffer()
  await settle(gatehouse)
  const [before = '', ...after] = stored
  return {
    status: answer.status,
    calls: calls(),
    inTime,
    before,
    whole: after.length === 0 ? [before] : answered === 0 ? stored : after.slice(answered - 1),
    emails: [...new Set(sent)],
  }
}

type Well = Awaited<ReturnType<typeof doItWell>>

/** What is wrong with what a request does while something goes wrong; nothing, so the list is empty. */
export async function complaintsOf(route: string, asked: Asked, well: Well, plan: Plan): Promise<string[]> {
  const found: string[] = []
  const must = (isTrue: boolean, what: string) => {
    if (!isTrue) found.push(`${JSON.stringify(plan)}: ${what}`)
  }
  await startAnew(asked)
  begin(plan)
  const faulty = plan.fault.endsWith('hangs') ? hasty : gatehouse
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
    const { status } = await send(gatehouse, route, asked)
    await settle(gatehouse)
    must(stored === well.before ? status === well.status : status < 500, `then ${status}`)
  }
  await cleanUp(must)
  must(
    well.emails.every((message) => sent.includes(message)),
    `emails: ${sent} instead of ${well.emails}`,
  )
  return found
}

/** What the cron finds two hours later, it brings to an end. */
async function cleanUp(must: (isTrue: boolean, what: string) => void): Promise<void> {
  if (touched.size === 0) return
  const left = await rowsNow('outbox', 'discarded_pictures', 'bulk_jobs')
  const objects = touched.has('R2') || left.discarded_pictures.length > 0
  const isGoingOn = left.bulk_jobs.some(({ state }) => state === 'running')
  if (left.outbox.length === 0 && !objects && !isGoingOn) return
  gatehouse.wait(2 * HOUR)
  const look = () => rowsNow('accounts', 'outbox', 'discarded_pictures')
  let { accounts, outbox, discarded_pictures } = { accounts: [], ...left } as Awaited<ReturnType<typeof look>>
  for (let minute = 0; minute < 2; minute++) {
    await workOnJobs(gatehouse.ports, 2)
    await settle(gatehouse)
    await runJobs(gatehouse.ports)
    await gatehouse.ports.pictures.deleteDiscarded()
    await settle(gatehouse)
    ;({ accounts, outbox, discarded_pictures } = await look())
    if (outbox.length === 0 && discarded_pictures.length === 0) break
  }
  gatehouse.wait(-2 * HOUR)
  must(outbox.length === 0, 'something is never done')
  if (!objects) return
  const shown = accounts.flatMap(({ avatar, cover }) => [avatar, cover]).filter((each) => each !== null)
  const there = (await env.PICTURES.list()).objects.map(({ key }) => key)
  must(
    discarded_pictures.length === 0 && shown.toSorted().join() === there.toSorted().join(),
    'pictures left',
  )
}
