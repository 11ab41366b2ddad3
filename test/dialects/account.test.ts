import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { answerOf, callerOf } from '../support/caller.ts'
import { formOf, GREEN, logInAtExpress, RED } from '../support/express.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { codeOf, linkOf } from '../support/links.ts'
import { disable, logInForJwt, type SignedUp, signUp } from '../support/people.ts'
import { invalid, problem } from '../support/problem.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call, get, post } = callerOf(gatehouse)
const SESSIONS = '/account/sessions'
const CHALLENGE = 'Bearer realm="account"'
let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse)
})

const ended = problem(401, 'session-ended', 'This credential is not valid any more, or never was.', {
  challenge: CHALLENGE,
})
const NOT_FOUND = problem(404, 'not-found', 'Nothing is here.')
const VERIFY = '/account/email/verify'
const resend = (token: string) => post('/account/email/resend', {}, token)
const deadLink = problem(400, 'dead-link', 'This link does not work.')

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
