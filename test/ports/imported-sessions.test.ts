import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import {
  addToFilter,
  filterParts,
  mayBeIn,
  newTokenFilter,
} from '../../src/account/sessions/imported/token-filter.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { refreshAccess } from '../../src/account/sessions/token-pair.ts'
import { fromBase64, toHex } from '../../src/ports/bytes.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import {
  DAY,
  importTokens,
  NOW,
  newcomer,
  openOldHouse,
  simple,
  simpleRefresh,
} from '../support/old-system.ts'
import { type Recorded, recordedDatabase, scansIn } from '../support/recorded-database.ts'
import { rowsOf } from '../support/rows.ts'
import { SECRETS } from '../support/secrets.ts'

const hash = () => toHex(crypto.getRandomValues(new Uint8Array(32)))

describe('a filter of tokens', () => {
  const imported = Array.from({ length: 20_000 }, hash)
  const filter = newTokenFilter(imported.length)
  beforeAll(() => {
    for (const each of imported) addToFilter(filter, each)
  })

  it('knows every token, also from its parts', () => {
    const stored = fromBase64(filterParts(filter).join(''))
    expect(stored).toEqual(filter)
    expect(filterParts(filter)).toHaveLength(3)
    expect(imported.every((each) => mayBeIn(stored, each))).toBe(true)
  })

  it('takes hardly any other for one of them', () => {
    const mistaken = Array.from({ length: 100_000 }, hash).filter((each) => mayBeIn(filter, each))
    expect(mistaken.length).toBeLessThan(30)
  })

  it('of no token knows none', () => {
    expect(mayBeIn(newTokenFilter(0), hash())).toBe(false)
  })
})

describe('what is stored of sessions of another system', () => {
  const rows = async () => (await env.DB.prepare('select until from imported_sessions').all()).results

  it('goes once the last token has expired, and nothing before', async () => {
    const house = openOldHouse()
    const ada = await newcomer(house)
    await authenticate(house.ports, await simple(ada.oldId, { exp: NOW + 60 }))
    await authenticate(house.ports, await simple(ada.oldId, { exp: NOW + DAY }))
    await runMaintenance(house.ports)
    expect(await rows()).toHaveLength(2)
    house.wait(2 * 3600)
    await runMaintenance(house.ports)
    expect(await rows()).toEqual([{ until: (NOW + DAY) * 1000 }])
  })

  it('is found by an index', async () => {
    const statements: Recorded = new Map()
    const house = openOldHouse({ DB: recordedDatabase(env.DB, statements) } as Partial<Env>)
    const ada = await newcomer(house)
    await authenticate(house.ports, await simple(ada.oldId))
    await refreshAccess(house.ports, await simpleRefresh(ada.oldId))
    expect(statements.size).toBeGreaterThan(4)
    expect(await scansIn(statements)).toEqual([])
  })
})

it('knows tokens that were imported under a master key that is not the first any more', async () => {
  const token = 'ab'.repeat(20)
  const house = openOldHouse()
  const ada = await newcomer(house)
  await importTokens(house.ports, [[ada.id, token]])
  const { keys } = JSON.parse(SECRETS.MASTER_KEYS)
  const next = { kty: 'oct', kid: '2', k: 'mQ2x8Zp0Yc7Rk3Vb5Nf1Ht9Lw6Js4Dg-Ea_UoIiXyTM' }
  const rotated = openOldHouse({ MASTER_KEYS: JSON.stringify({ keys: [next, ...keys] }) })
  const statusIn = async (each: AppEnv) => (await each.request('/auth/users/me/', { token })).status
  expect(await statusIn(rotated)).toBe(200)
  expect(await statusIn(openGatehouse())).toBe(401)
  // A second import neither loses it nor adds it once more.
  await importTokens(rotated.ports, [
    [ada.id, token],
    [ada.id, 'cd'.repeat(20)],
  ])
  rotated.wait(61)
  expect(await statusIn(rotated)).toBe(200)
  expect((await rowsOf('sessions')).filter(({ account_id }) => account_id === ada.id)).toHaveLength(3)
})
