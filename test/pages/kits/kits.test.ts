import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, inject, it } from 'vitest'
import { createGatehouse } from '../../../client/src/index.ts'
import { register } from '../support/api.ts'
import { findPython, type KitOptions, openDjango, openExpress, openHono, type Service } from './services.ts'

/* Old services behind the kits, against the running Worker. */

const issuer = inject('origin')
const revocationsSecret = inject('revocationsSecret')
const KEYS = '/.well-known/jwks.json'
const LIST = '/account/revocations'
/** How long, in milliseconds, an answer in the background may take on a busy machine. */
const SOON = 10_000

/** Somebody who is signed in at djoser by JWT, with the tokens and the account's id. */
async function signIn() {
  const { username, password } = await register(issuer)
  const gatehouse = createGatehouse({ baseUrl: issuer, api: 'djoser' })
  const answer = await gatehouse.signIn({ username, password })
  const account = await gatehouse.account()
  if (!answer.ok || !account.ok || !('access' in answer.data)) throw new Error('not signed in')
  const { access, refresh } = answer.data
  const { sid } = JSON.parse(atob(access.split('.')[1] ?? '')) as { sid: string }
  return { gatehouse, access, refresh, id: account.data.id, sid, username, password }
}

/** Another token of the same form: another payload, or another signature. */
const forged = (token: string) => {
  const [head = '', body = '', signature = ''] = token.split('.')
  const claims = { ...JSON.parse(atob(body)), sub: crypto.randomUUID() }
  const other = btoa(JSON.stringify(claims)).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_')
  const none = btoa(JSON.stringify({ alg: 'none', typ: 'JWT' })).replaceAll('=', '')
  return [
    `${head}.${other}.${signature}`,
    `${head}.${body}.${signature.slice(0, -8)}AAAAAAAA`,
    `${none}.${body}.`,
    `${head}.${body}`,
  ]
}

/** Asks until the answer has this status: the kit learns of a change in the background. */
async function statusBecomes(service: Service, token: string, status: number): Promise<number> {
  const end = Date.now() + SOON
  for (;;) {
    const answer = await service.ask(token)
    if (answer.status === status || Date.now() > end) return answer.status
    await pause(50)
  }
}

const python = findPython()
type Open = (options: KitOptions, user: string) => Promise<Service>
const kits: [string, Open][] = [
  ['Express', openExpress],
  ['Hono', openHono],
  ...(python
    ? (['drf', 'django'] as const).map((kit): [string, Open] => [
        kit,
        (options, user) => openDjango(python, kit, options, user),
      ])
    : []),
]

describe.each(kits)('a service behind the kit for %s', (_, open) => {
  it('lets in who signed in, by the id of the claim, and nobody after a minute from the sign-out', async () => {
    const { gatehouse, access, refresh, id, sid } = await signIn()
    const service = await open({ issuer, revocationsSecret }, id)
    expect(await service.ask(access)).toEqual({ status: 200, body: { user: id, session: sid } })
    // What is no JWT the middleware of Django leaves to others, and there its check of cross-site requests refuses it.
    for (const token of [refresh, ...forged(access)])
      expect([401, 403]).toContain((await service.ask(token)).status)
    await gatehouse.signOut()
    expect((await service.ask(access)).status).toBe(200)
    service.forward(61)
    expect(await statusBecomes(service, access, 401)).toBe(401)
  })

  it('lets in nobody by a JWT from before a new password, but the session that set it, until it expires', async () => {
    const { gatehouse, access, id, password, username } = await signIn()
    const other = createGatehouse({ baseUrl: issuer, api: 'djoser' })
    const begun = await other.signIn({ username, password })
    if (!begun.ok || !('access' in begun.data)) throw new Error('not signed in')
    const change = { current_password: password, new_password: 'Rt5-harbour-Cormorant' }
    expect(await gatehouse.changePassword(change)).toMatchObject({ ok: true })
    const service = await open({ issuer, revocationsSecret }, id)
    expect((await service.ask(begun.data.access)).status).toBe(401)
    expect((await service.ask(access)).status).toBe(200)
    service.forward(301)
    expect((await service.ask(access)).status).toBe(401)
  })

  it('refuses while it cannot know what was revoked, or accepts if it was told to', async () => {
    const { access, id } = await signIn()
    const wrong = { issuer, revocationsSecret: 'of nobody' }
    expect((await (await open(wrong, id)).ask(access)).status).toBe(503)
    expect((await (await open({ ...wrong, whenStale: 'accept' }, id)).ask(access)).status).toBe(200)
  })
})

describe.each(kits.slice(0, 2))('the kit for %s', (_, open) => {
  it('asks for the keys once in five minutes, and for the list once a minute', async () => {
    const { access, id } = await signIn()
    const service = await open({ issuer, revocationsSecret }, id)
    const count = (path: string) => service.requests.filter((each) => each === path).length
    await service.ask(access)
    // The first time it reads all that was revoked, in pages of which other tests may have filled several.
    const pages = count(LIST)
    for (let second = 0; second < 130; second += 10) {
      service.forward(10)
      await Promise.all([service.ask(access), service.ask(access)])
      await service.settled()
    }
    expect([count(KEYS), count(LIST) - pages]).toEqual([1, 2])
  })

  it('asks once for a key that it does not know, and not for each request', async () => {
    const { access, id } = await signIn()
    const service = await open({ issuer, revocationsSecret }, id)
    await service.ask(access)
    const [, body = '', signature = ''] = access.split('.')
    const head = btoa(JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: 'another' })).replaceAll('=', '')
    service.forward(31)
    for (let tries = 0; tries < 5; tries++)
      expect((await service.ask(`${head}.${body}.${signature}`)).status).toBe(401)
    expect(service.requests.filter((path) => path === KEYS)).toHaveLength(2)
  })

  it('goes on with what it knows while Gatehouse is away for a few minutes', async () => {
    const { access, id } = await signIn()
    let isAway = false
    const replace = () => (isAway ? new Response('', { status: 503 }) : undefined)
    const service = await open({ issuer, revocationsSecret, replace }, id)
    expect((await service.ask(access)).status).toBe(200)
    isAway = true
    service.forward(200)
    expect((await service.ask(access)).status).toBe(200)
  })

  it('lets in who has no credential where that is optional, and nobody with a bad one', async () => {
    const { access, id, sid } = await signIn()
    const service = await open({ issuer, optional: true }, id)
    expect(await service.ask()).toEqual({ status: 200, body: { user: null, session: null } })
    expect((await service.ask('a.b.c')).status).toBe(401)
    expect(await service.ask(access)).toEqual({ status: 200, body: { user: id, session: sid } })
    expect(service.requests).toEqual([KEYS])
  })
})
