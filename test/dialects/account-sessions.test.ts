import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { logInAtExpress } from '../support/express.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { logIn, logInForJwt, type SignedUp, signUp } from '../support/people.ts'
import { problem } from '../support/problem.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call, get, post, delete: remove } = callerOf(gatehouse)
const SESSIONS = '/account/sessions'
const CHALLENGE = 'Bearer realm="account"'
const DAY = 86_400_000
let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse)
})

const ended = problem(401, 'session-ended', 'This credential is not valid any more, or never was.', {
  challenge: CHALLENGE,
})
const NOT_FOUND = problem(404, 'not-found', 'Nothing is here.')

const deleteOne = (id: string, token: string) => call('DELETE', `${SESSIONS}/${id}`, { token })
const idOf = async (token: string) => {
  const { body } = await get(SESSIONS, token)
  const { sessions } = body as { sessions: { id: string; current: boolean }[] }
  return sessions.find(({ current }) => current)?.id ?? ''
}

describe('GET /account/sessions', () => {
  it('shows the sessions of every API, the newest first, and which one asks', async () => {
    const gatehouse = openGatehouse()
    const { get } = callerOf(gatehouse)
    const person = await signUp(gatehouse)
    const at = (minutes: number) => new Date(MORNING + minutes * 60_000).toISOString()
    gatehouse.wait(60)
    const login = new Request(`${gatehouse.origin}/auth/jwt/create/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Firefox/145.0' },
      body: JSON.stringify({ username: person.username, password: person.password }),
      cf: { city: 'Lisbon', country: 'PT', region: 'Lisboa', latitude: '38.7', longitude: '-9.1' },
    })
    const { access } = await (await gatehouse.send(login)).json<{ access: string }>()
    gatehouse.wait(60)
    const { accessToken } = await logInAtExpress(gatehouse, person)

    expect(await get(SESSIONS, access)).toEqual({
      status: 200,
      body: {
        sessions: [
          {
            id: decodeJwt(accessToken).sid,
            kind: 'express',
            current: false,
            created_at: at(2),
            last_seen_at: at(2),
            expires_at: at(2 + 10 * 1440),
            user_agent: '',
            place: null,
            methods: ['pwd'],
          },
          {
            id: decodeJwt(access).sid,
            kind: 'jwt',
            current: true,
            created_at: at(1),
            last_seen_at: at(1),
            expires_at: at(1 + 1440),
            user_agent: 'Firefox/145.0',
            place: 'Lisbon, PT',
            methods: ['pwd'],
          },
          {
            id: expect.stringMatching(/^[0-9a-f-]{36}$/),
            kind: 'token',
            current: false,
            created_at: at(0),
            last_seen_at: at(0),
            expires_at: at(14 * 1440),
            user_agent: '',
            place: null,
            methods: ['pwd'],
          },
        ],
        next: null,
      },
    })
  })

  it('says when a session was last seen', async () => {
    const gatehouse = openGatehouse()
    const { get } = callerOf(gatehouse)
    const { token } = await signUp(gatehouse)
    gatehouse.wait(86_400)
    await get('/api/profile/', token)
    await gatehouse.settled()
    const { body } = await get(SESSIONS, token)
    const [time, end] = [MORNING + DAY, MORNING + 15 * DAY].map((ms) => new Date(ms).toISOString())
    expect(body).toMatchObject({ sessions: [{ last_seen_at: time, expires_at: end }] })
  })

  it('cuts what a program calls itself, and does not believe that it is text alone', async () => {
    const person = await signUp(gatehouse)
    const login = await gatehouse.request('/auth/token/login/', {
      method: 'POST',
      headers: { 'user-agent': `<script>${'x'.repeat(5000)}` },
      json: { username: person.username, password: person.password },
    })
    const { auth_token } = await login.json<{ auth_token: string }>()
    const response = await gatehouse.request(SESSIONS, { token: auth_token })
    const { sessions } = await response.json<{ sessions: { current: boolean; user_agent: string }[] }>()
    expect(sessions.find(({ current }) => current)?.user_agent).toBe(`<script>${'x'.repeat(248)}`)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('goes on where a page ended', async () => {
    const person = await signUp(gatehouse)
    const row = `insert into sessions select lower(hex(randomblob(4))) || '-0000-4000-8000-' || lower(hex(randomblob(6))),
      account_id, kind, null, epoch, step, stepped_at, created_at, last_seen_at, idle_expires_at, expires_at, user_agent,
      place, methods, proved_at from sessions where token_hash is not null and account_id = ?`
    for (let count = 0; count < 100; count++) await env.DB.prepare(row).bind(person.id).run()
    const first = await get(SESSIONS, person.token)
    const { sessions, next } = first.body as { sessions: object[]; next: string }
    expect(sessions).toHaveLength(100)
    expect(next).toMatch(/^\/account\/sessions\?after=\d+\.[0-9a-f-]{36}$/)
    const second = await get(next, person.token)
    expect(second.body).toMatchObject({ sessions: [{}], next: null })
    expect((second.body as { sessions: object[] }).sessions).toHaveLength(1)
  })

  it.each(['x', '', '1', '1.x', '-1.6d5f9bae-a31b-4b7b-82c4-3853eda2b011', "1.' or 1=1 --"])(
    'refuses %j as the end of a page',
    async (after) => {
      expect(await get(`${SESSIONS}?after=${encodeURIComponent(after)}`, ada.token)).toEqual({
        status: 400,
        body: {
          type: 'urn:gatehouse:problem:invalid',
          title: 'Something in the request is not valid.',
          status: 400,
          errors: [{ parameter: 'after', detail: 'This is not valid.' }],
        },
      })
    },
  )

  it('is answered with a slash at the end too, and to HEAD without a body', async () => {
    expect((await get(`${SESSIONS}/`, ada.token)).status).toBe(200)
    expect(await call('HEAD', SESSIONS, { token: ada.token })).toMatchObject({ status: 200, body: undefined })
  })
})

describe('DELETE /account/sessions/{id}', () => {
  it('ends a session of any kind, at once', async () => {
    const [token, jwt, express] = [
      await logIn(gatehouse, ada),
      await logInForJwt(gatehouse, ada),
      await logInAtExpress(gatehouse, ada),
    ]
    for (const credential of [token, jwt.access, express.accessToken]) {
      const id = await idOf(credential)
      expect(await deleteOne(id, ada.token)).toEqual({ status: 204 })
      expect(await get(SESSIONS, credential)).toEqual(ended)
      expect(await deleteOne(id, ada.token)).toEqual(NOT_FOUND)
    }
    expect((await post('/auth/jwt/verify/', { token: jwt.refresh })).status).toBe(401)
    expect((await post('/api/v1/users/refreshToken', { refreshToken: express.refreshToken })).status).toBe(
      401,
    )
    expect((await get(SESSIONS, ada.token)).status).toBe(200)
  })

  it('ends the one that asks', async () => {
    const token = await logIn(gatehouse, ada)
    expect(await deleteOne(await idOf(token), token)).toEqual({ status: 204 })
    expect(await get(SESSIONS, token)).toEqual(ended)
  })

  it("does not know somebody else's from nobody's, and changes nothing (IDR-01)", async () => {
    const bob = await signUp(gatehouse)
    const theirs = await idOf(bob.token)
    for (const id of [theirs, theirs.toUpperCase(), crypto.randomUUID(), 'x', '%00', "' or 1=1 --"])
      expect(await refused(gatehouse, () => deleteOne(encodeURIComponent(id), ada.token)), id).toEqual(
        NOT_FOUND,
      )
    expect((await get(SESSIONS, bob.token)).status).toBe(200)
  })
})

describe('DELETE /account/sessions', () => {
  it('ends all but the one that asks', async () => {
    const person = await signUp(gatehouse)
    const others = [
      person.token,
      (await logInForJwt(gatehouse, person)).access,
      (await logInAtExpress(gatehouse, person)).accessToken,
    ]
    const mine = await logInForJwt(gatehouse, person)
    expect(await remove(SESSIONS, undefined, mine.access)).toEqual({ status: 204 })
    for (const other of others) expect(await get(SESSIONS, other)).toEqual(ended)
    const { access } = (await post('/auth/jwt/refresh/', { refresh: mine.refresh })).body as {
      access: string
    }
    for (const token of [mine.access, access])
      expect((await get(SESSIONS, token)).body).toMatchObject({ sessions: [{ current: true }] })
    expect(await logIn(gatehouse, person)).toMatch(/^[0-9a-f]{40}$/)
  })
})
