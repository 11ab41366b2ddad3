import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { failing, linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  type Api,
  apis,
  elsewhere,
  HOME,
  openFrom,
  refusedAmong,
  tryAt,
  WEAK,
  WRONG,
} from '../support/guesses.ts'
import { linkOf } from '../support/links.ts'
import { makeStaff, PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { mounts } from '../support/standard.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse({ ...bindings, ...WEAK } as Partial<Env>)
const from = openFrom(gatehouse)
beforeEach(() => env.DB.exec('delete from attempts'))

const [anyDoor] = apis as [Api]
describe.each(apis)('too many wrong passwords at the %s API', (...api) => {
  it('are told with 429 in its voice, when to come again, and cost no hash (BRU-01)', async () => {
    const ada = await signUp(from(HOME))
    const at = from(elsewhere())
    for (let time = 0; time < 10; time++) expect((await tryAt(at, api, ada.username)).status).toBe(api[2])
    let answer = {} as Awaited<ReturnType<typeof tryAt>>
    const cost = await costOf(async () => {
      answer = await refused(gatehouse, () => tryAt(at, api, ada.username))
    })
    expect(cost.links).toBe(0)
    expect(answer).toEqual({
      status: 429,
      retryAfter: '30',
      body:
        api[0] === 'express'
          ? { statusCode: 429, data: null, message: 'Too many requests', success: false, errors: [] }
          : { detail: 'Request was throttled. Expected available in 30 seconds.' },
    })
  })

  it('are answered alike for a name that is nobody’s (BRU-03, ENU-12)', async () => {
    const ada = await signUp(from(HOME))
    const answersFor = async (name: string) => {
      const answers = []
      for (let time = 0; time < 13; time++) answers.push(await tryAt(from(elsewhere()), api, name))
      return answers
    }
    expect(await answersFor(ada.username)).toEqual(await answersFor(`nobody-${api[0].slice(0, 3)}`))
  })
})

describe('a client', () => {
  const tight = (own: object) => openGatehouse({ ...WEAK, ENVIRONMENT: 'production', ...own } as Partial<Env>)

  it('that tries one password at many accounts is stopped (BRU-06)', async () => {
    const at = from(elsewhere(), tight({ LOGIN_TRIES_PER_CLIENT: '20' }))
    const statuses = []
    for (let time = 0; time < 30; time++) statuses.push((await tryAt(at, anyDoor, `name${time}`)).status)
    expect(statuses.indexOf(429)).toBe(20)
    expect(refusedAmong(statuses)).toBe(10)
  })

  it('of a whole IPv6 network is one, and all that nobody knows are one (BRU-09, HDR-08)', async () => {
    const gatehouse = tight({ LOGIN_TRIES_PER_CLIENT: '5' })
    for (const addressOf of [(n: number) => `2001:db8:1:2::${n}`, (n: number) => `nonsense ${n}`]) {
      const statuses = []
      for (let time = 0; time < 8; time++)
        statuses.push((await tryAt(from(addressOf(time), gatehouse), anyDoor, `nobody${time}`)).status)
      expect(refusedAmong(statuses)).toBe(3)
    }
  })

  it('cannot be another by its own headers (HDR-06)', async () => {
    const gatehouse = tight({ LOGIN_TRIES_PER_CLIENT: '5' })
    const address = elsewhere()
    const statuses = []
    for (let time = 0; time < 8; time++) {
      const headers = {
        'cf-connecting-ip': address,
        'x-forwarded-for': `198.18.0.${time}`,
        'x-real-ip': `198.18.1.${time}`,
      }
      const json = { username: `somebody${time}`, password: WRONG }
      statuses.push((await gatehouse.request('/api/login/', { method: 'POST', json, headers })).status)
    }
    expect(refusedAmong(statuses)).toBe(3)
  })

  it('registers so many accounts, and then no more for a while, before any hash (ENU-04)', async () => {
    const gatehouse = openGatehouse({
      ...bindings,
      ...WEAK,
      ENVIRONMENT: 'production',
      MAIL_FROM: 'a@example.org',
      REGISTRATIONS_PER_CLIENT: '3',
    } as Partial<Env>)
    const at = from(elsewhere(), gatehouse)
    const register = (n: number) =>
      at.request('/auth/users/', { method: 'POST', json: { username: `crowd${n}`, password: PASSWORD } })
    for (let n = 0; n < 3; n++) expect((await register(n)).status).toBe(201)
    const cost = await costOf(async () => {
      const answer = await refused(gatehouse, async () => answerOf(await register(3)))
      expect(answer).toMatchObject({ status: 429, retryAfter: '30' })
    })
    expect(cost.links).toBe(0)
  })

  it('learns by changes of names what is taken as seldom as by registrations (ENU-04)', async () => {
    const gatehouse = tight({ MAIL_FROM: 'a@example.org', REGISTRATIONS_PER_CLIENT: '3' })
    const ada = await signUp(from(HOME, gatehouse))
    const eve = await signUp(from(HOME, gatehouse))
    const at = from(elsewhere(), gatehouse)
    const change = async (path: string, json: object, method = 'PATCH', token = eve.token) =>
      (await at.request(path, { method, json, token })).status
    expect(await change('/api/profile/', { email: ada.email })).toBe(400)
    expect(await change('/api/v1/users/updateProfile', { username: ada.username })).toBe(409)
    expect(await change('/auth/users/me/', { email: ada.email })).toBe(400)

    const late = (path: string, json: object, method?: string) =>
      refused(gatehouse, () => change(path, json, method))
    expect(await late('/api/profile/', { email: ada.email })).toBe(429)
    expect(await late('/api/profile/', { email: 'nobody-has-it@example.com' })).toBe(429)
    expect(await late('/auth/users/me/', { email: ada.email })).toBe(429)
    expect(await late(`/api/v1/users/${eve.id}/`, { email: ada.email })).toBe(429)
    expect(await late('/auth/users/', { username: ada.username, password: PASSWORD }, 'POST')).toBe(429)
    await at.request('/auth/users/reset_username/', { method: 'POST', json: { email: eve.email } })
    await gatehouse.settled()
    const link = linkOf((await gatehouse.emails()).find(({ to }) => to === eve.email))
    const named = { ...link, new_username: ada.username }
    expect(await late('/auth/users/reset_username_confirm/', named, 'POST')).toBe(429)
    // One's own names tell nothing, and staff see everybody.
    const own = { first_name: 'Eve', email: eve.email.toUpperCase(), username: eve.username }
    expect(await change('/api/profile/', own)).toBe(200)
    await makeStaff(ada)
    expect(await change('/api/profile/', { email: eve.email }, 'PATCH', ada.token)).toBe(400)
  })
})

describe('the edge rate limit of a public endpoint', () => {
  const open = (limit: () => Promise<{ success: boolean }>) =>
    openGatehouse({
      ...{ ENVIRONMENT: 'production', MAIL_FROM: 'a@example.org', EMAIL_LOGIN: 'true' },
      GATE: { limit },
    } as Partial<Env>)
  const closed = open(async () => ({ success: false }))

  const routes = mounts.flatMap(({ base, app }) =>
    app.routes.map(({ method, path, handler }) => ({ method, path: base + path, name: handler.name })),
  )
  const apisOf = (name: string) =>
    new Set(routes.filter((route) => route.name === name).map(({ method, path }) => `${method} ${path}`))

  it('stands at every API that has no guard (BRU-11)', () => {
    const all = new Set(routes.map(({ method, path }) => `${method} ${path}`))
    const [guarded, gated] = [apisOf('signedIn'), apisOf('publicEndpoint')]
    expect([...all].filter((api) => !guarded.has(api) && !gated.has(api))).toEqual([])
    expect(gated.size).toBeGreaterThan(20)
  })

  it.each([...apisOf('publicEndpoint')])('refuses at %s before anything is read (RST-16)', async (api) => {
    const [method = '', path = ''] = api.split(' ')
    const response = await refused(closed, () =>
      closed.request(path, { method, ...(method !== 'GET' && { body: '{' }) }),
    )
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60'])
  })

  it('stands at the pages of emails, too, in words for a person', async () => {
    for (const path of [
      '/password/reset',
      '/username/reset',
      '/activate',
      '/email/confirm',
      '/not-me',
      '/password/forgot',
    ]) {
      const response = await refused(closed, () =>
        closed.request(path, { method: 'POST', body: new URLSearchParams() }),
      )
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60'])
      expect(await response.text()).toContain('<h1>Too many attempts</h1>')
    }
  })

  it('lets everybody pass while it is out of order, and D1 goes on counting (BRU-13)', async () => {
    const broken = open(async () => {
      throw new Error('no')
    })
    const lines = await linesLoggedBy(async () => {
      expect((await tryAt(from(elsewhere(), broken), anyDoor, 'nobody')).status).toBe(401)
    })
    expect(lines).toEqual(['{"event":"edge rate limit failed","name":"Error"}'])
  })

  it('is asked by the client’s address, and not in development', async () => {
    const keys: string[] = []
    const limit = async ({ key }: { key: string }) => {
      keys.push(key)
      return { success: true }
    }
    await tryAt(from('203.0.113.5', open(limit as never)), anyDoor, 'nobody')
    await tryAt(
      from('203.0.113.6', openGatehouse({ GATE: { limit } } as unknown as Partial<Env>)),
      anyDoor,
      'nobody',
    )
    expect(keys).toEqual(['203.0.113.5'])
  })

  it('closes for logins when D1 does not count (BRU-13)', async () => {
    const down = openGatehouse({ DB: failing(env.DB, 'batch') })
    await linesLoggedBy(async () => {
      expect((await tryAt(down, anyDoor, 'nobody')).status).toBe(503)
    })
  })
})
