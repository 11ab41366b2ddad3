import { beforeEach, describe, expect, it, vi } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { pauseWebhook, resumeWebhook, rotateWebhookSecret } from '../../src/account/staff/webhooks.ts'
import { logIn, PASSWORD, signUp } from '../support/people.ts'
import { noteEvents, openReceiver, openTelling, withoutWebhooks } from '../support/receiver.ts'
import { rowsOf } from '../support/rows.ts'

beforeEach(withoutWebhooks)

const DAY = 86_400

describe('a webhook', () => {
  it('is told of what happens, after the answer, signed as Standard Webhooks say', async () => {
    const { gatehouse, receiver, add } = openTelling()
    await add()
    const ada = await signUp(gatehouse, 'ada')
    await gatehouse.settled()
    const registered = (await rowsOf('events')).find(({ account_id }) => account_id === ada.id)
    const timestamp = new Date(gatehouse.clock.now()).toISOString()
    expect(receiver.received).toEqual([
      {
        url: 'https://hooks.example.com/gatehouse',
        id: `evt_${registered?.id}_${gatehouse.clock.now().toString(36)}`,
        type: 'account.created',
        timestamp,
        data: { account: ada.id, session: registered?.session_id, event: 'registered', by_staff: false },
      },
    ])
    expect(receiver.unsigned).toEqual([])
    const init = receiver.requests[0]?.init ?? {}
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual', signal: expect.any(AbortSignal) })
    expect(String(init.body)).not.toMatch(new RegExp(`${ada.username}|${ada.email}`))
    expect(await rowsOf('webhook_messages')).toEqual([])
  })

  it('is told of the types alone that it asks for, and of nothing from before', async () => {
    const { gatehouse, receiver, add } = openTelling()
    const ada = await signUp(gatehouse, 'ada')
    await add({ events: ['account.updated', 'session.ended'] })
    const token = await logIn(gatehouse, ada)
    await gatehouse.request('/api/profile/', { method: 'PATCH', json: { first_name: 'Ada' }, token })
    await gatehouse.request('/api/logout/', { method: 'POST', token })
    await gatehouse.settled()
    expect(receiver.received.map(({ type, data }) => [type, data.event])).toEqual([
      ['account.updated', 'profile_changed'],
      ['session.ended', 'sign_out'],
    ])
  })

  it('is told of nothing that did not happen', async () => {
    const { gatehouse, receiver, add } = openTelling()
    await add()
    const taken = { username: 'ada', email: 'ada@example.com', password: PASSWORD }
    expect((await gatehouse.request('/auth/users/', { method: 'POST', json: taken })).status).toBe(201)
    expect((await gatehouse.request('/auth/users/', { method: 'POST', json: taken })).status).toBe(400)
    const wrong = { ...taken, password: 'wrong' }
    expect((await gatehouse.request('/auth/token/login/', { method: 'POST', json: wrong })).status).toBe(400)
    await gatehouse.settled()
    expect(receiver.received.map(({ type }) => type)).toEqual(['account.created'])
  })

  it('gets two signatures for a day after a rotation, and then one', async () => {
    const { gatehouse, receiver, add } = openTelling()
    const id = await add()
    const former = receiver.set.secret
    const secret = await rotateWebhookSecret(gatehouse.ports, null, id)
    const tell = async (verifiedWith: string) => {
      receiver.set.secret = verifiedWith
      await signUp(gatehouse)
      await gatehouse.settled()
      const headers = receiver.requests.at(-1)?.init.headers as Record<string, string>
      return [receiver.unsigned.length, headers['webhook-signature']?.split(' ').length]
    }
    expect(await tell(former)).toEqual([0, 2])
    expect(await tell(secret)).toEqual([0, 2])
    gatehouse.wait(DAY)
    expect(await tell(secret)).toEqual([0, 1])
    expect(await tell(former)).toEqual([1, 1])
  })

  it('gets all that happened during a pause once it is over, also after more events than one step reads', async () => {
    const { gatehouse, receiver, add } = openTelling()
    const id = await add()
    await pauseWebhook(gatehouse.ports, null, id)
    await noteEvents(gatehouse, 55)
    await gatehouse.settled()
    expect(receiver.requests).toEqual([])
    expect(await rowsOf('webhook_messages')).toEqual([])
    await resumeWebhook(gatehouse.ports, null, id)
    await gatehouse.settled()
    expect(receiver.received).toHaveLength(55)
  })

  it('loses nothing when every event is deleted and their ids begin again', async () => {
    const { gatehouse, receiver, add } = openTelling()
    const id = await add()
    await noteEvents(gatehouse, 3)
    await gatehouse.settled()
    gatehouse.wait(100 * DAY)
    await runMaintenance(gatehouse.ports)
    expect(await rowsOf('events')).toEqual([])
    await pauseWebhook(gatehouse.ports, null, id)
    await noteEvents(gatehouse, 5)
    await resumeWebhook(gatehouse.ports, null, id)
    await gatehouse.settled()
    expect(receiver.received).toHaveLength(8)
    expect(new Set(receiver.received.map((message) => message.id)).size).toBe(8)
  })
})

describe('a thousand events, and a receiver that fails half of the time', () => {
  it('loses none, and signs every one', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    let chance = 1
    const flip = () => {
      // A generator of Park and Miller, so that the test is the same each time.
      chance = (chance * 48_271) % 2_147_483_647
      return chance % 2 === 0
    }
    const receiver = openReceiver(() => {
      if (!flip()) return new Response(null, { status: 204 })
      if (flip()) return new Response('busy', { status: 503 })
      throw new TypeError('connection lost')
    })
    const { gatehouse, add } = openTelling(receiver)
    await add()
    for (let left = 1000; left > 0; left -= 50) await noteEvents(gatehouse, 50)
    await gatehouse.settled()
    for (let runs = 0; runs < 300 && receiver.received.length < 1000; runs++) {
      gatehouse.wait(900)
      await runMaintenance(gatehouse.ports)
    }
    const ids = receiver.received.map(({ id }) => id)
    expect(new Set(ids).size).toBe(1000)
    expect(ids).toHaveLength(1000)
    expect(receiver.requests.length).toBeGreaterThan(1800)
    expect(receiver.unsigned).toEqual([])
    expect(await rowsOf('webhook_messages')).toEqual([])
    expect(await rowsOf('webhooks')).toMatchObject([{ failures: 0, failing_since: null, paused_at: null }])
  })
})
