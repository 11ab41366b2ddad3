import { beforeAll, describe, expect, it } from 'vitest'
import { addWebhook, removeWebhook } from '../../src/account/staff/webhooks.ts'
import { WEBHOOK_TYPES } from '../../src/ports/webhook-types.ts'
import { answerOf, callerOf } from '../support/caller.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { openReceiver, openTelling } from '../support/receiver.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'

const receiver = openReceiver(() => new Response(null, { status: 503 }))
const { gatehouse } = openTelling(receiver)
const { call, get, post, patch } = callerOf(gatehouse)
const WEBHOOKS = '/account/admin/webhooks'
const URL = 'https://hooks.example.com/a'

let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  ada = await signUp(gatehouse, 'ada')
})

const problem = (status: number, kind: string, title: string, more: object = {}) => ({
  status,
  body: { type: `urn:gatehouse:problem:${kind}`, title, status, ...more },
})
const NOT_FOUND = problem(404, 'not-found', 'Nothing is here.')
const NOT_YOURS = problem(403, 'not-yours', 'This is not yours.')
const invalid = (parameter: string) =>
  problem(400, 'invalid', 'Something in the request is not valid.', {
    errors: [{ parameter, detail: 'This is not valid.' }],
  })

const shown = (id: string, own: object = {}) => ({
  id,
  url: URL,
  events: null,
  created_at: new Date(MORNING).toISOString(),
  rotated_at: null,
  paused: null,
  failing: null,
  waiting: 0,
  given_up: 0,
  ...own,
})

async function add(json: object = { url: URL }) {
  const { body } = await post(WEBHOOKS, json, boss.token)
  return body as { id: string; secret: string }
}

describe('webhooks at the account API', () => {
  it('are added with a secret that is shown once, and is nowhere in clear', async () => {
    const events = ['session.created', 'account.deleted']
    const answer = await gatehouse.request(WEBHOOKS, {
      method: 'POST',
      json: { url: URL, events },
      token: boss.token,
    })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const { status, body } = await answerOf(answer)
    const { id, secret } = body as { id: string; secret: string }
    const seen = shown(id, { events: ['account.deleted', 'session.created'] })
    expect({ status, body }).toEqual({ status: 201, body: { ...seen, secret } })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(await everythingAsText()).not.toContain(secret.slice(6, 40))
    expect(await get(`${WEBHOOKS}/${id}`, boss.token)).toEqual({ status: 200, body: seen })
    expect(await get(WEBHOOKS, boss.token)).toEqual({ status: 200, body: { webhooks: [seen] } })
    expect(await call('DELETE', `${WEBHOOKS}/${id}`, { token: boss.token })).toEqual({ status: 204 })
    expect(await get(`${WEBHOOKS}/${id}`, boss.token)).toEqual(NOT_FOUND)
  })

  it('are changed, paused, resumed and given another secret', async () => {
    const { id, secret } = await add()
    const at = `${WEBHOOKS}/${id}`
    expect(await patch(at, { events: 'email.changed, password.changed' }, boss.token)).toEqual({
      status: 200,
      body: shown(id, { events: ['email.changed', 'password.changed'] }),
    })
    expect(await patch(at, { url: `${URL}/b`, events: [] }, boss.token)).toEqual({
      status: 200,
      body: shown(id, { url: `${URL}/b` }),
    })
    expect(await post(`${at}/pause`, {}, boss.token)).toEqual({ status: 204 })
    const paused = { at: new Date(MORNING).toISOString(), reason: 'staff' }
    expect((await get(at, boss.token)).body).toEqual(shown(id, { url: `${URL}/b`, paused }))
    expect(await post(`${at}/resume`, {}, boss.token)).toEqual({ status: 204 })
    const rotated = await post(`${at}/rotate`, {}, boss.token)
    expect(rotated).toEqual({ status: 200, body: { secret: expect.stringMatching(/^whsec_/) } })
    expect(rotated.body).not.toEqual({ secret })
    expect((await get(at, boss.token)).body).toEqual(
      shown(id, { url: `${URL}/b`, rotated_at: new Date(MORNING).toISOString() }),
    )
    await call('DELETE', at, { token: boss.token })
  })

  it('have events of who changed them, and none of what changed nothing', async () => {
    const noted = async () =>
      (await rowsOf('events'))
        .filter(({ kind }) => String(kind).startsWith('webhook_'))
        .map(({ kind, account_id, actor_id, note }) => [kind, account_id, actor_id, note])
    const before = (await noted()).length
    const { id } = await add()
    const at = `${WEBHOOKS}/${id}`
    await patch(at, { events: ['account.created'] }, boss.token)
    for (const act of ['pause', 'resume', 'rotate']) await post(`${at}/${act}`, {}, boss.token)
    await post(`${at}/replay`, { since: new Date(MORNING).toISOString() }, boss.token)
    await refused(gatehouse, () => post(`${at}/pause`, {}, ada.token))
    await refused(gatehouse, () => patch(at, { url: 'http://x' }, boss.token))
    await call('DELETE', at, { token: boss.token })
    await refused(gatehouse, () => call('DELETE', at, { token: boss.token }))
    await removeWebhook(gatehouse.ports, null, (await addWebhook(gatehouse.ports, null, { url: URL })).id)
    const kinds = ['added', 'changed', 'paused', 'resumed', 'secret_rotated', 'replayed', 'removed']
    expect((await noted()).slice(before)).toEqual(
      kinds.map((kind) => [`webhook_${kind}`, boss.id, boss.id, id]),
    )
  })

  it('show the messages that have not arrived, which staff retry and drop', async () => {
    const { id } = await add({ url: URL, events: ['account.created'] })
    const at = `${WEBHOOKS}/${id}`
    const bob = await signUp(gatehouse, 'bob')
    await gatehouse.settled()
    const [row] = await rowsOf('webhook_messages')
    const event = String(row?.event_id)
    const { body } = await get(`${at}/messages`, boss.token)
    expect(body).toEqual({
      messages: [
        {
          id: `evt_${event}_${MORNING.toString(36)}`,
          event,
          type: 'account.created',
          kind: 'registered',
          account: bob.id,
          at: new Date(MORNING).toISOString(),
          attempts: 1,
          due_at: new Date(MORNING + 60_000).toISOString(),
          fault: 'HTTP_503',
        },
      ],
      next: null,
    })
    expect(await post(`${at}/retry`, {}, boss.token)).toEqual({ status: 200, body: { messages: 0 } })
    expect(await post(`${at}/messages/${event}/retry`, {}, boss.token)).toEqual({ status: 204 })
    await gatehouse.settled()
    expect(await rowsOf('webhook_messages')).toMatchObject([{ attempts: 1 }])
    expect(await call('DELETE', `${at}/messages`, { token: boss.token })).toEqual({
      status: 200,
      body: { messages: 0 },
    })
    expect(await call('DELETE', `${at}/messages/${event}`, { token: boss.token })).toEqual({ status: 204 })
    expect(await call('DELETE', `${at}/messages/${event}`, { token: boss.token })).toEqual(NOT_FOUND)
    expect(await get(`${at}/messages`, boss.token)).toEqual({
      status: 200,
      body: { messages: [], next: null },
    })
    expect(await post(`${at}/replay`, { since: '2026-11-20T00:00:00Z' }, boss.token)).toEqual({ status: 204 })
    await gatehouse.settled()
    expect((await rowsOf('webhook_messages')).length).toBeGreaterThan(0)
    await call('DELETE', at, { token: boss.token })
    expect(await rowsOf('webhook_messages')).toEqual([])
  })

  it.each([
    ['url', { url: 'http://hooks.example.com/' }],
    ['url', { url: 'https://10.0.0.1/' }],
    ['url', { url: 'http://localhost:8787/' }],
    ['url', {}],
    ['events', { url: URL, events: ['account.created', 'nothing'] }],
    ['events', { url: URL, events: 7 }],
  ])('refuse a wrong %s and store nothing: %o', async (parameter, json) => {
    expect(await refused(gatehouse, () => post(WEBHOOKS, json, boss.token))).toEqual(invalid(parameter))
  })

  it('refuse a time that is none, and an eleventh webhook', async () => {
    const ids: string[] = []
    for (let each = 0; each < 10; each++) ids.push((await add()).id)
    const at = `${WEBHOOKS}/${ids[0]}`
    for (const since of ['yesterday', '2026-13-01', '2026-11-20T25:00:00Z'])
      expect(await refused(gatehouse, () => post(`${at}/replay`, { since }, boss.token))).toEqual(
        invalid('since'),
      )
    expect(await refused(gatehouse, () => post(WEBHOOKS, { url: URL }, boss.token))).toEqual(invalid('url'))
    for (const id of ids) await call('DELETE', `${WEBHOOKS}/${id}`, { token: boss.token })
  })

  it('are for staff alone, and nothing of them is told to others', async () => {
    const { id } = await add()
    for (const path of [WEBHOOKS, `${WEBHOOKS}/${id}`, `${WEBHOOKS}/${id}/messages`])
      expect(await get(path, ada.token)).toEqual(NOT_YOURS)
    for (const what of ['', '/pause', '/resume', '/rotate', '/replay', '/retry'])
      expect(
        await refused(gatehouse, () =>
          post(WEBHOOKS + (what && `/${id}${what}`), { url: URL, since: '2026-11-20' }, ada.token),
        ),
      ).toEqual(NOT_YOURS)
    await call('DELETE', `${WEBHOOKS}/${id}`, { token: boss.token })
  })

  it('are nowhere without them in the configuration', async () => {
    const plain = openGatehouse()
    const there = callerOf(plain)
    expect(await there.get(WEBHOOKS, boss.token)).toEqual(NOT_FOUND)
    expect(await there.post(WEBHOOKS, { url: URL }, boss.token)).toEqual(NOT_FOUND)
  })
})

it('names every type once', () => {
  expect(new Set(WEBHOOK_TYPES).size).toBe(WEBHOOK_TYPES.length)
})
