import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { logInAtExpress } from '../support/express.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { logIn, logInForJwt, makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { invalid, problem } from '../support/problem.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'
import { shown } from '../support/shown-to-staff.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)
const USERS = '/account/admin/users'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/)

const challenge = { challenge: 'Bearer realm="account"' }
const ENDED = problem(401, 'session-ended', 'This credential is not valid any more, or never was.', challenge)

let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
})
beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const disable = (who: { id: string }, token = boss.token) =>
  post(`${USERS}/${who.id}/disable`, undefined, token)
const enable = (who: { id: string }, token = boss.token) =>
  post(`${USERS}/${who.id}/enable`, undefined, token)
const endSessions = (who: { id: string }, token = boss.token) =>
  call('DELETE', `${USERS}/${who.id}/sessions`, { token })
const eventsOf = async ({ id }: { id: string }) =>
  (await rowsOf('events'))
    .filter(({ account_id }) => account_id === id)
    .map(({ kind, actor_id }) => [kind, actor_id])

describe('GET /account/admin/users', () => {
  it('shows staff everybody, in the order of their names, page by page', async () => {
    await signUp(gatehouse, 'zoe')
    const seen: string[] = []
    let next: string | null = `${USERS}?limit=2`
    while (next !== null) {
      const answer = await get(next, boss.token)
      expect(answer.status).toBe(200)
      const page = answer.body as { users: { username: string }[]; next: string | null }
      seen.push(...page.users.map(({ username }) => username))
      expect(page.users.length).toBeLessThanOrEqual(2)
      // A page goes on after an id, and no address of ours has a name in it.
      expect(page.next ?? '').toMatch(/^(\/account\/admin\/users\?limit=2&after=[0-9a-f-]{36})?$/)
      next = page.next
    }
    const names = (await rowsOf('accounts')).map(({ username }) => String(username)).sort()
    expect(seen).toEqual(names)
    expect(seen.length).toBeGreaterThan(2)
  })

  it.each<[string, (person: SignedUp) => string]>([
    ['a username begins', ({ username }) => username.slice(0, -1)],
    ['a username begins, in another case', ({ username }) => username.toUpperCase()],
    ['an address begins', ({ username }) => `${username}@exa`],
    ['an address begins, in another case', ({ email }) => email.toUpperCase()],
    ['an id is', ({ id }) => id.toUpperCase()],
  ])('finds who is meant by how %s, and shows all that staff may see', async (_, write) => {
    const eve = await signUp(gatehouse, 'eve')
    expect(await get(`${USERS}?${new URLSearchParams({ search: write(eve) })}`, boss.token)).toEqual({
      status: 200,
      body: { users: [shown(eve)], next: null },
    })
    await env.DB.prepare('delete from accounts where id = ?').bind(eve.id).run()
  })

  it('finds nobody where nobody is, and takes no sign for another', async () => {
    for (const search of ['nobody-at-all', '%', '_', '*', "' or 1=1 --", '😀', NOBODY])
      expect(await get(`${USERS}?${new URLSearchParams({ search })}`, boss.token), search).toEqual({
        status: 200,
        body: { users: [], next: null },
      })
  })

  it('tells no hash and nothing secret of anybody', async () => {
    const text = JSON.stringify((await get(USERS, boss.token)).body)
    expect(text).toContain(ada.username)
    expect(text).not.toMatch(/pbkdf2|hash|epoch|version|key/i)
    expect(await everythingAsText()).toMatch(/pbkdf2/)
  })

  it.each([
    ['limit=abc', 'limit'],
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=1e2', 'limit'],
    ['limit=', 'limit'],
    ['after=x', 'after'],
    ['after=', 'after'],
    [`after=${NOBODY}`, 'after'],
    [`after=${NOBODY}&search=ada`, 'after'],
    ['search=%00', 'search'],
    [`search=${'x'.repeat(255)}`, 'search'],
  ])('refuses ?%s', async (query, parameter) => {
    expect(await refused(gatehouse, () => get(`${USERS}?${query}`, boss.token))).toEqual(invalid(parameter))
  })
})

describe('DELETE /account/admin/users/{id}/sessions', () => {
  it('signs somebody out everywhere, and nobody else; they sign in again', async () => {
    const [jwt, express] = [await logInForJwt(gatehouse, ada), await logInAtExpress(gatehouse, ada)]
    const eve = await signUp(gatehouse)
    expect(await endSessions(ada)).toEqual({ status: 204 })
    for (const credential of [ada.token, jwt.access, express.accessToken])
      expect(await get('/account', credential)).toEqual(ENDED)
    await gatehouse.settled()
    for (const token of [jwt.refresh, express.refreshToken])
      expect((await post('/auth/jwt/verify/', { token })).status).toBe(401)
    for (const token of [await logIn(gatehouse, ada), eve.token, boss.token])
      expect((await get('/account', token)).status).toBe(200)
    expect(await eventsOf(ada)).toContainEqual(['sessions_ended', boss.id])
  })

  it('leaves mailed links alone: they may be the owner’s rescue', async () => {
    await post('/auth/users/reset_password/', { email: ada.email })
    const link = linkOf((await gatehouse.emails())[0])
    await endSessions(ada)
    const finish = { ...link, new_password: 'Zx4-harbour-Lantern' }
    expect(await post('/auth/users/reset_password_confirm/', finish)).toEqual({ status: 204 })
  })

  it('ends one’s own too, the one that asks with the others', async () => {
    const chief = await signUp(gatehouse, 'chief')
    await makeStaff(chief)
    const { access } = await logInForJwt(gatehouse, chief)
    expect(await endSessions(chief, access)).toEqual({ status: 204 })
    for (const credential of [chief.token, access]) expect(await get('/account', credential)).toEqual(ENDED)
    expect(await eventsOf(chief)).toContainEqual(['sessions_ended', null])
  })
})

describe('GET /account/admin/users/{id}/sessions and /events', () => {
  it('show staff where somebody is signed in', async () => {
    const session = {
      id: UUID,
      kind: 'token',
      current: false,
      created_at: new Date(MORNING).toISOString(),
      last_seen_at: new Date(MORNING).toISOString(),
      expires_at: new Date(MORNING + 14 * 86_400_000).toISOString(),
      user_agent: '',
      place: null,
      methods: ['pwd'],
    }
    expect(await get(`${USERS}/${ada.id}/sessions`, boss.token)).toEqual({
      status: 200,
      body: { sessions: [session], next: null },
    })
    expect((await get(`${USERS}/${boss.id}/sessions`, boss.token)).body).toMatchObject({
      sessions: [{ current: true }],
    })
  })

  it('show staff, and the owner, what happened to an account, and not who of the staff did it', async () => {
    await endSessions(ada)
    await disable(ada)
    await enable(ada)
    const event = (kind: string, by_staff: boolean, session: unknown = null) => ({
      kind,
      at: new Date(MORNING).toISOString(),
      session,
      by_staff,
      user_agent: '',
      place: null,
    })
    const events = [
      event('enabled', true),
      event('disabled', true),
      event('sessions_ended', true),
      event('registered', false, UUID),
    ]
    const seen = await get(`${USERS}/${ada.id}/events`, boss.token)
    expect(seen).toEqual({ status: 200, body: { events, next: null } })
    const token = await logIn(gatehouse, ada)
    const own = (await get('/account/events', token)).body as { events: object[] }
    expect(own.events.slice(1)).toEqual(events)
    expect(JSON.stringify([seen, own])).not.toContain(boss.id)
  })

  it.each(['sessions', 'events'])('go on where a page of %s ended, and refuse another end', async (what) => {
    for (const after of ['x', '1', "1.' or 1=1 --"])
      expect(await get(`${USERS}/${ada.id}/${what}?${new URLSearchParams({ after })}`, boss.token)).toEqual(
        invalid('after'),
      )
    if (what === 'events')
      for (let count = 0; count < 101; count++)
        await env.DB.prepare("insert into events (kind, account_id, at) values ('sign_in', ?, ?)")
          .bind(ada.id, count)
          .run()
    else
      for (let count = 0; count < 101; count++)
        await env.DB.prepare(
          `insert into sessions select ? || ?, account_id, kind, null, epoch, step, stepped_at, ?, last_seen_at,
            idle_expires_at, expires_at, user_agent, place, methods, proved_at from sessions where account_id = ? limit 1`,
        )
          .bind(NOBODY.slice(0, -3), String(count).padStart(3, '0'), count, ada.id)
          .run()
    const { body } = await get(`${USERS}/${ada.id}/${what}`, boss.token)
    const { next } = body as { next: string }
    expect(next).toMatch(new RegExp(`^${USERS}/${ada.id}/${what}\\?after=`))
    const rest = (await get(next, boss.token)).body as Record<string, unknown[]>
    expect([rest[what]?.length, rest.next]).toEqual([2, null])
  })
})
