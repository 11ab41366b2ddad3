import { beforeAll, describe, expect, it } from 'vitest'
import { defineConfig } from '../../src/configuration.ts'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'

/* djoser's list where REST_FRAMEWORK has a DEFAULT_PAGINATION_CLASS and a PAGE_SIZE. */

const withPages = (by: 'page' | 'offset', hides = true) => {
  const djoser = { pages: { by, size: 2 }, settings: { HIDE_USERS: hides } }
  return openGatehouse({}, { config: defineConfig({ apis: { djoser } }) })
}
const USERS = '/auth/users/'
const HERE = `http://localhost:8787${USERS}`
const INVALID = { status: 404, body: { detail: 'Invalid page.' } }

const numbered = withPages('page')
const byOffset = withPages('offset')
let boss: SignedUp
let shown: object[]
beforeAll(async () => {
  boss = await signUp(numbered, 'boss')
  await makeStaff(boss)
  const others = [await signUp(numbered, 'zoe'), await signUp(numbered, 'ann'), await signUp(numbered, 'ben')]
  const all = [boss, ...others]
  shown = all
    .map(({ id, email, username }) => ({ email, id, username }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
})

const page = (next: string | null, previous: string | null, results: object[], count = 4) => ({
  status: 200,
  body: { count, next, previous, results },
})
const at = (query: string) => `${HERE}?${query}`

describe('PageNumberPagination', () => {
  const ask = (query: string, { token } = boss) => callerOf(numbered).get(`${USERS}${query}`, token)

  it('divides the list by id, with links to the pages beside', async () => {
    const [one, two] = [shown.slice(0, 2), shown.slice(2)]
    expect(await ask('')).toEqual(page(at('page=2'), null, one))
    expect(await ask('?page=1')).toEqual(page(at('page=2'), null, one))
    expect(await ask('?page=2')).toEqual(page(null, HERE, two))
    expect(await ask('?page=last&x=1')).toEqual(page(null, at('x=1'), two))
    expect(await ask('?z=%C3%A9&a=1')).toEqual(page(at('a=1&page=2&z=%C3%A9'), null, one))
  })

  it.each(['page=0', 'page=-1', 'page=x', 'page=', 'page=3', 'page=999999999999'])(
    '%s is not there',
    async (query) => {
      expect(await ask(`?${query}`)).toEqual(INVALID)
    },
  )

  it('has somebody who is not staff alone on the one page', async () => {
    const ann = await signUp(numbered, 'cat')
    const { body } = await callerOf(numbered).get('/auth/users/me/', ann.token)
    expect(await ask('', ann)).toEqual(page(null, null, [body as object], 1))
    expect(await ask('?page=last', ann)).toEqual(page(null, null, [body as object], 1))
    expect(await ask('?page=2', ann)).toEqual(INVALID)
    expect(await callerOf(numbered).get(USERS)).toMatchObject({ status: 401 })
  })
})

describe('LimitOffsetPagination', () => {
  const ask = (query: string) => callerOf(byOffset).get(`${USERS}${query}`, boss.token)

  it('counts from an offset, and takes what it cannot read as not sent', async () => {
    const { body } = await ask('?limit=1000')
    const { count, results } = body as { count: number; results: object[] }
    expect(results).toHaveLength(count)
    const slice = (start: number, end: number) => results.slice(start, end)
    const answer = (next: string | null, previous: string | null, some: object[]) =>
      page(next, previous, some, count)
    const first = answer(at('limit=2&offset=2'), null, slice(0, 2))
    for (const query of ['', '?limit=0', '?limit=x', '?offset=-1', '?limit=2&offset=y'])
      expect(await ask(query)).toEqual(first)
    expect(await ask('?limit=1&offset=1')).toEqual(answer(at('limit=1&offset=2'), at('limit=1'), slice(1, 2)))
    expect(await ask('?limit=1&offset=3')).toEqual(
      answer(at('limit=1&offset=4'), at('limit=1&offset=2'), slice(3, 4)),
    )
    expect(await ask('?limit=2&offset=500')).toEqual(answer(null, at('limit=2&offset=498'), []))
  })
})

it('shows everybody to everybody where the original does', async () => {
  const open = withPages('page', false)
  const ann = await signUp(open, 'dan')
  const { body } = await callerOf(open).get(USERS, ann.token)
  expect((body as { count: number }).count).toBeGreaterThan(1)
})

it('is checked: by numbers or offsets, of 1 to 1,000', () => {
  const faults = (pages: unknown) => checkConfig(defineConfig({ apis: { djoser: { pages: pages as null } } }))
  expect(faults({ by: 'page', size: 1000 })).toEqual([])
  for (const wrong of [
    { by: 'cursor', size: 2 },
    { by: 'page', size: 0 },
    { by: 'page' },
    20,
    { by: 'offset', size: 1001 },
  ])
    expect(faults(wrong)).toEqual(["apis.djoser.pages is not { by: 'page', size: 20 }, or by 'offset'"])
})
