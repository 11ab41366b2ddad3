import { beforeAll, describe, expect, it } from 'vitest'
import { importedTokenSession } from '../../src/account/sessions/imported/for-import.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addSession, DAY, importTokens, newcomer, openOldHouse, UNTIL } from '../support/old-system.ts'
import { disable, type SignedUp, signUp } from '../support/people.ts'
import { everythingAsText } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openOldHouse(bindings as unknown as Partial<Env>)
const { ports } = gatehouse

let made = 0
function newToken(): string {
  made += 1
  return made.toString(16).padStart(40, 'b74bc476c63b8f8dce85')
}

const [phone, ended, mine, later, ofGone, ofBob] = Array.from({ length: 6 }, newToken) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
let ada: SignedUp
let grace: SignedUp
let bob: SignedUp

beforeAll(async () => {
  const gone = await newcomer(gatehouse)
  ada = await newcomer(gatehouse)
  grace = await newcomer(gatehouse)
  bob = await newcomer(gatehouse)
  await importTokens(ports, [
    [ada.id, phone],
    [ada.id, ended],
    [grace.id, mine],
    [gone.id, ofGone],
    [bob.id, ofBob],
  ])
  await disable(gone)
})

const status = async (path: string, token: string, house = gatehouse) =>
  (await house.request(path, { headers: { authorization: `Token ${token}` } })).status

describe('a token of Django REST Framework', () => {
  it.each(['/api/profile/', '/auth/users/me/', '/api/v1/users/getUser', '/account/sessions'])(
    'is accepted at %s, with one read',
    async (path) => {
      expect(await status(path, phone)).toBe(200)
      const { roundTrips } = await costOf(() => authenticate(ports, phone))
      expect(roundTrips).toBe(1)
    },
  )

  it('is listed, with the time that it was made and its end', async () => {
    const { sessions } = await (await gatehouse.request('/account/sessions', { token: phone })).json<{
      sessions: Record<string, unknown>[]
    }>()
    expect(sessions.map(({ kind, current }) => [kind, current])).toContainEqual(['token', true])
    expect(sessions).toHaveLength(3)
    const { session } = await authenticate(ports, phone)
    expect(session.createdAt).toBe(gatehouse.clock.now() - 1000)
    expect([session.expiresAt, session.idleExpiresAt]).toEqual([Date.parse(UNTIL), Date.parse(UNTIL)])
  })

  it('may write, and ends with a sign-out, which a second import does not undo', async () => {
    const change = await gatehouse.request('/auth/users/me/', {
      method: 'PATCH',
      token: ended,
      json: { email: 'new@example.com' },
    })
    expect(change.status).toBe(200)
    expect((await gatehouse.request('/auth/token/logout/', { method: 'POST', token: ended })).status).toBe(
      204,
    )
    expect(await status('/auth/users/me/', ended)).toBe(401)
    await addSession(ports, await importedTokenSession(ports, ada.id, ended))
    expect(await status('/auth/users/me/', ended)).toBe(401)
    expect(await status('/auth/users/me/', phone)).toBe(200)
  })

  it('costs no D1 statement if it was made up', async () => {
    await authenticate(ports, phone)
    for (let each = 0; each < 50; each++) {
      const token = newToken()
      const cost = await costOf(() => authenticate(ports, token))
      expect(cost).toEqual({ links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 })
      expect(await status('/auth/users/me/', token)).toBe(401)
    }
  })

  it('is refused for disabled and deleted accounts', async () => {
    expect(await status('/auth/users/me/', ofGone)).toBe(401)
    expect(await status('/auth/users/me/', ofBob)).toBe(200)
    const removed = await gatehouse.request('/auth/users/me/', {
      method: 'DELETE',
      token: ofBob,
      json: { current_password: bob.password },
    })
    expect(removed.status).toBe(204)
    expect(await status('/auth/users/me/', ofBob)).toBe(401)
  })

  it('is refused after a new password, but where that was set', async () => {
    const other = newToken()
    await addSession(ports, await importedTokenSession(ports, grace.id, other))
    const changed = await gatehouse.request('/auth/users/set_password/', {
      method: 'POST',
      token: mine,
      json: { current_password: grace.password, new_password: 'Rt5-harbour-Cormorant' },
    })
    expect(changed.status).toBe(204)
    expect([await status('/auth/users/me/', mine), await status('/auth/users/me/', other)]).toEqual([
      200, 401,
    ])
    const late = newToken()
    await addSession(ports, await importedTokenSession(ports, grace.id, late))
    expect(await status('/auth/users/me/', late)).toBe(401)
  })

  it('is known a minute after a second import', async () => {
    await importTokens(ports, [[ada.id, later]])
    gatehouse.wait(61)
    expect([await status('/auth/users/me/', phone), await status('/auth/users/me/', later)]).toEqual([
      200, 200,
    ])
  })

  it('is stored nowhere as it is', async () => {
    const everything = await everythingAsText()
    for (const token of [phone, ended, mine, later, ofGone]) expect(everything).not.toContain(token)
  })

  it('means nothing to a deployment that does not accept it', async () => {
    expect(await status('/auth/users/me/', phone, openGatehouse())).toBe(401)
    const another = await signUp(gatehouse)
    expect(await status('/auth/users/me/', another.token)).toBe(200)
  })

  it('ends on its day', async () => {
    gatehouse.wait((Date.parse(UNTIL) - gatehouse.clock.now()) / 1000 - 1)
    expect(await status('/auth/users/me/', later)).toBe(200)
    gatehouse.wait(1)
    expect(await status('/auth/users/me/', later)).toBe(401)
    const cost = await costOf(() => authenticate(ports, later))
    expect(cost.statements).toBe(0)
    gatehouse.wait(90 * DAY)
    expect((await importedTokenSession(openGatehouse().ports, ada.id, later)).expiresAt).toBeGreaterThan(0)
  })
})

describe('a token of another form', () => {
  it.each([
    ['in capitals', 'B74BC476C63B8F8DCE85583778C06DF836ED0582'],
    ['of the project’s own making', 'MADE-by_the-project/itself!'],
  ])('may be %s', async (_, token) => {
    const house = openOldHouse()
    const person = await newcomer(house)
    await importTokens(house.ports, [[person.id, token]])
    expect(await status('/auth/users/me/', token, house)).toBe(200)
    expect(await status('/auth/users/me/', token.toLowerCase(), house)).toBe(401)
  })
})
