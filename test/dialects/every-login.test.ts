import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { failure } from '../support/express.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { disable, logIn, PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse({ ...AS_SHIPPED, ...bindings })
const { call, get, post } = callerOf(gatehouse)

const BEARER = 'Bearer realm="api"'
const NO_PAIR = { status: 400, body: { non_field_errors: ['Unable to log in with provided credentials.'] } }
/** The five sign-ins, each with its one refusal. */
const apis = [
  ['/api/login/', { status: 401, body: { message: 'Wrong username or password' } }],
  ['/auth/token/login/', NO_PAIR],
  [
    '/auth/jwt/create/',
    {
      status: 401,
      challenge: BEARER,
      body: { detail: 'No active account found with the given credentials' },
    },
  ],
  ['/api-token-auth/', NO_PAIR],
  ['/api/v1/users/login', { status: 401, body: failure(401, 'Invalid user credentials') }],
] as const

/** Whatever in an answer would sign requests. */
const credentialIn = (body: unknown) =>
  /"(?:token|auth_token|access|accessToken)":"([^"]+)"/.exec(JSON.stringify(body))?.[1]

describe.each(apis)('POST %s', (path, wrong) => {
  it('refuses alike, for one hash, whatever is wrong, and opens nothing (LOG-10, LOG-03, LOG-04, LOG-05)', async () => {
    const [ada, locked, disabled] = [
      await signUp(gatehouse),
      await signUp(gatehouse),
      await signUp(gatehouse),
    ]
    await disable(disabled)
    const unusable = env.DB.prepare("update accounts set password_hash = '!' where id = ?")
    await unusable.bind(locked.id).run()
    const tries = [
      { username: ada.username, password: `${PASSWORD}x` },
      { username: 'nobody', password: PASSWORD },
      { username: disabled.username, password: PASSWORD },
      { username: locked.username, password: PASSWORD },
      { username: locked.username, password: '!' },
    ]
    await linesLoggedBy(async () => {
      for (const json of tries) {
        const cost = await costOf(async () =>
          expect(await refused(gatehouse, () => post(path, json))).toEqual(wrong),
        )
        expect(cost.links).toBe(6)
      }
    })
  })

  it('compares a password as Unicode means it, and otherwise to the last character (LOG-16, LOG-02)', async () => {
    const register = async (username: string, password: string) =>
      post('/auth/users/', { username, password, email: `${username}@example.com` })
    const name = (message: string) => `u${message}${path.length}`
    await register(name('a'), 'caf\u00e9-noir-Harbour')
    await register(name('b'), '👩‍👩‍👧-Kestrel-42')
    const goes = async (message: string, password: string) =>
      (await post(path, { username: name(message), password })).status === 200
    expect(await goes('a', 'caf\u00e9-noir-Harbour')).toBe(true)
    expect(await goes('a', 'cafe\u0301-noir-Harbour')).toBe(true)
    expect(await goes('a', 'cafe-noir-Harbour')).toBe(false)
    expect(await goes('a', 'caf\u00e9-noir-harbour')).toBe(false)
    expect(await goes('b', '👩‍👩‍👧-Kestrel-42')).toBe(true)
    expect(await goes('b', '👩👩👧-Kestrel-42')).toBe(false)
  })

  it('gives out a credential of its own, whatever the caller brings along (LOG-12)', async () => {
    const [ada, eve] = [await signUp(gatehouse), await signUp(gatehouse)]
    const planted = 'ab'.repeat(20)
    const json = {
      username: ada.username,
      password: PASSWORD,
      token: planted,
      auth_token: planted,
      session_id: planted,
      sid: planted,
    }
    const headers = {
      authorization: `Token ${eve.token}`,
      cookie: `accessToken=${planted}; sessionid=${planted}; refreshToken=${planted}`,
    }
    const { status, body } = await call('POST', path, { json, headers })
    expect(status).toBe(200)
    const credential = credentialIn(body) ?? ''
    expect([planted, eve.token]).not.toContain(credential)
    expect((await get('/auth/users/me/', credential)).body).toMatchObject({ username: ada.username })
    expect((await get('/auth/users/me/', planted)).status).toBe(401)
    expect((await get('/auth/users/me/', eve.token)).body).toMatchObject({ username: eve.username })
  })

  it('takes nothing from the address, and logs nothing of it (LOG-13)', async () => {
    const ada = await signUp(gatehouse)
    const query = `${path}?username=${ada.username}&password=${PASSWORD}`
    const lines = await linesLoggedBy(async () => {
      for (const answer of [
        await refused(gatehouse, () => call('GET', query)),
        await refused(gatehouse, () => post(query, {})),
      ]) {
        expect([400, 401, 404, 405]).toContain(answer.status)
        expect(JSON.stringify(answer.body)).not.toContain(PASSWORD)
      }
    })
    expect(lines).toEqual([])
  })
})

it('twenty sign-ins at once over the five APIs open twenty sessions (LOG-18)', async () => {
  const ada = await signUp(gatehouse)
  const json = { username: ada.username, password: PASSWORD }
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => post(apis[at % apis.length]?.[0] ?? '', json)),
  )
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect(new Set(answers.map(({ body }) => credentialIn(body))).size).toBe(20)
  expect((await rowsOf('sessions')).filter((row) => row.account_id === ada.id)).toHaveLength(21)
  expect(await logIn(gatehouse, ada)).toMatch(/^[0-9a-f]{40}$/)
})
