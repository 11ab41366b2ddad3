import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Only, Order } from '../../src/ports/narrowed-users.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'

/* What a page of a narrowed list costs, where few of many are meant, or many. */

const { bindings, counting } = countedBindings()
const { users, bulkJobs } = openGatehouse(bindings).ports
const CROWD = 12_500
const LIMIT = 51
const MANY = 2001

// Addresses go the other way than usernames.
beforeAll(async () => {
  await env.DB.exec(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${CROWD}) insert into accounts (id, username, username_key, email, email_key, email_verified_at, first_name, last_name, password_hash, is_active, awaits_activation, created_at, updated_at) select printf('00000000-0000-4000-8000-%012d', i), i, printf('crowd%05d', i), i, printf('c%05d@example.com', ${CROWD} - i), 1, '', '', 'x', 1, 0, 1, 1 from n`,
  )
})
beforeEach(async () => {
  await env.DB.exec(
    "update accounts set is_active = 1, email_verified_at = 1, password_hash = 'x' where is_active = 0 or email_verified_at is null or password_hash <> 'x'; delete from second_factors",
  )
})

type Pages = { found: number[]; pages: number; trips: number; rows: number }

/** Every page of a list: who is found, and the most that a page took. */
async function pagesOf(only: Only, order: Order = 'username', beginning = ''): Promise<Pages> {
  const all: Pages = { found: [], pages: 0, trips: 0, rows: 0 }
  let after: string | undefined
  do {
    const told = counting()
    const { users: page, last } = await users.narrowed({ only, order, beginning }, { after, limit: LIMIT })
    const { roundTrips, rowsRead } = told()
    all.pages++
    all.trips = Math.max(all.trips, roundTrips)
    all.rows = Math.max(all.rows, rowsRead)
    // As the verb does: one more than a page was asked for.
    all.found.push(...page.slice(0, LIMIT - 1).map(({ username }) => Number(username)))
    after = page.length === LIMIT ? page.at(-2)?.id : last
  } while (after !== undefined)
  return all
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)

const factors = (count: number, since: number | null) =>
  env.DB.exec(
    `insert into second_factors (account_id, required_since, created_at) select id, ${since}, 1 from accounts order by id limit ${count}`,
  )

describe('a page of a filter without an index', () => {
  it('looks at ten thousand accounts where few are meant, and goes on from there', async () => {
    await env.DB.exec(
      `update accounts set email_verified_at = null where username in (5, 9999, 10001, ${CROWD})`,
    )
    const { found, pages, trips, rows } = await pagesOf('unverified')
    expect([found, pages, trips]).toEqual([[5, 9999, 10001, CROWD], 2, 2])
    expect(rows).toBeLessThanOrEqual(20_010)
    // A job for all of them says how many they are.
    const beginning = { usernameKey: 'crowd', emailKey: undefined }
    expect(await bulkJobs.count({ beginning, only: 'unverified' })).toEqual({ count: 4, isAll: true })
  })

  it('looks at no more than it has to where many are meant', async () => {
    const { found, trips, rows } = await pagesOf('active', 'email', 'c000')
    expect([found, trips]).toEqual([range(CROWD - 99, CROWD).reverse(), 1])
    expect(rows).toBeLessThanOrEqual(300)
  })
})

describe('a page of passwords of another system', () => {
  it.each<Order>(['username', 'email'])(
    'reads the rows that it shows, or those that there are, by %s',
    async (order) => {
      await env.DB.exec(
        "update accounts set password_hash = iif(username = 7, '$foreign$x', '!old-login,site,x') where username in (7, 11000)",
      )
      const { found, pages, trips, rows } = await pagesOf('old_password', order)
      expect([found, pages, trips]).toEqual([order === 'email' ? [11000, 7] : [7, 11000], 1, 1])
      expect(rows).toBeLessThanOrEqual(10)
    },
  )
})

describe('a page of disabled accounts', () => {
  it.each([2000, MANY])('by address, with %d of them, goes over each once', async (count) => {
    await env.DB.exec(
      `update accounts set is_active = 0 where username_key <= 'crowd' || printf('%05d', ${count})`,
    )
    const { found, trips, rows } = await pagesOf('disabled', 'email')
    expect([found, trips]).toEqual([range(1, count).reverse(), count === MANY ? 2 : 1])
    expect(rows).toBeLessThanOrEqual(18_100)
  })
})

describe('a page of second factors', () => {
  it('finds a few among many, and none that no sign-in needs yet', async () => {
    await factors(3, 1)
    await env.DB.exec(
      'update second_factors set required_since = null where account_id = (select min(account_id) from second_factors)',
    )
    for (const order of ['username', 'email'] as const) {
      const { found, pages, trips, rows } = await pagesOf('second_factor', order)
      expect([found, pages, trips]).toEqual([order === 'email' ? [3, 2] : [2, 3], 1, 1])
      expect(rows).toBeLessThanOrEqual(15)
    }
  })

  it('goes over all accounts where there are many', async () => {
    await factors(MANY, 1)
    const { found, trips, rows } = await pagesOf('second_factor')
    expect([found, trips]).toEqual([range(1, MANY), 2])
    expect(rows).toBeLessThanOrEqual(18_100)
  })
})
