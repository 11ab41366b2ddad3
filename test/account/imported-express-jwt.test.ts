import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { importedRefreshSession } from '../../src/account/sessions/imported/for-import.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { countedBindings } from '../support/counters.ts'
import {
  ACCESS,
  addSession,
  DAY,
  expressAccess,
  expressRefresh,
  NOW,
  newcomer,
  openOldHouse,
  REFRESH,
} from '../support/old-system.ts'
import { disable } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openOldHouse(bindings as unknown as Partial<Env>)
const { ports } = gatehouse

/** Somebody whose document holds a refresh token, and the pair of that sign-in. */
async function signedIn(house = gatehouse) {
  const person = await newcomer(house, 'shop')
  const [access, refresh] = [await expressAccess(person.oldId), await expressRefresh(person.oldId)]
  const session = await importedRefreshSession(house.ports, person.id, refresh, 'shop')
  if (!session) throw new Error('not read')
  await addSession(house.ports, session)
  return { ...person, access, refresh }
}

const getUser = (cookie: string, house = gatehouse) =>
  house.request('/api/v1/users/getUser', { headers: { cookie } })

const refreshed = async (refreshToken: string, house = gatehouse) => {
  const response = await house.request('/api/v1/users/refreshToken', {
    method: 'POST',
    headers: { cookie: `refreshToken=${refreshToken}` },
  })
  type Answer = { data: { accessToken: string; refreshToken: string } }
  return [response.status, response.ok ? (await response.json<Answer>()).data : undefined] as const
}

const sessionsOf = async ({ id }: { id: string }) =>
  (await rowsOf('sessions')).filter((row) => row.account_id === id && row.kind === 'express')

describe('the cookies of an Express back end', () => {
  it('go on: the access token as before, and the refresh token gives our pair', async () => {
    const ada = await signedIn()
    expect((await getUser(`accessToken=${ada.access}; refreshToken=${ada.refresh}`)).status).toBe(200)
    expect((await costOf(() => authenticate(ports, ada.access))).roundTrips).toBe(1)
    const [status, pair] = await refreshed(ada.refresh)
    expect(status).toBe(200)
    expect((await getUser(`accessToken=${pair?.accessToken}`)).status).toBe(200)
    expect((await getUser(`accessToken=${ada.access}`)).status).toBe(200)
    expect((await refreshed(pair?.refreshToken ?? ''))[0]).toBe(200)
    expect(await sessionsOf(ada)).toHaveLength(1)
  })

  it.each(['/auth/users/me/', '/api/profile/', '/account/sessions'])(
    'are good in a header at %s',
    async (path) => {
      const { access } = await signedIn()
      expect((await gatehouse.request(path, { token: access })).status).toBe(200)
    },
  )

  it.each([
    ['text as id', 'usr_1', (id: string) => ({ id })],
    ['text as userId', 'usr_2', (userId: string) => ({ userId })],
    ['a number as _id', '7000001', (id: string) => ({ _id: Number(id) })],
  ])('may have %s', async (_, oldId, claim) => {
    const ada = await newcomer(gatehouse, 'shop')
    await env.DB.prepare('update imported_accounts set old_id = ? where account_id = ?')
      .bind(oldId, ada.id)
      .run()
    const own = { _id: undefined, ...claim(oldId) }
    const [access, refresh] = [await expressAccess('', own), await expressRefresh('', own)]
    const session = await importedRefreshSession(ports, ada.id, refresh, 'shop')
    if (!session) throw new Error('not read')
    await addSession(ports, session)
    expect((await getUser(`accessToken=${access}`)).status).toBe(200)
    expect((await refreshed(refresh))[0]).toBe(200)
  })

  it('end together at a sign-out', async () => {
    const { access, refresh } = await signedIn()
    const out = await gatehouse.request('/api/v1/users/logout', {
      method: 'POST',
      headers: { cookie: `accessToken=${access}; refreshToken=${refresh}` },
    })
    expect(out.status).toBe(200)
    expect((await getUser(`accessToken=${access}`)).status).toBe(401)
    expect((await refreshed(refresh))[0]).toBe(401)
  })
})

describe('a refresh token of an Express back end', () => {
  it('is used up like one of ours: again within ten seconds, and then it ends the session', async () => {
    const house = openOldHouse()
    const ada = await signedIn(house)
    const [, pair] = await refreshed(ada.refresh, house)
    expect((await refreshed(ada.refresh, house))[0]).toBe(200)
    house.wait(11)
    expect((await refreshed(ada.refresh, house))[0]).toBe(401)
    expect((await refreshed(pair?.refreshToken ?? '', house))[0]).toBe(401)
    expect((await getUser(`accessToken=${ada.access}`, house)).status).toBe(401)
  })

  it('is refused if it is not the one in the document, and leaves the sign-in alone', async () => {
    const ada = await signedIn()
    const stale = await expressRefresh(ada.oldId, { iat: NOW - 2 * DAY })
    expect((await refreshed(stale))[0]).toBe(401)
    expect((await getUser(`accessToken=${ada.access}`)).status).toBe(200)
  })

  it('is refused if there is none in the document, also after the access token was used', async () => {
    const ada = await newcomer(gatehouse, 'shop')
    const [access, refresh] = [await expressAccess(ada.oldId), await expressRefresh(ada.oldId)]
    expect((await refreshed(refresh))[0]).toBe(401)
    expect((await getUser(`accessToken=${access}`)).status).toBe(200)
    expect((await refreshed(refresh))[0]).toBe(401)
    expect((await getUser(`accessToken=${access}`)).status).toBe(200)
  })

  it('is not imported once it has expired, or if it is none', async () => {
    const ada = await newcomer(gatehouse, 'shop')
    for (const token of [await expressRefresh(ada.oldId, { exp: NOW }), 'none', ''])
      expect(await importedRefreshSession(ports, ada.id, token, 'shop')).toBeUndefined()
  })

  it('is refused for somebody disabled, and after a new password', async () => {
    const [ada, bob] = [await signedIn(), await signedIn()]
    await disable(ada)
    expect((await refreshed(ada.refresh))[0]).toBe(401)
    const change = await gatehouse.request('/api/v1/users/changePassword', {
      method: 'POST',
      token: bob.token,
      json: { oldPassword: bob.password, newPassword: 'Rt5-harbour-Cormorant' },
    })
    expect(change.status).toBe(200)
    expect((await refreshed(bob.refresh))[0]).toBe(401)
    expect((await getUser(`accessToken=${bob.access}`)).status).toBe(401)
  })
})

describe('an access token of an Express back end', () => {
  it('is a session of its own where there is no refresh token, and ends with it', async () => {
    const house = openOldHouse()
    const ada = await newcomer(house, 'shop')
    const access = await expressAccess(ada.oldId)
    expect((await getUser(`accessToken=${access}`, house)).status).toBe(200)
    expect(await sessionsOf(ada)).toMatchObject([{ step: -1 }])
    house.wait(DAY)
    expect((await getUser(`accessToken=${access}`, house)).status).toBe(401)
  })

  it.each([
    ['another secret', `${ACCESS}x`, {}],
    ['the secret of refresh tokens', REFRESH, {}],
    ['no id', ACCESS, { _id: undefined }],
    ['an id that is neither text nor a number', ACCESS, { _id: { $oid: '6'.repeat(24) } }],
    ['no time', ACCESS, { iat: undefined }],
    ['no end', ACCESS, { exp: undefined }],
  ])('with %s is refused without D1', async (_, secret, own) => {
    const { oldId } = await newcomer(gatehouse, 'shop')
    const token = await expressAccess(oldId, own, secret)
    expect((await costOf(() => authenticate(ports, token))).statements).toBe(0)
    expect((await getUser(`accessToken=${token}`)).status).toBe(401)
  })

  it('is of that back end only: the same id elsewhere is somebody else', async () => {
    const { oldId } = await newcomer(gatehouse, 'site')
    await expect(authenticate(ports, await expressAccess(oldId))).rejects.toThrow('jwt_nobody')
  })
})
