import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { numberAccounts } from '../../src/account/number-accounts.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'

const { bindings, costOf } = countedBindings()
const DAY = 86_400
const open = (ids: 'uuid' | 'integer' | 'objectid') =>
  openGatehouse({ ...bindings }, { config: defineConfig({ ids }) })

let users = 0
const registerAt = (gatehouse: ReturnType<typeof openGatehouse>) =>
  register(gatehouse.ports, STRICT, { username: `old${users++}`, password: PASSWORD })

/** Accounts that were registered a second apart, the oldest first. */
async function oldAccounts(count: number): Promise<string[]> {
  const gatehouse = open('uuid')
  const ids: string[] = []
  for (let left = count; left > 0; left--) {
    ids.push((await registerAt(gatehouse)).id)
    gatehouse.wait(1)
  }
  return ids
}

const stored = async (column: 'number' | 'object_id') =>
  (
    await env.DB.prepare(`select id, ${column} as given from accounts order by created_at`).all<{
      id: string
      given: number | string | null
    }>()
  ).results

beforeEach(() => env.DB.exec('delete from accounts; delete from counters'))

describe('accounts that were there before the configuration asked for numbers', () => {
  it('get them in the order of their registration, from the cron', async () => {
    const old = await oldAccounts(5)
    await runMaintenance(open('integer').ports)
    expect(await stored('number')).toEqual(old.map((id, index) => ({ id, given: index + 1 })))
    expect((await registerAt(open('integer'))).number).toBe(6)
  })

  it('get them after those that have been given', async () => {
    const old = await oldAccounts(2)
    const gatehouse = open('integer')
    expect((await registerAt(gatehouse)).number).toBe(1)
    await numberAccounts(gatehouse.ports)
    expect((await stored('number')).filter(({ id }) => old.includes(id)).map(({ given }) => given)).toEqual([
      2, 3,
    ])
  })

  it('get them a thousand at a time', async () => {
    await env.DB.prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 1005)
       insert into accounts (id, username, username_key, email, first_name, last_name, password_hash, is_active,
         awaits_activation, created_at, updated_at)
       select printf('%08d-0000-4000-8000-000000000000', 9999 - i), 'many' || i, 'many' || i, '', '', '', '!none', 1, 0, i, i from n`,
    ).run()
    const { ports } = open('integer')
    const numbered = async () =>
      (await stored('number')).map(({ given }) => given).filter((given) => given !== null)
    await numberAccounts(ports)
    expect(await numbered()).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1))
    await numberAccounts(ports)
    expect(await numbered()).toEqual(Array.from({ length: 1005 }, (_, index) => index + 1))
  })

  it('are looked for once a day, in one read otherwise', async () => {
    await oldAccounts(1)
    const gatehouse = open('integer')
    await numberAccounts(gatehouse.ports)
    const [late = ''] = await oldAccounts(1)
    const cost = await costOf(() => numberAccounts(gatehouse.ports))
    expect(cost).toEqual({ links: 0, roundTrips: 1, statements: 1, kv: 0, r2: 0 })
    expect(await stored('number')).toContainEqual({ id: late, given: null })
    gatehouse.wait(DAY)
    await numberAccounts(gatehouse.ports)
    expect(await stored('number')).toContainEqual({ id: late, given: 2 })
  })

  it('are not looked for where ids are UUIDs', async () => {
    await oldAccounts(1)
    const cost = await costOf(() => numberAccounts(open('uuid').ports))
    expect(cost).toEqual({ links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 })
    expect(await stored('number')).toMatchObject([{ given: null }])
  })
})

it('gives ObjectIds with the time of the registration', async () => {
  const old = await oldAccounts(2)
  const gatehouse = open('integer')
  await numberAccounts(open('objectid').ports)
  const given = await stored('object_id')
  expect(given.map(({ id }) => id)).toEqual(old)
  for (const [index, { given: objectId }] of given.entries()) {
    const seconds = Math.floor(gatehouse.clock.now() / 1000) + index
    expect(objectId).toMatch(new RegExp(`^${seconds.toString(16)}[0-9a-f]{16}$`))
  }
  expect(await stored('number')).toMatchObject([{ given: null }, { given: null }])
})
