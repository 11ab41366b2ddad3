import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { openPorts, type Ports } from '../../src/ports/ports.ts'
import { type Asked, endpoints } from '../guarantees/faults/endpoints.ts'
import { buildTown, CONFIG, SETTINGS } from '../guarantees/faults/town.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { type Recorded, recordedDatabase, scansIn } from '../support/recorded-database.ts'
import { takeSnapshot } from '../support/snapshot.ts'
import { app } from '../support/standard.ts'

/* Everything that the Worker can ask of D1: every endpoint, the cron, and whatever else of the ports makes a statement. */

/** The parts of the ports that make statements. */
const PARTS = [
  'accounts',
  'administration',
  'bulkJobs',
  'users',
  'sessions',
  'oneTimeTokens',
  'consume',
  'events',
  'counts',
  'emailQueue',
  'outbox',
  'throttle',
  'budget',
  'pictures',
] as const satisfies (keyof Ports)[]

/**
 * What asks D1 for nothing; the mailbox of development, which reads all that it shows; and DRF's numbered pages, which are
 * off by default, and count all rows as the original does.
 */
const OTHERS = [
  ...['pictures.put', 'pictures.head', 'pictures.get', 'outbox.prepare', 'outbox.emails'],
  'users.counted',
]

const statements: Recorded = new Map()
const gatehouse = openGatehouse()
const http = async () => new Response(null, { status: 204 })
const { clock, mail } = gatehouse
const OPTIONS = { clock, mail, config: CONFIG, http }
const makers = new Set<string>()
const called = new Set<string>()

type Make = (...parameters: unknown[]) => unknown

/** The same ports, but which of their functions make statements is noted, and which of them are called. */
function watched(ports: Ports): Ports {
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(ports)) as Ports
  for (const part of PARTS) {
    const watchers = Object.entries<unknown>(ports[part]).map(([name, make]) => {
      makers.add(`${part}.${name}`)
      const watcher: Make = (...parameters) => {
        called.add(`${part}.${name}`)
        return (make as Make)(...parameters)
      }
      return [name, watcher]
    })
    Object.defineProperty(copy, part, { value: Object.fromEntries(watchers) })
  }
  return copy
}

/** What a request does, and what comes after its answer, with ports that are watched. */
async function withPorts(work: (ports: Ports) => Promise<void>): Promise<void> {
  const pending: Promise<unknown>[] = []
  const settings = settingsFor({ ...SETTINGS, DB: recordedDatabase(env.DB, statements) })
  await work(watched(openPorts(settings, (later) => void pending.push(later), OPTIONS)))
  while (pending.length > 0) await pending.shift()
}

const send = (route: string, { path, token, json, body, headers }: Asked) =>
  withPorts(async (ports) => {
    const [method = '', pattern = ''] = route.split(' ')
    const all = new Headers(headers)
    if (token) all.set('authorization', `Bearer ${token}`)
    if (json) all.set('content-type', 'application/json')
    const sent = json ? JSON.stringify(json) : body
    const init = { method, headers: all, ...(sent && { body: sent }) }
    const { status } = await app.fetch(new Request(gatehouse.origin + (path ?? pattern), init), ports)
    expect([route, status < 400]).toEqual([route, true])
  })

beforeAll(async () => {
  const town = await buildTown(openGatehouse(SETTINGS, { config: CONFIG, http }))
  const snapshot = await takeSnapshot()
  for (const { route, ask } of endpoints) {
    const asked = ask?.(town)
    if (asked?.before) await env.DB.prepare(asked.before).run()
    if (asked) await send(route, asked)
    await snapshot.restoreTables()
    await snapshot.restoreObjects()
  }
  await withPorts(async (ports) => void (await runMaintenance(ports)))
  await withPorts(async (ports) => void (await ports.check()))
  await withPorts(makeTheRest)
})

/** What a request only asks for that comes at the wrong time, has lost an answer, or is refused. */
async function makeTheRest(ports: Ports): Promise<void> {
  const { accounts, administration, sessions, oneTimeTokens, consume, events, throttle, pictures, users } =
    ports
  const now = gatehouse.clock.now()
  const nobody = crypto.randomUUID()
  const address = { email: 'a@example.com', emailKey: 'a@example.com' }
  const page = { after: nobody, limit: 2 }
  await accounts.findTaken('ada', address.emailKey, nobody)
  await accounts.findTaken('ada', null, nobody)
  await accounts.hashFrom(nobody)
  await accounts.findChanged(nobody, { ...address, username: 'ada', emailVerifiedAt: null }, now)
  for (const whose of [
    { id: nobody },
    { usernameKeys: ['ada'], emailKey: 'ada' },
    { usernameKeys: ['straße', 'strasse'], emailKey: 'ada' },
  ])
    await accounts.named(whose)
  await sessions.findById(nobody, now)
  await oneTimeTokens.findByCode(['a', 'b'], 'email', ['a', 'b'], now)
  for (const ids of ['uuid', 'integer', 'objectid'] as const) await users.list(page, ids)
  await users.imported('site', '42')
  for (const after of [undefined, nobody])
    await users.search({ usernameKey: 'a', emailKey: 'a' }, { ...page, after })
  await sessions.list(nobody, now, { after: { createdAt: now, id: nobody }, limit: 2 })
  await events.list(nobody, { after: { at: now, shown: 1 }, limit: 2 })
  await throttle.opensAt(throttle.named({ name: 'a', free: 1, most: 1 }))
  await throttle.waits(nobody, now)
  await pictures.withdraw(['a', 'b'])
  const isStaff = administration.isStaff(nobody, false, sessions.livesAsStaff(nobody))
  await ports.rowExists(administration.isStaffSince(nobody, true, now))
  await ports.commit(
    accounts.rehash(nobody, 'a', 'b'),
    accounts.noteLogin(nobody, now, sessions.isThere(nobody)),
    throttle.takeBack('a'),
    administration.setStaff(nobody, true, now, isStaff),
    sessions.seen(nobody, now, now),
    consume.takePendingEmail(nobody, 'a', address, now),
    events.insert(
      {
        kind: 'alarm',
        accountId: nobody,
        sessionId: null,
        actorId: null,
        at: now,
        userAgent: '',
        location: null,
        note: null,
      },
      consume.mayTakePendingEmail(nobody, 'a', address, now),
    ),
  )
}

describe('every statement that the Worker can issue', () => {
  it('was made here', () => {
    expect(makers.size).toBeGreaterThan(60)
    expect([...makers].filter((maker) => !called.has(maker) && !OTHERS.includes(maker))).toEqual([])
    expect(statements.size).toBeGreaterThan(100)
  })

  it('finds its rows by an index, and reads no table from end to end (LOD-07)', async () => {
    expect(await scansIn(statements)).toEqual([])
  })

  it('looks nobody up by LIKE or by lower(), and skips no rows with OFFSET', () => {
    // How a key of tries begins tells what they are of; no row is looked for by it.
    const texts = [...statements.keys()].map((text) => text.replaceAll(/("?key"?) (not )?like 'p:%'/g, '$1'))
    expect(texts.filter((text) => /\b(like|glob|lower|upper|offset)\b/i.test(text))).toEqual([])
  })
})

describe('the test of plans', () => {
  it.each([
    'select * from accounts order by username_key limit 2',
    "select * from accounts where username_key like 'a%'",
    'select * from sessions where user_agent = ?',
    'update accounts set epoch = epoch + 1 where lower(username) = ?',
  ])('complains of %s', async (query) => {
    const values = query.includes('?') ? ['a'] : []
    expect(await scansIn(new Map([[query, values]]))).toHaveLength(1)
  })
})
