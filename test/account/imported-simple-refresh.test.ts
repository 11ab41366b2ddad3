import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { endedSessionId } from '../../src/account/sessions/imported/for-import.ts'
import { simpleJwt } from '../../src/account/sessions/imported/simple-jwt.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { DAY, NOW, newcomer, openOldHouse, simple, simpleRefresh, UNTIL } from '../support/old-system.ts'
import { disable } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openOldHouse()
const { ports } = gatehouse

const me = async (token: string, house = gatehouse) => {
  const response = await house.request('/auth/users/me/', { token })
  return [response.status, await response.json<Record<string, unknown>>()] as const
}
const statusOf = async (token: string, house = gatehouse) => (await me(token, house))[0]
const post = (path: string, json: object) => gatehouse.request(path, { method: 'POST', json })
const refreshed = async (refresh: string) => {
  const response = await post('/auth/jwt/refresh/', { refresh })
  return [
    response.status,
    await response.json<{ access: string; refresh: string; detail?: string }>(),
  ] as const
}
const sessionsOf = async ({ id }: { id: string }) =>
  (await rowsOf('sessions')).filter((row) => row.account_id === id && row.kind === 'jwt')

describe('the id in a JWT of simplejwt', () => {
  it('goes on in our pair, where clients know numbers', async () => {
    const house = openOldHouse({}, { ids: 'integer' })
    const ada = await newcomer(gatehouse)
    await env.DB.prepare('update accounts set number = ? where id = ?').bind(Number(ada.oldId), ada.id).run()
    const refresh = await simpleRefresh(Number(ada.oldId))
    const response = await house.request('/auth/jwt/refresh/', { method: 'POST', json: { refresh } })
    const pair = await response.json<{ access: string; refresh: string }>()
    expect(decodeJwt(pair.access).user_id).toBe(Number(ada.oldId))
    expect(decodeJwt(pair.refresh).user_id).toBe(Number(ada.oldId))
    expect(await me(pair.access, house)).toMatchObject([200, { id: Number(ada.oldId) }])
  })

  it('may be in another claim there', async () => {
    const importedSessions = [simpleJwt({ until: UNTIL, userIdClaim: 'uid' })]
    const house = openOldHouse({}, { importedSessions })
    const ada = await newcomer(house)
    expect(await statusOf(await simple(ada.oldId, { user_id: undefined, uid: ada.oldId }), house)).toBe(200)
    expect(await statusOf(await simple(ada.oldId), house)).toBe(401)
  })
})

describe('a refresh token of simplejwt', () => {
  it('gives our pair each time, of one session', async () => {
    const ada = await newcomer(gatehouse)
    const refresh = await simpleRefresh(ada.oldId)
    const [status, first] = await refreshed(refresh)
    const [again, second] = await refreshed(refresh)
    expect([status, again]).toEqual([200, 200])
    const sessions = await Promise.all(
      [first, second].map(async ({ access }) => (await authenticate(ports, access)).session.id),
    )
    expect(sessions[0]).toBe(sessions[1])
    expect(await sessionsOf(ada)).toHaveLength(1)
    for (const pair of [first, second]) expect((await refreshed(pair.refresh))[0]).toBe(200)
  })

  it('is no theft when it comes again after ours has moved on', async () => {
    const house = openOldHouse({ ROTATE_REFRESH_TOKENS: 'true' })
    const ada = await newcomer(house)
    const old = await simpleRefresh(ada.oldId)
    const refresh = async (token: string) => {
      const response = await house.request('/auth/jwt/refresh/', { method: 'POST', json: { refresh: token } })
      expect(response.status).toBe(200)
      return response.json<{ access: string; refresh: string }>()
    }
    const first = await refresh(old)
    house.wait(60)
    await refresh(first.refresh)
    house.wait(60)
    const pair = await refresh(old)
    await refresh(pair.refresh)
    expect(await house.emails()).toEqual([])
  })

  it('works for as long as it would have there', async () => {
    const house = openOldHouse()
    const refresh = await simpleRefresh((await newcomer(house)).oldId)
    for (let day = 0; day < 29; day++) {
      const response = await house.request('/auth/jwt/refresh/', { method: 'POST', json: { refresh } })
      const { access } = await response.json<{ access: string }>()
      expect(await statusOf(access, house)).toBe(200)
      house.wait(DAY)
    }
    house.wait(DAY)
    const response = await house.request('/auth/jwt/refresh/', { method: 'POST', json: { refresh } })
    expect(response.status).toBe(401)
  })

  it('that was blacklisted there is refused, and opens nothing', async () => {
    const ada = await newcomer(gatehouse)
    const refresh = await simpleRefresh(ada.oldId, { jti: 'b1ac71157ed' })
    if (!ports.imported) throw new Error('nothing is accepted')
    await ports.commit(
      ports.imported.addEnded([await endedSessionId('b1ac71157ed')], (NOW + 30 * DAY) * 1000),
    )
    expect(await refreshed(refresh)).toMatchObject([401, { detail: 'Token is blacklisted' }])
    expect((await post('/auth/jwt/verify/', { token: refresh })).status).toBe(401)
    expect(await sessionsOf(ada)).toHaveLength(0)
  })

  it.each(['blacklist', 'logout'])(
    'is ended at /auth/jwt/%s/, used before or not, with our pair',
    async (end) => {
      const ada = await newcomer(gatehouse)
      const [used, unused] = [await simpleRefresh(ada.oldId), await simpleRefresh(ada.oldId)]
      const [, pair] = await refreshed(used)
      for (const refresh of [used, unused]) {
        expect((await post(`/auth/jwt/${end}/`, { refresh })).status).toBe(200)
        expect(await refreshed(refresh)).toMatchObject([401, { detail: 'Token is blacklisted' }])
      }
      expect(await statusOf(pair.access)).toBe(401)
      expect((await refreshed(pair.refresh))[0]).toBe(401)
    },
  )

  it('of somebody disabled is refused, although simplejwt accepted it', async () => {
    const ada = await newcomer(gatehouse)
    const refresh = await simpleRefresh(ada.oldId)
    await disable(ada)
    expect(await refreshed(refresh)).toMatchObject([
      401,
      { detail: 'No active account found for the given token.' },
    ])
  })

  it('is no access token', async () => {
    expect(await statusOf(await simpleRefresh((await newcomer(gatehouse)).oldId))).toBe(401)
  })
})
