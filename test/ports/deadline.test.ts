import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openInTime, PATIENCE } from '../../src/ports/deadline.ts'
import { openMail } from '../../src/ports/mail.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { callerOf } from '../support/caller.ts'
import { failure } from '../support/express.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { logInForJwt, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'

const never = () => new Promise<never>(() => {})
/** A binding that never answers. */
const hanging = <Binding>() => new Proxy({}, { get: () => never }) as Binding
const statement = { bind: () => statement, first: never, run: never, all: never, raw: never }
const silent = { prepare: () => statement, batch: never } as unknown as D1Database

const patience = Object.fromEntries(Object.keys(PATIENCE).map((name) => [name, 10])) as typeof PATIENCE
const hung = openGatehouse({ DB: silent, REVOKED: hanging(), PICTURES: hanging() }, { patience })
const message = { to: 'ada@example.com', subject: '', text: '', html: '' }
const mailOf = (own: object, send?: typeof fetch) => {
  const settings = { ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org', ...own } as Partial<Env>
  return openMail(settingsFor(settings), send, openInTime(patience))
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

describe('what is outside and does not answer', () => {
  it('is waited for in seconds, and for large pictures in a minute', () => {
    expect(PATIENCE).toEqual({
      D1: 5_000,
      KV: 1_000,
      'KV write': 5_000,
      R2: 10_000,
      'R2 upload': 60_000,
      images: 10_000,
      assets: 5_000,
      mail: 10_000,
      body: 10_000,
      'old login': 8_000,
      'old back end': 5_000,
      webhook: 5_000,
    })
  })

  it.each<[string, string, (ports: Ports) => Promise<unknown>]>([
    ['a read of D1', 'D1', ({ accounts }) => accounts.findById('x')],
    ['a write to D1', 'D1', ({ sessions }) => sessions.step('x', 0, 0, 0)],
    ['a batch', 'D1', ({ commit, sessions }) => commit(sessions.delete('x'))],
    ['a read of KV', 'KV', ({ revoked }) => revoked.find({ sub: 'x', sid: 'y', ep: 0, iat: 0 })],
    ['a write to KV', 'KV write', ({ revoked }) => revoked.writeSession('x', 60)],
    ['a picture', 'R2', ({ pictures }) => pictures.get('x')],
    ['the head of a picture', 'R2', ({ pictures }) => pictures.head('x')],
    ['an upload', 'R2 upload', ({ pictures }) => pictures.put('x', 'image/png', new Uint8Array(1))],
    ['Cloudflare’s mail', 'mail', () => mailOf({ EMAIL: hanging() }).send(message, 'key')],
    [
      'mail over HTTP',
      'mail',
      () => mailOf({ MAIL_PROVIDER: 'resend', RESEND_API_KEY: 'x' }, never).send(message, 'key'),
    ],
  ])('%s: nobody waits for ever, and it says which it is (FLT-05)', async (_, message, ask) => {
    await expect(ask(hung.ports).catch(innermostOf)).resolves.toMatchObject({ name: 'Unavailable', message })
  })

  it('a thumbnail: nobody waits for ever for Cloudflare Images (FLT-05)', async () => {
    const IMAGES = { input: () => ({ transform: () => ({ output: never }) }) }
    const gatehouse = openGatehouse({ IMAGES, THUMBNAILS: 'true' } as unknown as Partial<Env>, {
      patience: { images: 10 },
    })
    const address = 'x'.repeat(43)
    await env.PICTURES.put(address, 'x')
    expect(await callerOf(gatehouse).get(`/media/${address}?w=64`)).toMatchObject({
      status: 503,
      retryAfter: '60',
    })
    expect((await callerOf(gatehouse).get(`/media/${address}`)).status).toBe(200)
    await env.PICTURES.delete(address)
  })

  it('is told by /readyz', async () => {
    const { checks } = await hung.ports.check()
    expect(checks).toMatchObject({
      settings: null,
      signing_keys: null,
      database: 'does not answer',
      revoked: 'does not answer',
      pictures: 'does not answer',
    })
  })

  it('keeps no picture from being taken away later', async () => {
    const lines = await linesLoggedBy(() => hung.ports.pictures.withdraw(['x']))
    expect(lines).toEqual(['{"event":"pictures not deleted","cause":"Unavailable"}'])
  })

  it('is answered at every API, in its voice (FLT-05, FLT-11)', async () => {
    const ada = await signUp(openGatehouse())
    const { access } = await logInForJwt(openGatehouse(), ada)
    const before = await everything()
    const { get, post } = callerOf(hung)
    const django = { detail: 'Service temporarily unavailable, try again later.' }
    const problem = {
      type: 'urn:gatehouse:problem:unavailable',
      title: 'Not possible right now. Try again later.',
      status: 503,
    }
    const late = { status: 503, retryAfter: '60' }
    expect(await get('/auth/users/me/', ada.token)).toEqual({ ...late, body: django })
    expect(await get('/account/sessions', ada.token)).toEqual({ ...late, body: problem })
    expect(await get('/api/v1/users/getUser', ada.token)).toEqual({
      ...late,
      body: failure(503, 'Service temporarily unavailable'),
    })
    expect(await post('/auth/jwt/verify/', { token: access })).toEqual({ ...late, body: django })
    expect(await get(`/media/${'x'.repeat(43)}`)).toEqual({ ...late, body: django })
    expect(await everything()).toEqual(before)
  })
})

const innermostOf = (error: unknown): unknown => (error instanceof Error && error.cause ? error.cause : error)

it('what comes after its deadline is one whole effect, and no second one (FLT-05)', async () => {
  const edgeRateLimit = Promise.withResolvers<void>()
  const done: Promise<unknown>[] = []
  const DB = new Proxy(env.DB, {
    get: (target, name) => {
      const member = Reflect.get(target, name)
      return (...parameters: unknown[]) => {
        const call = () => Reflect.apply(member, target, parameters)
        if (name !== 'batch') return call()
        const late = edgeRateLimit.promise.then(call)
        done.push(late)
        return late
      }
    },
  })
  const { post } = callerOf(openGatehouse({ DB }, { patience: { D1: 200 } }))
  const well = openGatehouse()
  const ada = await signUp(well)
  expect((await post('/auth/token/logout/', {}, ada.token)).status).toBe(503)
  expect((await callerOf(well).get('/auth/users/me/', ada.token)).status).toBe(200)
  edgeRateLimit.resolve()
  await Promise.all(done)
  const after = await everything()
  expect(done).toHaveLength(1)
  expect((await callerOf(well).post('/auth/token/logout/', {}, ada.token)).status).toBe(401)
  expect(await everything()).toEqual(after)
})
