import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { NUL, noMoreThan } from './sentences.ts'

const gatehouse = openGatehouse()
const { get } = callerOf(gatehouse)
const USERS = '/auth/users/'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const shown = ({ id, username, email }: SignedUp) => ({ email, id, username })
const LIMIT = ['A whole number from 1 to 1000 is required.']
const AFTER = ['Invalid cursor.']

let boss: SignedUp
let users: SignedUp[]
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  users = [await signUp(gatehouse, 'ann'), await signUp(gatehouse, 'ben'), await signUp(gatehouse, 'cat')]
})

/** The next page as a client of RFC 8288 reads it. */
const nextOf = (response: Response) => /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1]

const ask = (path: string, { token } = boss) => gatehouse.request(path, { token })

describe('GET /auth/users/, for staff', () => {
  it('is a bare array of a page, and the Link header has the next one, with the same query', async () => {
    const seen: object[][] = []
    let next: string | undefined = `${gatehouse.origin}${USERS}?limit=3`
    while (next !== undefined) {
      const response = await ask(next.slice(gatehouse.origin.length))
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toBe('no-store')
      seen.push(await response.json())
      next = nextOf(response)
      if (next) expect(next).toMatch(/^http:\/\/localhost:8787\/auth\/users\/\?limit=3&after=[0-9a-f-]{36}$/)
    }
    const [ann, ben, cat] = users.map(shown)
    expect(seen).toEqual([[ann, ben, shown(boss)], [cat]])
  })

  it('has no Link where nobody comes after', async () => {
    const response = await ask(`${USERS}?limit=4`)
    expect(await response.json()).toHaveLength(4)
    expect(response.headers.get('link')).toBeNull()
  })

  it('finds whose name or address begins so, or whose id it is', async () => {
    const [ann, ben] = users as [SignedUp, SignedUp]
    for (const [search, found] of [
      [ann.username.toUpperCase(), [ann]],
      [`${ben.username}@EX`, [ben]],
      [ben.id, [ben]],
      ['nobody-at-all', []],
      [' ', [...users.slice(0, 2), boss, ...users.slice(2)]],
    ] as const)
      expect(await get(`${USERS}?${new URLSearchParams({ search })}`, boss.token)).toEqual({
        status: 200,
        body: found.map(shown),
      })
    const link = nextOf(await ask(`${USERS}?search=b&limit=1`))
    expect(link).toBe(`${gatehouse.origin}${USERS}?search=b&limit=1&after=${ben.id}`)
    expect(await get(link?.slice(gatehouse.origin.length) ?? '', boss.token)).toEqual({
      status: 200,
      body: [shown(boss)],
    })
  })

  it.each([
    ['limit=abc', { limit: LIMIT }],
    ['limit=0', { limit: LIMIT }],
    ['limit=1001', { limit: LIMIT }],
    ['after=nonsense', { after: AFTER }],
    [`after=${NOBODY}`, { after: AFTER }],
    ['search=%00', { search: NUL }],
    [`search=${'x'.repeat(255)}`, { search: noMoreThan(254) }],
    ['limit=x&after=x', { after: AFTER, limit: LIMIT }],
  ])('refuses ?%s', async (query, body) => {
    expect(await refused(gatehouse, () => get(`${USERS}?${query}`, boss.token))).toEqual({
      status: 400,
      body,
    })
  })
})

describe('GET /auth/users/, for anybody else', () => {
  it('shows oneself, whatever is asked for, and tells of no further page (IDR-01, IDR-03)', async () => {
    const [ann, ben] = users as [SignedUp, SignedUp]
    for (const query of [
      '',
      '?limit=1',
      '?limit=abc',
      '?after=nonsense',
      `?after=${boss.id}`,
      `?search=${ben.username}`,
      `?search=${ben.id}`,
      `?id=${ben.id}`,
    ]) {
      const response = await ask(USERS + query, ann)
      expect([response.status, await response.json()], query).toEqual([200, [shown(ann)]])
      expect(response.headers.get('link')).toBeNull()
    }
  })
})
