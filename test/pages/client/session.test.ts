import { expect, inject, it } from 'vitest'
import { createGatehouse } from '../../../client/src/index.ts'
import { type Person, register } from '../support/api.ts'
import { openFetch, openStorage, picture } from './support.ts'

/* How a session goes on and ends, in Node, against the running Worker. */

const baseUrl = inject('origin')
const REFRESH = '/refreshToken'
const ME = '/getUser'

/** Somebody who is signed in at Express, with what the test counts. */
async function signIn(replace?: (path: string, method: string) => Response | undefined) {
  const person: Person = await register(baseUrl)
  const kept = openStorage()
  const { send, count, requests } = openFetch(replace)
  const gatehouse = createGatehouse({ baseUrl, api: 'express', storage: kept.storage, fetch: send })
  const { username, password } = person
  expect(await gatehouse.signIn({ username, password })).toMatchObject({ ok: true })
  return { gatehouse, kept, count, requests, person }
}

it('refreshes once for twenty requests that wait', async () => {
  const { gatehouse, kept, count } = await signIn()
  const before = kept.session()
  kept.expire()
  const answers = await Promise.all(Array.from({ length: 20 }, () => gatehouse.me()))
  expect(answers.filter(({ ok }) => ok)).toHaveLength(20)
  expect([count(REFRESH), count(ME)]).toEqual([1, 40])
  expect(kept.session()?.refresh).not.toBe(before?.refresh)
  expect(await gatehouse.me()).toMatchObject({ ok: true })
  expect(count(REFRESH)).toBe(1)
})

it('refreshes at djoser too, where the refresh token stays', async () => {
  const { username, password } = await register(baseUrl)
  const kept = openStorage()
  const { send, count } = openFetch()
  const gatehouse = createGatehouse({ baseUrl, api: 'djoser', storage: kept.storage, fetch: send })
  await gatehouse.signIn({ username, password })
  const before = kept.session()
  kept.expire()
  expect(await gatehouse.me()).toMatchObject({ ok: true, data: { username } })
  expect([count('/jwt/refresh/'), kept.session()?.refresh]).toEqual([1, before?.refresh])
})

it('sends a file again after a refresh', async () => {
  const { gatehouse, kept, count } = await signIn()
  kept.expire()
  expect(await gatehouse.pictures.setAvatar(picture())).toMatchObject({ ok: true })
  expect([count('/updateAvatar'), count(REFRESH)]).toEqual([2, 1])
})

it('sends a request twice at most', async () => {
  const { gatehouse, count } = await signIn((path) =>
    path.endsWith(ME)
      ? Response.json(
          { statusCode: 401, data: null, message: 'No', success: false, errors: [] },
          { status: 401 },
        )
      : undefined,
  )
  expect(await gatehouse.me()).toEqual({
    ok: false,
    error: { kind: 'failure', status: 401, message: 'No', errors: [] },
  })
  expect([count(ME), count(REFRESH)]).toEqual([2, 1])
})

it('forgets a session whose refresh is refused, and tells', async () => {
  const { gatehouse, kept, requests, person } = await signIn()
  const other = createGatehouse({ baseUrl, api: 'profile' })
  await other.signIn(person)
  await other.sessions.endOthers()
  const told: boolean[] = []
  const stop = gatehouse.onChange((isSignedIn) => told.push(isSignedIn))
  const ended = { ok: false, error: { kind: 'signed_out', message: 'The session has ended.' } }
  expect([await gatehouse.me(), kept.session(), told]).toEqual([ended, null, [false]])
  const { length } = requests
  expect(await gatehouse.me()).toMatchObject({ ok: false, error: { kind: 'signed_out' } })
  expect(requests).toHaveLength(length)
  stop()
  await gatehouse.signIn({ username: person.username, password: person.password })
  expect(told).toEqual([false])
})

it('keeps a session whose refresh fails', async () => {
  const after = (seconds: number) => ({ headers: { 'retry-after': String(seconds) } })
  const answers: [() => Response, object][] = [
    [() => Response.json({}, { status: 503, ...after(7) }), { kind: 'server', retryAfter: 7 }],
    [() => Response.json({}, { status: 429, ...after(9) }), { kind: 'too_many', retryAfter: 9 }],
    [() => new Response('<h1>Sign in to the hotel</h1>'), { kind: 'server', status: 200 }],
    [() => Response.error(), { kind: 'server' }],
  ]
  let fault: (() => Response) | undefined
  const { gatehouse, kept } = await signIn((path) => (path.endsWith(REFRESH) ? fault?.() : undefined))
  kept.expire()
  for (const [answer, error] of answers) {
    fault = answer
    expect(await gatehouse.me()).toMatchObject({ ok: false, error })
    expect(kept.session()).not.toBeNull()
  }
  fault = undefined
  expect(await gatehouse.me()).toMatchObject({ ok: true })
})

it('signs out here when the server is gone, and says so', async () => {
  const fault = new TypeError('fetch failed')
  const { gatehouse, kept } = await signIn((path) => {
    if (path.endsWith('/logout')) throw fault
    return undefined
  })
  expect(await gatehouse.signOut()).toEqual({
    ok: false,
    error: { kind: 'network', message: 'The server could not be reached.', cause: fault },
  })
  expect(kept.session()).toBeNull()
})

it('ends the session at the server with an access token that has expired', async () => {
  const { gatehouse, kept, person } = await signIn()
  const refresh = kept.session()?.refresh
  kept.expire()
  expect(await gatehouse.signOut()).toEqual({ ok: true, data: undefined })
  expect(kept.session()).toBeNull()
  const again = await fetch(`${baseUrl}/auth/jwt/refresh/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh }),
  })
  expect([again.status, person.username.length > 0]).toEqual([401, true])
})

it('does not bring a session back that was signed out during a refresh', async () => {
  const { gatehouse, kept } = await signIn()
  kept.expire()
  const [me, out] = await Promise.all([gatehouse.me(), gatehouse.signOut()])
  expect([out, kept.session()]).toEqual([{ ok: true, data: undefined }, null])
  expect(me.ok === true || me.error.kind === 'signed_out').toBe(true)
})

it('tells refusals apart, by API', async () => {
  const { username, email, password } = await register(baseUrl)
  const djoser = createGatehouse({ baseUrl, api: 'djoser' })
  expect(await djoser.signUp({ username, password, email: `other-${email}` })).toEqual({
    ok: false,
    error: {
      kind: 'fields',
      status: 400,
      message: 'A user with that username already exists.',
      fields: { username: ['A user with that username already exists.'] },
    },
  })
  expect(await djoser.signIn({ username, password: 'wrong' })).toEqual({
    ok: false,
    error: {
      kind: 'detail',
      status: 401,
      message: 'No active account found with the given credentials',
    },
  })
  const profile = createGatehouse({ baseUrl, api: 'profile' })
  expect(await profile.signIn({ username, password: 'wrong' })).toEqual({
    ok: false,
    error: { kind: 'detail', status: 401, message: 'Wrong username or password' },
  })
  const express = createGatehouse({ baseUrl, api: 'express' })
  expect(await express.signIn({ username, password: '' })).toMatchObject({
    ok: false,
    error: { kind: 'failure', status: 400, errors: [{ field: 'password' }] },
  })
  await profile.signIn({ username, password })
  expect(await profile.sessions.end('6d5f9bae-a31b-4b7b-82c4-3853eda2b011')).toEqual({
    ok: false,
    error: {
      kind: 'problem',
      type: 'urn:gatehouse:problem:not-found',
      title: 'Nothing is here.',
      status: 404,
      message: 'Nothing is here.',
    },
  })
})

it('tells a server that is not there from one that says no', async () => {
  const gatehouse = createGatehouse({ baseUrl: 'http://127.0.0.1:9', api: 'users' })
  expect(await gatehouse.signIn({ username: 'ada', password: 'x' })).toMatchObject({
    ok: false,
    error: { kind: 'network', cause: expect.any(TypeError) },
  })
})
