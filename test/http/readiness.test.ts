import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { failure } from '../support/express.ts'
import { failing } from '../support/faults.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'
import { SECRETS } from '../support/secrets.ts'
import { silentDatabase } from '../support/silent-database.ts'

const READY = {
  settings: null,
  master_keys: null,
  signing_keys: null,
  database: null,
  revoked: null,
  pictures: null,
}

const gatehouse = openGatehouse(AS_SHIPPED)
const { get } = callerOf(gatehouse)
const masterKeys = (...keys: object[]) => JSON.stringify({ keys })
const [signingKey] = JSON.parse(SECRETS.SIGNING_KEYS).keys
const k = 'kDGGzm3xiFBKMcC4m7VhZt6fTEGVKAz7Jqrc41iq6AY'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('GET /healthz', () => {
  it('says that the Worker runs, whatever else does not', async () => {
    expect(await get('/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
    const bare = openGatehouse({
      ...AS_SHIPPED,
      MASTER_KEYS: '',
      SIGNING_KEYS: '',
      PUBLIC_URL: '',
      DB: silentDatabase(),
    })
    expect(await callerOf(bare).get('/healthz/')).toEqual({ status: 200, body: { status: 'ok' } })
  })
})

describe('GET /readyz', () => {
  it('names every check when all is well', async () => {
    expect(await get('/readyz')).toEqual({ status: 200, body: { status: 'ok', checks: READY, warnings: [] } })
  })

  it.each<[string, Partial<Env>, object]>([
    [
      'no address of its own',
      { PUBLIC_URL: '' },
      { settings: 'PUBLIC_URL: missing, and has to be https://host or https://host:port' },
    ],
    [
      'an address that is none',
      { PUBLIC_URL: 'localhost' },
      { settings: 'PUBLIC_URL: is not https://host or https://host:port' },
    ],
    ['no sender of mail', { ENVIRONMENT: 'production', MAIL_FROM: '' }, { settings: 'MAIL_FROM: missing' }],
    ['no master keys', { MASTER_KEYS: '' }, { master_keys: 'MASTER_KEYS: missing' }],
    ['master keys that are not JSON', { MASTER_KEYS: 'secret' }, { master_keys: 'MASTER_KEYS: not JSON' }],
    [
      'an empty set of master keys',
      { MASTER_KEYS: masterKeys() },
      { master_keys: 'MASTER_KEYS: not a JWK Set with a key in it' },
    ],
    [
      'a weak master key',
      { MASTER_KEYS: masterKeys({ kty: 'oct', kid: '1', k: k.slice(0, 20) }) },
      { master_keys: expect.stringMatching(/^MASTER_KEYS: /) },
    ],
    [
      'two master keys of one id',
      { MASTER_KEYS: masterKeys({ kty: 'oct', kid: '1', k }, { kty: 'oct', kid: '1', k }) },
      { master_keys: 'MASTER_KEYS: two keys have the same id' },
    ],
    ['no signing keys', { SIGNING_KEYS: '' }, { signing_keys: 'SIGNING_KEYS: missing' }],
    [
      'a public signing key',
      { SIGNING_KEYS: masterKeys({ ...signingKey, d: undefined }) },
      { signing_keys: 'SIGNING_KEYS: not private "EC" keys of curve P-256' },
    ],
    [
      'a signing key of another curve',
      { SIGNING_KEYS: masterKeys({ ...signingKey, crv: 'P-384' }) },
      { signing_keys: 'SIGNING_KEYS: not private "EC" keys of curve P-256' },
    ],
    ['a database that is down', { DB: silentDatabase() }, { database: expect.any(String) }],
    ['KV that is down', { REVOKED: failing(env.REVOKED, 'get') }, { revoked: 'does not answer' }],
    ['R2 that is down', { PICTURES: failing(env.PICTURES, 'head') }, { pictures: 'does not answer' }],
  ])('with %s is 503, and names it and nothing else', async (_, own, problem) => {
    const answer = await callerOf(openGatehouse({ ...AS_SHIPPED, ...own })).get('/readyz')
    expect(answer).toEqual({
      status: 503,
      body: { status: 'not ready', checks: { ...READY, ...problem }, warnings: [] },
    })
    expect(JSON.stringify(answer)).not.toContain(k)
    expect(JSON.stringify(answer)).not.toContain(signingKey.d)
  })

  it('tells a database that does not answer from one that lacks migrations', async () => {
    const down = await callerOf(openGatehouse({ ...AS_SHIPPED, DB: silentDatabase() })).get('/readyz')
    expect(down.body).toMatchObject({ checks: { database: 'does not answer' } })
    await env.DB.prepare('alter table d1_migrations rename to put_away').run()
    gatehouse.wait(5)
    expect((await get('/readyz')).body).toMatchObject({
      checks: { database: expect.stringMatching(/^migrations: [1-9]\d* not applied$/) },
    })
    await env.DB.prepare('alter table put_away rename to d1_migrations').run()
  })

  it('asks nothing again for five seconds, whoever wants to know', async () => {
    const { bindings, costOf } = countedBindings()
    const counted = openGatehouse({ ...AS_SHIPPED, ...bindings })
    const ask = () => callerOf(counted).get('/readyz')
    const trips = async () => (await costOf(ask)).roundTrips
    expect(await trips()).toBeGreaterThan(0)
    expect([await trips(), await trips()]).toEqual([0, 0])
    counted.wait(4)
    expect(await trips()).toBe(0)
    expect((await ask()).body).toEqual({ status: 'ok', checks: READY, warnings: [] })
    counted.wait(1)
    expect(await trips()).toBeGreaterThan(0)
  })
})

describe('an API without its secrets', () => {
  const django = {
    status: 503,
    body: { detail: 'Service temporarily unavailable, try again later.' },
    retryAfter: '60',
  }
  const express = { status: 503, body: failure(503, 'Service temporarily unavailable'), retryAfter: '60' }
  const person = { username: 'ada', password: PASSWORD }

  it.each<[string, Partial<Env>]>([
    ['no master keys', { MASTER_KEYS: '' }],
    ['a weak master key', { MASTER_KEYS: masterKeys({ kty: 'oct', kid: '1', k: 'c2hvcnQ' }) }],
    ['no settings', { PUBLIC_URL: '' }],
  ])('is closed in its own voice, and opens no account: %s', async (_, own) => {
    const { post } = callerOf(openGatehouse({ ...AS_SHIPPED, ...own }))
    expect(await post('/api/v1/users/', person)).toEqual(django)
    expect(await post('/api-token-auth/', person)).toEqual(django)
    expect(await post('/api/v1/users/login', person)).toEqual(express)
    const { results } = await env.DB.prepare('select id from accounts').all()
    expect(results).toEqual([])
  })

  it('signs nothing without signing keys', async () => {
    const gatehouse = openGatehouse({ ...AS_SHIPPED, SIGNING_KEYS: '' })
    const { post, get } = callerOf(gatehouse)
    expect((await post('/api/v1/users/', person)).status).toBe(201)
    expect(await post('/auth/jwt/create/', person)).toEqual(django)
    expect(await post('/api/v1/users/login', person)).toEqual(express)
    expect(await get('/.well-known/jwks.json')).toEqual(django)
  })

  it('is logged by the name of what is missing, and never by its value', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const weak = masterKeys({ kty: 'oct', kid: '1', k: 'c2VudGluZWw' })
    await callerOf(openGatehouse({ ...AS_SHIPPED, MASTER_KEYS: weak })).post('/api/v1/users/', person)
    const text = log.mock.calls.map(([line]) => String(line)).join('\n')
    expect(text).toContain('MASTER_KEYS')
    expect(text).not.toContain('c2VudGluZWw')
  })
})
