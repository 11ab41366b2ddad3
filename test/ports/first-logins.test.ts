import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { countEvents } from '../../src/account/maintenance.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

/* When an account signed in first: the cron notes it, so that no sign-in writes it. */

const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse
const count = () => countEvents(ports)
const noted = async () =>
  Object.fromEntries((await rowsOf('accounts')).map(({ id, first_login_at }) => [id, first_login_at]))

const insert = (name: string) =>
  env.DB.prepare(
    "insert into accounts (id, username, username_key, email, first_name, last_name, password_hash, is_active, awaits_activation, created_at, updated_at) values (?1, ?1, ?1, '', '', '', 'x', 1, 0, 1, 1)",
  )
    .bind(name)
    .run()
const happen = (kind: string, accountId: string, at: number, session: string | null = null) =>
  env.DB.prepare('insert into events (kind, account_id, session_id, at) values (?, ?, ?, ?)')
    .bind(kind, accountId, session, at)
    .run()

beforeEach(async () => {
  for (const table of ['events', 'event_counts', 'accounts', 'counters'])
    await env.DB.prepare(`delete from ${table}`).run()
})

describe('the first sign-in of an account', () => {
  it('is noted once, of whatever kind it is, and nothing else is changed', async () => {
    for (const name of ['ada', 'bea', 'cy', 'dan', 'eve']) await insert(name)
    await happen('registered', 'ada', 10)
    await happen('sign_in_failed', 'bea', 11)
    await happen('sign_in', 'cy', 20, 's')
    await happen('sign_in', 'cy', 19, 't')
    await happen('registered', 'dan', 30, 'u')
    await happen('sign_in', 'nobody', 31, 'v')
    const before = await rowsOf('accounts')
    await count()
    expect(await noted()).toEqual({ ada: null, bea: null, cy: 19, dan: 30, eve: null })
    await happen('sign_in', 'cy', 40, 'w')
    await happen('sign_in', 'dan', 5, 'x')
    await happen('sign_in', 'ada', 41, 'y')
    await count()
    expect(await noted()).toEqual({ ada: 41, bea: null, cy: 19, dan: 30, eve: null })
    const rest = (rows: Record<string, unknown>[]) =>
      rows.map(({ first_login_at: _, ...others }) => others).toSorted()
    expect(rest(await rowsOf('accounts'))).toEqual(rest(before))
  })

  it('is a registration that gives a token, and after one that gives none the sign-in', async () => {
    const ada = await signUp(gatehouse, 'ada')
    const bea = { username: 'bea-first', email: 'bea-first@example.com', password: PASSWORD }
    const made = await gatehouse.request('/auth/users/', { method: 'POST', json: bea })
    const { id } = await made.json<{ id: string }>()
    await count()
    const registeredAt = gatehouse.clock.now()
    expect(await noted()).toEqual({ [ada.id]: registeredAt, [id]: null })
    gatehouse.wait(60)
    await logInForToken(ports, bea, PASSWORD)
    await count()
    expect(await noted()).toEqual({ [ada.id]: registeredAt, [id]: registeredAt + 60_000 })
  })

  it('costs the cron a row written, and later ones none', async () => {
    for (let at = 0; at < 50; at++) await insert(`p${at}`)
    for (let at = 0; at < 50; at++) await happen('sign_in', `p${at}`, at)
    const first = counting()
    await count()
    const atFirst = first()
    for (let at = 0; at < 50; at++) await happen('sign_in', `p${at}`, at)
    const later = counting()
    await count()
    const afterwards = later()
    expect(atFirst.rowsWritten - afterwards.rowsWritten).toBe(50)
    expect(afterwards.rowsWritten).toBeLessThanOrEqual(10)
    expect(afterwards.roundTrips).toBe(2)
  })
})
