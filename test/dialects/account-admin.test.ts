import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { logInAtExpress } from '../support/express.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { logIn, logInForJwt, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)
const USERS = '/account/admin/users'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/)

const problem = (status: number, kind: string, title: string, more = {}) => ({
  status,
  body: { type: `urn:gatehouse:problem:${kind}`, title, status },
  ...more,
})
const challenge = { challenge: 'Bearer realm="account"' }
const NOT_YOURS = problem(403, 'not-yours', 'This is not yours.')
const OWN = problem(403, 'own-account', 'You cannot do this to your own account.')
const NOT_FOUND = problem(404, 'not-found', 'Nothing is here.')
const ENDED = problem(401, 'session-ended', 'This credential is not valid any more, or never was.', challenge)
const SIGN_IN_FIRST = problem(
  401,
  'not-signed-in',
  'Sign in first: the request has no credential.',
  challenge,
)
const invalid = (parameter: string) => ({
  status: 400,
  body: {
    type: 'urn:gatehouse:problem:invalid',
    title: 'Something in the request is not valid.',
    status: 400,
    errors: [{ parameter, detail: 'This is not valid.' }],
  },
})

const shown = ({ id, username, email }: SignedUp, more = {}) => ({
  id,
  username,
  email,
  first_name: '',
  last_name: '',
  is_active: true,
  awaits_activation: false,
  is_staff: false,
  email_verified_at: null,
  created_at: new Date(MORNING).toISOString(),
  updated_at: new Date(MORNING).toISOString(),
  ...more,
})

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

const NO_FACTOR = { second_factor: { required: false, totp: false, passkeys: 0, recovery_codes_left: 0 } }

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

describe('GET /account/admin/users/{id}', () => {
  it('shows staff somebody, under their id in any case', async () => {
    for (const id of [ada.id, ada.id.toUpperCase()])
      expect(await get(`${USERS}/${id}`, boss.token)).toEqual({
        status: 200,
        body: { ...shown(ada), ...NO_FACTOR },
      })
    expect(await get(`${USERS}/${boss.id}`, boss.token)).toEqual({
      status: 200,
      body: { ...shown(boss, { is_staff: true }), ...NO_FACTOR },
    })
  })
})

describe('POST /account/admin/users/{id}/disable', () => {
  it('ends every session and JWT at once, everywhere, and lets nobody in any more (REV-08)', async () => {
    const [jwt, express] = [await logInForJwt(gatehouse, ada), await logInAtExpress(gatehouse, ada)]
    expect(await disable(ada)).toEqual({ status: 204 })
    for (const credential of [ada.token, jwt.access, express.accessToken])
      expect(await get('/account', credential)).toEqual(ENDED)
    await gatehouse.settled()
    for (const token of [jwt.access, jwt.refresh, express.accessToken, express.refreshToken])
      expect((await post('/auth/jwt/verify/', { token })).status).toBe(401)
    for (const refresh of [jwt.refresh, express.refreshToken])
      expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    const login = { username: ada.username, password: PASSWORD }
    expect((await post('/auth/token/login/', login)).status).toBe(400)
    expect((await rowsOf('sessions')).filter(({ account_id }) => account_id === ada.id)).toEqual([])
    expect((await get(`${USERS}/${ada.id}`, boss.token)).body).toEqual({
      ...shown(ada, { is_active: false }),
      ...NO_FACTOR,
    })
    expect(await eventsOf(ada)).toContainEqual(['disabled', boss.id])
  })

  it('kills every link that was mailed, for good (RST-12)', async () => {
    await post('/auth/users/reset_password/', { email: ada.email })
    const reset = linkOf((await gatehouse.emails())[0])
    const change = { old_password: PASSWORD, new_password: 'Rt5-harbour-Cormorant' }
    await call('PUT', '/api/change_password/', { json: change, token: ada.token })
    const recovery = linkOf((await gatehouse.emails())[0])
    await disable(ada)
    const dead = async () => {
      const finish = { ...reset, new_password: 'Zx4-harbour-Lantern' }
      for (const ask of [
        () => post('/auth/users/reset_password_confirm/', finish),
        () => post('/account/not-me', recovery),
      ])
        expect((await refused(gatehouse, ask)).status).toBe(400)
    }
    await dead()
    await post('/auth/users/reset_password/', { email: ada.email })
    expect((await rowsOf('tickets')).filter(({ account_id }) => account_id === ada.id)).toEqual([])
    await enable(ada)
    await dead()
  })

  it('lets a mailed link to activate let nobody in, and none is mailed again', async () => {
    const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' })
    const { post } = callerOf(gatehouse)
    const wish = { username: 'waits', email: 'waits@example.com', password: PASSWORD }
    const { id } = (await post('/auth/users/', wish)).body as { id: string }
    const link = linkOf((await gatehouse.emails())[0])
    expect(await post(`${USERS}/${id}/disable`, undefined, boss.token)).toEqual({ status: 204 })
    expect(await eventsOf({ id })).toEqual([
      ['registered', null],
      ['disabled', boss.id],
    ])
    expect((await refused(gatehouse, () => post('/auth/users/activation/', link))).status).toBe(400)
    await refused(gatehouse, () => post('/auth/users/resend_activation/', { email: wish.email }))
  })

  it('is done once, however often it is asked for', async () => {
    await disable(ada)
    expect(await refused(gatehouse, () => disable(ada))).toEqual({ status: 204 })
    const eve = await signUp(gatehouse)
    const answers = await Promise.all([disable(eve), disable(eve), disable(eve)])
    expect(answers).toEqual([{ status: 204 }, { status: 204 }, { status: 204 }])
    expect(await eventsOf(eve)).toEqual([
      ['registered', null],
      ['disabled', boss.id],
    ])
  })

  it('is not for one’s own account, which stays as it is', async () => {
    for (const id of [boss.id, boss.id.toUpperCase()])
      expect(await refused(gatehouse, () => disable({ id }))).toEqual(OWN)
  })
})

describe('POST /account/admin/users/{id}/enable', () => {
  it('lets somebody sign in again, and revives no session, link or JWT (REV-08)', async () => {
    const jwt = await logInForJwt(gatehouse, ada)
    await disable(ada)
    expect(await enable(ada)).toEqual({ status: 204 })
    for (const credential of [ada.token, jwt.access]) expect(await get('/account', credential)).toEqual(ENDED)
    await gatehouse.settled()
    for (const token of [jwt.access, jwt.refresh])
      expect((await post('/auth/jwt/verify/', { token })).status).toBe(401)
    expect((await post('/auth/jwt/refresh/', { refresh: jwt.refresh })).status).toBe(401)
    const fresh = await logInForJwt(gatehouse, ada)
    expect((await get('/account', fresh.access)).status).toBe(200)
    expect((await post('/auth/jwt/verify/', { token: fresh.access })).status).toBe(200)
    expect(await eventsOf(ada)).toContainEqual(['enabled', boss.id])
  })

  it('revives nothing of an account either that was closed by hand, without an end of its sessions', async () => {
    const { access } = await logInForJwt(gatehouse, ada)
    await env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(ada.id).run()
    await enable(ada)
    for (const credential of [ada.token, access]) expect(await get('/account', credential)).toEqual(ENDED)
    await gatehouse.settled()
    expect((await post('/auth/jwt/verify/', { token: access })).status).toBe(401)
  })

  it('changes nothing of whoever is enabled', async () => {
    expect(await refused(gatehouse, () => enable(ada))).toEqual({ status: 204 })
    expect((await get('/account', ada.token)).status).toBe(200)
  })

  it('lets somebody in who waited to be activated, whose link is dead then', async () => {
    const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' })
    const { post } = callerOf(gatehouse)
    const wish = { username: 'waits-too', email: 'waits-too@example.com', password: PASSWORD }
    const { id } = (await post('/auth/users/', wish)).body as { id: string }
    const link = linkOf((await gatehouse.emails())[0])
    expect(await post(`${USERS}/${id}/enable`, undefined, boss.token)).toEqual({ status: 204 })
    expect((await post('/auth/token/login/', wish)).status).toBe(200)
    expect((await refused(gatehouse, () => post('/auth/users/activation/', link))).status).toBe(400)
    expect((await get(`${USERS}/${id}`, boss.token)).body).toMatchObject({
      is_active: true,
      awaits_activation: false,
      email_verified_at: null,
    })
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

const apis = [
  ['GET', ''],
  ['GET', '/{id}'],
  ['POST', '/{id}/disable'],
  ['POST', '/{id}/enable'],
  ['GET', '/{id}/sessions'],
  ['DELETE', '/{id}/sessions'],
  ['GET', '/{id}/events'],
] as const

describe.each(apis)(`%s ${USERS}%s`, (method, path) => {
  const ask = (id: string, token?: string, query = '') =>
    call(method, USERS + path.replace('{id}', id) + query, token === undefined ? {} : { token })

  it('tells whoever is not staff the same of everybody and of nobody, before anything is read (IDR-01, IDR-05)', async () => {
    const { access } = await logInForJwt(gatehouse, ada)
    await refused(gatehouse, async () => {
      for (const token of [ada.token, access])
        for (const id of [ada.id, boss.id, NOBODY, 'x'])
          for (const query of ['', '?limit=x&after=x'])
            expect(await ask(id, token, query), id + query).toEqual(NOT_YOURS)
    })
  })

  it('asks for a login first', async () => {
    const { refresh } = await logInForJwt(gatehouse, boss)
    await refused(gatehouse, async () => {
      for (const id of [ada.id, NOBODY, 'x']) {
        expect(await ask(id)).toEqual(SIGN_IN_FIRST)
        expect(await ask(id, 'ab'.repeat(20))).toEqual(ENDED)
        expect((await ask(id, refresh)).status).toBe(401)
      }
    })
  })

  it('is closed to who was staff a moment ago, or is disabled or gone', async () => {
    const chief = await signUp(gatehouse, 'chief')
    await makeStaff(chief)
    const closed = (answer: object) =>
      refused(gatehouse, async () => expect(await ask(ada.id, chief.token)).toEqual(answer))
    await env.DB.prepare('update accounts set is_staff = 0 where id = ?').bind(chief.id).run()
    await closed(NOT_YOURS)
    await makeStaff(chief)
    await env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(chief.id).run()
    await closed(ENDED)
    await env.DB.prepare('delete from accounts where id = ?').bind(chief.id).run()
    await closed(ENDED)
  })
})

it.each(apis.slice(1))(`%s ${USERS}%s knows nobody under an id that nobody has`, async (method, path) => {
  for (const id of [NOBODY, 'x']) {
    const ask = () => call(method, USERS + path.replace('{id}', id), { token: boss.token })
    expect(await refused(gatehouse, ask)).toEqual(NOT_FOUND)
  }
})
