import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { listEvents } from '../../src/account/events/event-list.ts'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { finishReset } from '../../src/account/passwords/password-reset.ts'
import {
  changeProfile,
  changeProfileForActivation,
  removeAccount,
  removeAccountWithPassword,
} from '../../src/account/profile/profile.ts'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { endOtherSessions } from '../../src/account/sessions/session-list.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { eventsAt, noted } from '../support/noted-events.ts'
import { disable, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { newest, notedBy } = eventsAt(gatehouse)
const { ports } = gatehouse
const NEXT = 'Rt5-harbour-Cormorant'

const meOf = ({ token }: SignedUp) => authenticate(ports, token)
describe('what staff does to somebody’s account', () => {
  it('is noted with who did it, and not where they are', async () => {
    const boss = await signUp(gatehouse)
    await makeStaff(boss)
    const ada = await signUp(gatehouse)
    const clientInfo = { userAgent: 'Firefox/145.0', location: 'Lisbon, PT', client: '203.0.113.7' }
    const there = { ...ports, clientInfo }
    const [me, { account }] = [await meOf(boss), await meOf(ada)]
    const change = { username: `z-${ada.username}`, email: `z-${ada.email}` }
    expect(await notedBy(ada.id, () => changeProfileForActivation(there, me, account, change))).toEqual([
      ...noted('username_changed', null, boss.id),
      ...noted('address_changed', null, boss.id),
    ])
    const twice = () =>
      Promise.allSettled([
        removeAccountWithPassword(there, me, ada.id, PASSWORD),
        removeAccountWithPassword(there, me, ada.id, PASSWORD),
      ])
    expect(await notedBy(ada.id, twice)).toEqual(noted('account_deleted', null, boss.id))
    const acts = (await rowsOf('events')).filter(({ actor_id }) => actor_id === boss.id)
    expect(acts.map(({ user_agent, place }) => [user_agent, place])).toEqual(acts.map(() => ['', null]))
  })
})

describe('an event', () => {
  it('has what the program called itself, and roughly where it was', async () => {
    const ada = await signUp(gatehouse)
    const clientInfo = { userAgent: 'Firefox/145.0', location: 'Lisbon, PT', client: '203.0.113.7' }
    await logOut({ ...ports, clientInfo }, ada.token)
    expect((await rowsOf('events')).at(-1)).toMatchObject({
      kind: 'sign_out',
      user_agent: 'Firefox/145.0',
      place: 'Lisbon, PT',
    })
  })

  it('is not written for what was refused', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    await requestLink(ports, { purpose: 'reset', address: ada.email })
    const link = await newest()
    await disable(ada)
    const before = await everything()
    for (const refused of [
      () => changePassword(ports, me, STRICT, { oldPassword: PASSWORD, newPassword: NEXT }),
      () => changeProfile(ports, me, { email: `q-${ada.email}` }),
      () => removeAccount(ports, me),
      () => endOtherSessions(ports, me),
      () => finishReset(ports, STRICT, { ...link, newPassword: NEXT }),
    ])
      await expect(refused()).rejects.toMatchObject({ name: 'Refusal' })
    expect(await everything()).toEqual(before)
  })
})

describe('the list of events', () => {
  it('comes a hundred at a time, each event once, also those of one moment', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const row = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 349)
      insert into events (kind, account_id, at) select 'sign_in', ?, 1000 + i / 130 from n`
    await env.DB.prepare(row).bind(ada.id).run()
    const found: number[] = []
    const lengths: number[] = []
    for (let page = await listEvents(ports, me, undefined); ; page = await listEvents(ports, me, page.next)) {
      found.push(...page.events.map(({ id }) => id))
      lengths.push(page.events.length)
      if (!page.next) break
    }
    expect(lengths).toEqual([100, 100, 100, 50])
    expect(new Set(found).size).toBe(350)
    const times = new Map((await rowsOf('events')).map(({ id, at }) => [id, Number(at)]))
    const inOrder = found.map((id) => times.get(id) ?? 0)
    expect(inOrder).toEqual(inOrder.toSorted((one, other) => other - one))
  })
})
