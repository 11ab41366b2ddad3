import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openConsole } from '../support/console.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'

/* What happened to everybody, at the console, as a file and at the account API. */

const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse(bindings)
const console = openConsole(gatehouse)
const { get } = callerOf(gatehouse)
const FIRST = Date.UTC(2026, 9, 1)
const CROWD = 6000
const GONE = '00000000-0000-4000-8000-000000000000'

let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  ada = await signUp(gatehouse, 'ada')
  await console.signIn(boss)
  await env.DB.exec('delete from events')
  // A sign-in of somebody else every five minutes from October 1 on, and a few events of another kind.
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${CROWD})
     insert into events (id, kind, account_id, at) select i, iif(i in (5, 3000), 'alarm', 'sign_in'), '${GONE}', ${FIRST} + (i - 1) * 300000 from n`,
  ).run()
  const at = FIRST + CROWD * 300_000
  const insert =
    "insert into events (id, kind, account_id, actor_id, at, note, user_agent) values (?, ?, ?, ?, ?, ?, '=1+1')"
  for (const [id, kind, account, actor, note] of [
    [CROWD + 1, 'disabled', ada.id, boss.id, '@SUM(A1) "now"'],
    [CROWD + 2, 'enabled', ada.id, 'operator', null],
    [CROWD + 3, 'sign_in', ada.id, null, null],
  ])
    await env.DB.prepare(insert)
      .bind(id, kind, account, actor, at + Number(id), note)
      .run()
})

const timeOf = (id: number) =>
  new Date(id > CROWD ? FIRST + CROWD * 300_000 + id : FIRST + (id - 1) * 300_000).toISOString()
const item = (id: number, kind: string) => ({
  kind,
  at: timeOf(id),
  account: GONE,
  username: null,
  actor: null,
  actor_username: null,
  note: null,
  session: null,
  user_agent: '',
  place: null,
})
const DISABLED = () => ({
  ...item(CROWD + 1, 'disabled'),
  account: ada.id,
  username: ada.username,
  actor: boss.id,
  actor_username: boss.username,
  note: '@SUM(A1) "now"',
  user_agent: '=1+1',
})
const ENABLED = () => ({
  ...item(CROWD + 2, 'enabled'),
  account: ada.id,
  username: ada.username,
  actor: 'operator',
  user_agent: '=1+1',
})

type Page = { events: { kind: string; at: string }[]; next: string | null }

/** Every event of a search, page by page; each page is two round trips and looks at a bounded number of rows. */
async function all(query: string) {
  const found: Page['events'] = []
  let pages = 0
  for (let next: string | null = `/account/admin/events?${query}`; next !== null; pages++) {
    const told = counting()
    const { status, body } = await get(next, boss.token)
    expect(status, next).toBe(200)
    const { roundTrips, rowsRead } = told()
    expect(roundTrips, next).toBe(2)
    expect(rowsRead, next).toBeLessThan(4500)
    const page = body as Page
    found.push(...page.events)
    next = page.next
  }
  return { found, pages }
}

describe('GET /account/admin/events', () => {
  it('lists everybody’s, the newest first, with who of the staff did it', async () => {
    const { status, body } = await get('/account/admin/events', boss.token)
    const { events, next } = body as Page
    expect(status).toBe(200)
    expect(events).toHaveLength(100)
    expect(events.slice(1, 4)).toEqual([ENABLED(), DISABLED(), item(CROWD, 'sign_in')])
    expect(next).toBe(`/account/admin/events?after=${Date.parse(timeOf(CROWD - 96))}.${CROWD - 96}`)
    const { found, pages } = await all('')
    expect([found.length, pages]).toEqual([CROWD + 3, 61])
    expect(new Set(found.map(({ at }) => at)).size).toBe(CROWD + 3)
  })

  it('finds by kind, though few of many are meant', async () => {
    const { found, pages } = await all('kind=alarm')
    expect(found).toEqual([item(3000, 'alarm'), item(5, 'alarm')])
    expect(pages).toBeLessThanOrEqual(5)
  })

  it('finds by person, also one whose account is gone', async () => {
    expect((await all(`user=${ada.id}`)).found).toHaveLength(3)
    const { body } = await get(`/account/admin/events?user=${ada.id}&kind=enabled`, boss.token)
    expect(body).toEqual({ events: [ENABLED()], next: null })
    expect((await all(`user=${crypto.randomUUID()}`)).found).toEqual([])
  })

  it('finds what staff did, all of them or one', async () => {
    for (const [query, found] of [
      ['actor=any', [ENABLED(), DISABLED()]],
      ['actor=operator', [ENABLED()]],
      [`actor=${boss.id}`, [DISABLED()]],
      [`actor=${ada.id}`, []],
      [`actor=any&user=${ada.id}`, [ENABLED(), DISABLED()]],
      ['actor=any&kind=disabled', [DISABLED()]],
    ] as const)
      expect((await get(`/account/admin/events?${query}`, boss.token)).body, query).toEqual({
        events: found,
        next: null,
      })
  })

  it('finds by day and time, in any part of the table', async () => {
    const idsAt = async (query: string) => {
      const { found } = await all(query)
      return found.map(({ at }) => (Date.parse(at) - FIRST) / 300_000 + 1)
    }
    const day = Array.from({ length: 288 }, (_, at) => 10 * 288 - at)
    expect(await idsAt('since=2026-10-10&until=2026-10-10')).toEqual(day)
    expect(await idsAt('since=2026-10-01T00:00:00Z&until=2026-10-01T00:10:00Z')).toEqual([2, 1])
    expect(await idsAt('until=2026-09-30')).toEqual([])
    expect(await idsAt('since=2027-01-01')).toEqual([])
    expect((await all(`user=${ada.id}&until=2026-10-10`)).found).toEqual([])
  })

  it.each(['', `user=${GONE}&`])('reads no more, the further on a page is, up to a day: ?%s', async (who) => {
    const { found } = await all(`${who}until=2026-10-15`)
    expect(found).toHaveLength(15 * 288)
    expect(new Set(found.map(({ at }) => at)).size).toBe(15 * 288)
  })

  it.each(['kind=x', 'user=ada', 'actor=x', 'since=x', 'since=2026-02-30', 'until=2026-1-1', 'after=1'])(
    'refuses ?%s',
    async (query) => {
      expect(await get(`/account/admin/events?${query}`, boss.token)).toEqual({
        status: 400,
        body: {
          type: 'urn:gatehouse:problem:invalid',
          title: 'Something in the request is not valid.',
          status: 400,
          errors: [{ parameter: query.split('=')[0], detail: 'This is not valid.' }],
        },
      })
    },
  )

  it('is for staff alone', async () => {
    expect(await get('/account/admin/events', ada.token)).toEqual({
      status: 403,
      body: { type: 'urn:gatehouse:problem:not-yours', title: 'This is not yours.', status: 403 },
    })
  })
})

describe('/admin/events', () => {
  const rowsIn = (text: string) =>
    [...text.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, row = '']) =>
      row
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )

  it('shows them, and finds a person by name at three round trips', async () => {
    const told = counting()
    const { heading, text } = await console.get(`/admin/events?user=${ada.username}&kind=&actor=any&since=`)
    expect([heading, told().roundTrips]).toEqual(['Events', 3])
    expect(rowsIn(text)).toEqual([
      `Enabled ${ada.username} by an operator at a terminal =1+1 21 Oct 2026, 20:00:06 UTC`,
      `Disabled ${ada.username} by ${boss.username} @SUM(A1) &quot;now&quot; =1+1 21 Oct 2026, 20:00:06 UTC`,
    ])
    expect((await console.get('/admin/events?user=nobody')).text).toContain('Nobody is found.')
    expect((await console.get('/admin/events?user=%3Cb%3E')).text).toContain('value="&lt;b&gt;"')
  })

  it('goes on with the ID of the person, so that no name is in an address', async () => {
    const { text } = await console.get(`/admin/events?user=${ada.username}`)
    expect(text).toContain(`href="/admin/events.csv?user=${ada.id}" download`)
    expect(await console.get('/admin/events?since=x')).toMatchObject({ status: 400 })
  })

  it('gives a file in which no cell is a formula', async () => {
    const { status, text } = await console.get(`/admin/events.csv?user=${ada.id}&actor=any`)
    const rest = `"","","'=1+1"\r\n`
    expect([status, text]).toEqual([
      200,
      '"at","event","account","username","actor","actor_username","note","session","place","user_agent"\r\n' +
        `"${timeOf(CROWD + 2)}","enabled","${ada.id}","${ada.username}","operator","","",${rest}` +
        `"${timeOf(CROWD + 1)}","disabled","${ada.id}","${ada.username}","${boss.id}","${boss.username}","'@SUM(A1) ""now""",${rest}`,
    ])
    const whole = await gatehouse.request('/admin/events.csv', { headers: { cookie: console.cookie() } })
    expect([...whole.headers].filter(([name]) => /^(content-(type|disp)|cache|link)/.test(name))).toEqual([
      ['cache-control', 'no-store'],
      ['content-disposition', 'attachment; filename="events.csv"'],
      ['content-type', 'text/csv; charset=utf-8'],
    ])
    expect((await whole.text()).split('\r\n')).toHaveLength(CROWD + 3 + 2)
  })
})
