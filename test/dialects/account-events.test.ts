import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, signUp } from '../support/people.ts'

const gatehouse = openGatehouse()
const { call, get, post, patch } = callerOf(gatehouse)
const EVENTS = '/account/events'

const event = (kind: string, minutes: number, more = {}) => ({
  kind,
  at: new Date(MORNING + minutes * 60_000).toISOString(),
  session: null,
  by_staff: false,
  user_agent: '',
  place: null,
  ...more,
})
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/)

describe('GET /account/events', () => {
  it('shows what happened to one’s account, the newest first, and nothing of anybody else’s', async () => {
    const gatehouse = openGatehouse()
    const { get, post, patch } = callerOf(gatehouse)
    const [ada, boss] = [await signUp(gatehouse), await signUp(gatehouse)]
    await makeStaff(boss)
    gatehouse.wait(60)
    const change = { old_password: PASSWORD, new_password: 'Rt5-harbour-Cormorant' }
    expect((await callerOf(gatehouse).put('/api/change_password/', change, ada.token)).status).toBe(200)
    gatehouse.wait(60)
    const renamed = { username: `${ada.username}-renamed` }
    expect((await patch(`/auth/users/${ada.id}/`, renamed, boss.token)).status).toBe(200)
    await post('/api/logout/', {}, boss.token)

    const answer = await get(EVENTS, ada.token)
    expect(answer).toEqual({
      status: 200,
      body: {
        events: [
          event('username_changed', 2, { by_staff: true }),
          event('password_changed', 1, { session: UUID }),
          event('registered', 0, { session: UUID }),
        ],
        next: null,
      },
    })
    expect(JSON.stringify(answer)).not.toContain(boss.id)
  })

  it('goes on where a page ended', async () => {
    const ada = await signUp(gatehouse)
    for (let at = 0; at < 100; at++) {
      const change = { email: `${ada.username}-${at}@example.org` }
      expect((await patch('/auth/users/me/', change, ada.token)).status).toBe(200)
    }
    const first = (await get(EVENTS, ada.token)).body as { events: object[]; next: string }
    expect(first.events).toHaveLength(100)
    expect(first.next).toBe(`${EVENTS}?after=${MORNING}.100`)
    expect((await get(first.next, ada.token)).body).toEqual({
      events: [event('registered', 0, { session: UUID })],
      next: null,
    })
  }, 20_000)

  it.each(['x', '', '1', '1.', '1.x', '-1.1', `1.${'1'.repeat(9)}`, "1.' or 1=1 --"])(
    'refuses %j as the end of a page',
    async (after) => {
      const { token } = await signUp(gatehouse)
      expect(await get(`${EVENTS}?after=${encodeURIComponent(after)}`, token)).toEqual({
        status: 400,
        body: {
          type: 'urn:gatehouse:problem:invalid',
          title: 'Something in the request is not valid.',
          status: 400,
          errors: [{ parameter: 'after', detail: 'This is not valid.' }],
        },
      })
    },
  )

  it('asks for a login, and is nothing to write to', async () => {
    expect(await get(EVENTS)).toMatchObject({
      status: 401,
      body: { type: 'urn:gatehouse:problem:not-signed-in' },
      challenge: 'Bearer realm="account"',
    })
    const { token } = await signUp(gatehouse)
    expect(await post(EVENTS, {}, token)).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS' })
    expect((await call('HEAD', EVENTS, { token })).body).toBeUndefined()
  })
})
