import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { replayWebhook, resumeWebhook, retryMessages } from '../../src/account/staff/webhooks.ts'
import { signUp } from '../support/people.ts'
import { noteEvents, openReceiver, openTelling, withoutWebhooks } from '../support/receiver.ts'
import { rowsOf } from '../support/rows.ts'

const HOUR = 3600
const log = vi.spyOn(console, 'error').mockImplementation(() => {})

beforeEach(async () => {
  log.mockClear()
  await withoutWebhooks()
})

const failing = (status = 503) => openReceiver(() => new Response('private words', { status }))
const logged = () => log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>)

describe('a message that does not arrive', () => {
  it('is sent again after gaps that grow, for a day, and is then given up', async () => {
    const receiver = failing()
    const { gatehouse, add } = openTelling(receiver)
    const id = await add()
    // Others arrive now and then, so that the webhook is not paused.
    const poison = await signUp(gatehouse)
    await gatehouse.settled()
    receiver.set.answer = ({ data }) => new Response(null, { status: data.account === poison.id ? 422 : 204 })
    const gaps: number[] = []
    let last = gatehouse.clock.now()
    for (let each = 0; each < 17; each++) {
      const [row] = await rowsOf('webhook_messages')
      gatehouse.wait((Number(row?.due_at) - gatehouse.clock.now()) / 1000)
      await noteEvents(gatehouse, 1)
      await runMaintenance(gatehouse.ports)
      gaps.push((gatehouse.clock.now() - last) / 60_000)
      last = gatehouse.clock.now()
    }
    expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 64, ...Array(10).fill(120)])
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / 60).toBeGreaterThan(22)
    const given = { webhook: id, fault: 'HTTP_422', event_id: expect.any(Number) }
    expect(logged()).toEqual([{ event: 'webhook message given up', ...given }])
    expect(await rowsOf('webhook_messages')).toMatchObject([
      { account_id: poison.id, attempts: 18, fault: 'HTTP_422', dead_at: last },
    ])
    receiver.set.answer = () => new Response()
    expect(await retryMessages(gatehouse.ports, null, id)).toBe(1)
    await gatehouse.settled()
    expect(await rowsOf('webhook_messages')).toEqual([])
  })

  it('is kept for a week once it was given up', async () => {
    const { gatehouse, add } = openTelling()
    const id = await add()
    const now = gatehouse.clock.now()
    await env.DB.prepare(
      "insert into webhook_messages select ?, 7, 'sign_in', '1', null, 0, 0, 18, 0, ?, 'HTTP_503'",
    )
      .bind(id, now)
      .run()
    gatehouse.wait(167 * HOUR)
    await runMaintenance(gatehouse.ports)
    expect(await rowsOf('webhook_messages')).toHaveLength(1)
    gatehouse.wait(HOUR)
    await runMaintenance(gatehouse.ports)
    expect(await rowsOf('webhook_messages')).toEqual([])
  })

  it.each([
    ['a redirect, which is not followed', () => new Response(null, { status: 302 }), 'HTTP_302'],
    ['an error of the server', () => new Response('x', { status: 500 }), 'HTTP_500'],
    ['a broken connection', () => Promise.reject(new TypeError('private words')), 'NO_ANSWER'],
    ['no answer within the deadline', () => new Promise<Response>(() => {}), 'TOO_SLOW'],
  ])('notes %s, and nothing of the answer', async (_, answer, fault) => {
    const { gatehouse, add } = openTelling(openReceiver(answer), {}, { webhook: 20 })
    await add()
    await signUp(gatehouse)
    await gatehouse.settled()
    expect(await rowsOf('webhook_messages')).toMatchObject([{ attempts: 1, fault, dead_at: null }])
    expect(JSON.stringify(await rowsOf('webhook_messages'))).not.toContain('private')
    expect(logged()).toEqual([])
  })
})

describe('a webhook that fails', () => {
  it('has few messages made meanwhile, and loses none', async () => {
    const receiver = failing()
    const { gatehouse, add } = openTelling(receiver)
    await add()
    for (let each = 0; each < 10; each++) {
      await noteEvents(gatehouse, 20)
      await gatehouse.settled()
    }
    expect((await rowsOf('webhook_messages')).length).toBeLessThanOrEqual(40)
    expect(receiver.requests.length).toBeLessThan(20)
    receiver.set.answer = () => new Response()
    gatehouse.wait(600)
    await runMaintenance(gatehouse.ports)
    gatehouse.wait(60)
    await runMaintenance(gatehouse.ports)
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(200)
  })

  it('is paused after twelve hours without a message that arrived, and goes on once it is resumed', async () => {
    const receiver = failing()
    const { gatehouse, add } = openTelling(receiver)
    const id = await add()
    await noteEvents(gatehouse, 3)
    await gatehouse.settled()
    for (let minutes = 0; minutes < 13 * 60; minutes += 30) {
      gatehouse.wait(1800)
      await runMaintenance(gatehouse.ports)
    }
    expect(await rowsOf('webhooks')).toMatchObject([{ pause_reason: 'failing' }])
    expect(logged()).toEqual([{ event: 'webhook paused', webhook: id }])
    const before = receiver.requests.length
    gatehouse.wait(HOUR)
    await runMaintenance(gatehouse.ports)
    expect(receiver.requests.length).toBe(before)
    receiver.set.answer = () => new Response()
    await resumeWebhook(gatehouse.ports, null, id)
    await gatehouse.settled()
    gatehouse.wait(2 * HOUR)
    await runMaintenance(gatehouse.ports)
    expect(receiver.received).toHaveLength(3)
  })

  it('is paused at once when it answers that it is gone', async () => {
    const { gatehouse, add } = openTelling(failing(410))
    await add()
    await noteEvents(gatehouse, 1)
    await gatehouse.settled()
    expect(await rowsOf('webhooks')).toMatchObject([{ pause_reason: 'gone' }])
  })

  it('does not keep another one from its messages', async () => {
    const receiver = openReceiver(
      ({ url }) => new Response(null, { status: url.includes('bad') ? 500 : 204 }),
    )
    const { gatehouse, add } = openTelling(receiver)
    await add({ url: 'https://bad.example.com/' })
    await add()
    await noteEvents(gatehouse, 10)
    await gatehouse.settled()
    expect(receiver.received).toHaveLength(10)
  })
})

describe('a replay', () => {
  it('sends everything since a time again, under the same ids', async () => {
    const { gatehouse, receiver, add } = openTelling()
    const id = await add()
    for (let each = 0; each < 30; each++) {
      await noteEvents(gatehouse, 1)
      gatehouse.wait(60)
    }
    await gatehouse.settled()
    const all = receiver.received.map((message) => message.id).toSorted()
    expect(all).toHaveLength(30)
    receiver.received.length = 0
    const since = gatehouse.clock.now() - 10 * 60_000
    await replayWebhook(gatehouse.ports, null, id, since)
    await gatehouse.settled()
    const times = receiver.received.map(({ timestamp }) => Date.parse(timestamp))
    expect(times).toHaveLength(10)
    expect(Math.min(...times)).toBe(since)
    expect(receiver.unsigned).toEqual([])
    receiver.received.length = 0
    await replayWebhook(gatehouse.ports, null, id, 0)
    await gatehouse.settled()
    const again = receiver.received.map((message) => message.id)
    expect(all.every((each) => again.includes(each))).toBe(true)
  })
})
