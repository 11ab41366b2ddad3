import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { answerOf, callerOf } from '../support/caller.ts'
import { formOf, GREEN, logInAtExpress, RED } from '../support/express.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { codeOf, linkOf } from '../support/links.ts'
import { disable, logIn, logInForJwt, type SignedUp, signUp } from '../support/people.ts'
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

const problem = (status: number, kind: string, title: string, more = {}) => ({
  status,
  body: { type: `urn:gatehouse:problem:${kind}`, title, status },
  ...more,
})
const ended = problem(401, 'session-ended', 'This credential is not valid any more, or never was.', {
  challenge: CHALLENGE,
})
const NOT_FOUND = problem(404, 'not-found', 'Nothing is here.')
const VERIFY = '/account/email/verify'
const resend = (token: string) => post('/account/email/resend', {}, token)
const signInFirst = problem(401, 'not-signed-in', 'Sign in first: the request has no credential.', {
  challenge: CHALLENGE,
})
const deadLink = problem(400, 'dead-link', 'This link does not work.')
const invalid = (parameter: string) => ({
  status: 400,
  body: {
    type: 'urn:gatehouse:problem:invalid',
    title: 'Something in the request is not valid.',
    status: 400,
    errors: [{ parameter, detail: 'This is not valid.' }],
  },
})

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

describe('DELETE /account/avatar and /account/cover', () => {
  const seen = async ({ token }: SignedUp) => {
    const user = ((await get('/api/v1/users/getUser', token)).body as { data: Record<string, string> }).data
    const { image } = (await get('/api/profile/', token)).body as { image: string | null }
    return { image: image ?? '', Avatar: user.Avatar, avatar: user.avatar, cover: user.CoverImg }
  }

  it('take a picture away that any API has set, at every API, and from its address', async () => {
    const person = await signUp(gatehouse)
    const upload = (path: string, field: string, bytes: Uint8Array<ArrayBuffer>) =>
      call('PATCH', `/api/v1/users/${path}`, { token: person.token, body: formOf({ [field]: bytes }) })
    expect((await upload('updateAvatar', 'Avatar', RED)).status).toBe(200)
    expect((await upload('cover-image', 'coverImage', GREEN)).status).toBe(200)
    const before = await seen(person)
    expect(before.image).toMatch(/^\/media\//)
    expect(before.avatar).toBe(`${gatehouse.origin}${before.image}`)

    expect(await call('DELETE', '/account/avatar', { token: person.token })).toEqual({ status: 204 })
    await gatehouse.settled()
    expect(await seen(person)).toEqual({ image: '', Avatar: '', avatar: '', cover: before.cover })
    expect((await gatehouse.request(before.image)).status).toBe(404)
    expect(await call('DELETE', '/account/avatar', { token: person.token })).toEqual({ status: 204 })

    expect(await call('DELETE', '/account/cover', { token: person.token })).toEqual({ status: 204 })
    expect(await seen(person)).toEqual({ image: '', Avatar: '', avatar: '', cover: '' })
  })
})

describe('whoever has not signed in', () => {
  const apis = [
    ['GET', SESSIONS],
    ['DELETE', SESSIONS],
    ['DELETE', '/account/avatar'],
    ['DELETE', '/account/cover'],
    ['DELETE', `${SESSIONS}/6d5f9bae-a31b-4b7b-82c4-3853eda2b011`],
  ] as const

  it.each(apis)('gets no answer at %s %s, and nothing is changed', async (method, path) => {
    const none = problem(401, 'not-signed-in', 'Sign in first: the request has no credential.', {
      challenge: CHALLENGE,
    })
    const bad = problem(401, 'bad-header', 'The Authorization header has to be: Bearer <credential>.', {
      challenge: CHALLENGE,
    })
    const { refresh } = await logInForJwt(gatehouse, ada)
    const { cookie } = await logInAtExpress(gatehouse, ada)
    const kind = problem(401, 'wrong-kind', 'A refresh token cannot be used here. Send the access token.', {
      challenge: CHALLENGE,
    })
    const ask = (headers: Record<string, string>) => refused(gatehouse, () => call(method, path, { headers }))
    expect(await ask({})).toEqual(none)
    // Only the Express APIs read a cookie (decision 6).
    expect(await ask({ cookie })).toEqual(none)
    expect(await ask({ authorization: 'Basic YTpi' })).toEqual(none)
    for (const header of ['Bearer', 'Bearer a b', 'Token é'])
      expect(await ask({ authorization: header })).toEqual(bad)
    for (const token of ['x', 'ab'.repeat(20), 'a.b.c'])
      expect(await ask({ authorization: `Token ${token}` })).toEqual(ended)
    expect(await ask({ authorization: `Bearer ${refresh}` })).toEqual(kind)
  })

  it('any more, because the account is disabled or gone, is refused as anybody', async () => {
    const person = await signUp(gatehouse)
    const { access } = await logInForJwt(gatehouse, person)
    await disable(person)
    for (const token of [person.token, access]) expect(await get(SESSIONS, token)).toEqual(ended)
    await env.DB.prepare('delete from accounts where id = ?').bind(person.id).run()
    for (const token of [person.token, access]) expect(await get(SESSIONS, token)).toEqual(ended)
  })
})

describe('GET /account', () => {
  it('shows yourself, and whether your address was confirmed', async () => {
    const bob = await signUp(gatehouse)
    const body = {
      id: bob.id,
      username: bob.username,
      email: bob.email,
      email_verified_at: null,
      pending_email: null,
      created_at: new Date(MORNING).toISOString(),
    }
    expect(await get('/account', bob.token)).toEqual({ status: 200, body })
    await resend(bob.token)
    await post(VERIFY, linkOf((await gatehouse.emails())[0]))
    expect(await get('/account/', bob.token)).toEqual({
      status: 200,
      body: { ...body, email_verified_at: new Date(MORNING).toISOString() },
    })
  })

  it('needs a login', async () => {
    expect(await get('/account')).toEqual(
      problem(401, 'not-signed-in', 'Sign in first: the request has no credential.', {
        challenge: CHALLENGE,
      }),
    )
  })
})

describe('POST /account/email/verify', () => {
  const codeFor = async (token: string) => {
    await resend(token)
    return codeOf((await gatehouse.emails())[0])
  }

  it.each<[string, (bob: SignedUp, code: string) => [object, string?]]>([
    ['the code, from who is signed in', ({ token }, code) => [{ code }, token]],
    ['the code and the address that it went to, from anybody', ({ email }, code) => [{ code, email }]],
    ['the same with a stale token (decision 7)', ({ email }, code) => [{ code, email }, 'f'.repeat(40)]],
  ])('takes %s', async (_, bodyOf) => {
    const bob = await signUp(gatehouse)
    const [body, token] = bodyOf(bob, await codeFor(bob.token))
    expect(await post(VERIFY, body, token)).toEqual({ status: 204 })
    expect((await get('/account', bob.token)).body).toMatchObject({
      email_verified_at: expect.any(String),
    })
  })

  it('refuses a code of another’s, and a wrong one, alike', async () => {
    const [bob, eve] = [await signUp(gatehouse), await signUp(gatehouse)]
    const code = await codeFor(bob.token)
    const wrong = invalid('code')
    expect(await refused(gatehouse, () => post(VERIFY, { code }, eve.token))).toEqual(wrong)
    expect(await post(VERIFY, { code: '00000000' }, bob.token)).toEqual(wrong)
    expect(await refused(gatehouse, () => post(VERIFY, { code, email: 'nobody@example.com' }))).toEqual(wrong)
  })

  it.each<[string, object, object]>([
    ['nothing', {}, invalid('email')],
    ['a blank code', { code: ' ' }, invalid('code')],
    ['a code that is no text', { code: 12345678 }, signInFirst],
    ['a list', { code: ['7K3MQ2WD'] }, invalid('code')],
    ['an address that is none', { code: '7K3MQ2WD', email: 'x' }, invalid('email')],
    ['a link that was made up', { token: 'x' }, deadLink],
    ['a link for nobody', { uid: 'x', token: 'x' }, deadLink],
    ['a code alone without a login', { code: '7K3MQ2WD' }, signInFirst],
  ])('refuses %s', async (_, body, answer) => {
    expect(await refused(gatehouse, () => post(VERIFY, body))).toEqual(answer)
  })
})

describe('POST /account/email/resend', () => {
  it('needs a login', async () => {
    expect(await refused(gatehouse, () => post('/account/email/resend', {}))).toEqual(signInFirst)
  })

  it('mails the email again, and answers alike when there is nothing to confirm', async () => {
    const bob = await signUp(gatehouse)
    expect(await resend(bob.token)).toEqual({ status: 204 })
    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({ to: bob.email, subject: 'Confirm your email address on Gatehouse' })
    await post(VERIFY, linkOf(message))
    expect(await refused(gatehouse, () => resend(bob.token))).toEqual({ status: 204 })
  })
})

describe('POST /account/not-me', () => {
  const NOT_ME = '/account/not-me'
  async function robbed() {
    const bob = await signUp(gatehouse)
    const change = { old_password: bob.password, new_password: 'Rt5-harbour-Cormorant' }
    await call('PUT', '/api/change_password/', { json: change, token: bob.token })
    const emails = await gatehouse.emails()
    return {
      bob,
      message: emails.find(({ to, subject }) => to === bob.email && subject.includes('password')),
    }
  }

  it.each(['link', 'code'])('gives the account back for the %s of a notice', async (by) => {
    const { bob, message } = await robbed()
    const proof = by === 'link' ? linkOf(message) : { email: bob.email, code: codeOf(message) }
    expect(await post(NOT_ME, proof)).toEqual({ status: 204 })
    expect((await get(SESSIONS, bob.token)).status).toBe(401)
    expect((await gatehouse.emails())[0]).toMatchObject({
      to: bob.email,
      subject: 'Password reset on Gatehouse',
    })
    expect((await refused(gatehouse, () => post(NOT_ME, proof))).status).toBe(400)
  })

  it.each<[string, object, object]>([
    ['nothing', {}, invalid('email')],
    ['an address without a code', { email: 'ada@example.com' }, invalid('code')],
    ['a code that was made up', { email: 'ada@example.com', code: '7K3MQ2WD' }, invalid('code')],
    ['a link that was made up', { uid: 'x', token: 'x' }, deadLink],
  ])('refuses %s', async (_, body, answer) => {
    expect(await refused(gatehouse, () => post(NOT_ME, body))).toEqual(answer)
  })
})

describe('what the account API has not', () => {
  it('is told as a problem, of its own media type', async () => {
    const response = await gatehouse.request(`${SESSIONS}x`, { token: ada.token })
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await answerOf(response)).toMatchObject({ status: 404 })
    expect(await get('/account/x/y/')).toEqual(NOT_FOUND)
  })

  it('is a method: 405 with what there is, after a login', async () => {
    expect((await call('PUT', SESSIONS)).status).toBe(401)
    expect(await call('PUT', SESSIONS, { token: ada.token })).toEqual(
      problem(405, 'not-allowed', 'PUT is not possible here.', { allow: 'GET, HEAD, DELETE, OPTIONS' }),
    )
    expect(await call('OPTIONS', SESSIONS, { token: ada.token })).toEqual({
      status: 204,
      allow: 'GET, HEAD, DELETE, OPTIONS',
    })
  })
})
