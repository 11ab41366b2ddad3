import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Me } from '../../src/account/me.ts'
import { changeProfileForActivation, removeAccountWithPassword } from '../../src/account/profile/profile.ts'
import { authenticate, endSession } from '../../src/account/sessions/session.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import type { Actor } from '../../src/account/staff/actor.ts'
import {
  demote,
  disableAccount,
  enableAccount,
  endAllSessions,
  promote,
} from '../../src/account/staff/administration.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { heldBack } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse
const meOf = ({ token }: SignedUp) => authenticate(ports, token)
async function newBoss(): Promise<Me> {
  const boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  return meOf(boss)
}
const sessionsOf = async ({ id }: { id: string }) =>
  (await rowsOf('sessions')).filter(({ account_id }) => account_id === id)
const notedOf = async ({ id }: { id: string }) =>
  (await rowsOf('events'))
    .filter(({ account_id, kind }) => account_id === id && kind !== 'registered')
    .map(({ kind, actor_id, session_id }) => [kind, actor_id, session_id])
const isStaff = (who: { id: string }, value: number) =>
  env.DB.prepare('update accounts set is_staff = ? where id = ?').bind(value, who.id).run()

type Verb = (ports: Ports, actor: Actor, id: string) => Promise<unknown>

/** Each verb, with how the account has to be before it so that there is something to do. */
const verbs: [string, Verb, (who: { id: string }) => Promise<unknown>][] = [
  ['disabling', disableAccount, async () => {}],
  ['enabling', enableAccount, (who) => disable(who as SignedUp)],
  ['the end of all sessions', endAllSessions, async () => {}],
  ['a promotion', promote, async () => {}],
  ['a demotion', demote, (who) => isStaff(who, 1)],
]

const ends: [string, string, (me: Me) => Promise<unknown>][] = [
  ['has signed out', 'token_invalid', (me) => endSession(ports, me.session, 'sign_out')],
  ['is staff no more', 'not_yours', ({ account }) => demote(ports, null, account.id)],
  ['was disabled', 'token_invalid', ({ account }) => disableAccount(ports, null, account.id)],
]

const changes: [string, (ports: Ports, me: Me, them: Me) => Promise<unknown>][] = [
  ...verbs.map(
    ([what, verb]) =>
      [what, (ports: Ports, me: Me, them: Me) => verb(ports, me, them.account.id)] as (typeof changes)[0],
  ),
  [
    'a change of profile',
    (ports, me, them) => changeProfileForActivation(ports, me, them.account, { firstName: 'Eve' }),
  ],
  ['a deletion', (ports, me, them) => removeAccountWithPassword(ports, me, them.account.id, PASSWORD)],
]

describe('what staff was let in to do, and comes too late (G10, REV-14)', () => {
  const cases = changes.flatMap(([what, change]) =>
    ends.map(([how, reason, end]) => [what, how, change, reason, end] as const),
  )

  it.each(cases)('%s changes nothing when whoever does it %s', async (what, _how, change, reason, end) => {
    const [me, ada] = [await newBoss(), await signUp(gatehouse)]
    const them = await meOf(ada)
    await verbs.find(([verb]) => verb === what)?.[2](ada)
    const { ports: slow, reached, open } = heldBack(ports)
    const late = expect(change(slow, me, them)).rejects.toMatchObject({ name: 'Refusal', reason })
    await reached
    await end(me)
    await gatehouse.settled()
    const before = await everything()
    open()
    await late
    await gatehouse.settled()
    expect(await everything()).toEqual(before)
  })
})

describe.each(verbs)('%s', (_, verb, prepare) => {
  it('is refused whoever is not staff, alike for everybody and for nobody', async () => {
    const [eve, ada] = [await meOf(await signUp(gatehouse)), await signUp(gatehouse)]
    await prepare(ada)
    const before = await everything()
    for (const id of [ada.id, eve.account.id, crypto.randomUUID(), 'x'])
      await expect(verb(ports, eve, id)).rejects.toMatchObject({ reason: 'not_yours' })
    expect(await everything()).toEqual(before)
  })

  it('knows nobody under an id that nobody has', async () => {
    const boss = await newBoss()
    const before = await everything()
    for (const actor of [boss, null])
      await expect(verb(ports, actor, crypto.randomUUID())).rejects.toMatchObject({ reason: 'not_found' })
    expect(await everything()).toEqual(before)
  })

  it('is done by an operator at a terminal, and noted as theirs', async () => {
    const ada = await signUp(gatehouse)
    await prepare(ada)
    await verb(ports, null, ada.id)
    expect(await notedOf(ada)).toEqual([[expect.any(String), 'operator', null]])
  })

  it('is not an operator’s for an API that forgot to ask who it is', async () => {
    const ada = await signUp(gatehouse)
    await prepare(ada)
    const before = await everything()
    await expect(verb(ports, undefined as unknown as Actor, ada.id)).rejects.toThrow(TypeError)
    expect(await everything()).toEqual(before)
  })

  it('is done by staff once, however many ask at the same time, and noted once', async () => {
    const [me, ada] = [await newBoss(), await signUp(gatehouse)]
    await prepare(ada)
    await Promise.all([1, 2, 3].map(() => verb(ports, me, ada.id)))
    const noted = await notedOf(ada)
    // Sessions are ended as often as somebody asks.
    expect(noted).toEqual(Array(verb === endAllSessions ? 3 : 1).fill([noted[0]?.[0], me.account.id, null]))
    await gatehouse.settled()
    expect(await rowsOf('outbox')).toEqual([])
  })
})

describe('one’s own account', () => {
  it.each([
    ['disabled', disableAccount],
    ['taken its staff', demote],
  ])('is not %s by its owner; an operator may', async (_, verb) => {
    const me = await newBoss()
    const before = await everything()
    await expect(verb(ports, me, me.account.id)).rejects.toMatchObject({ reason: 'own_account' })
    expect(await everything()).toEqual(before)
    expect(await verb(ports, null, me.account.id)).toBe(true)
  })
})

describe('a demotion', () => {
  it('holds from the next request on, and ends no session', async () => {
    const me = await newBoss()
    expect(await demote(ports, null, me.account.id)).toBe(true)
    expect(await demote(ports, null, me.account.id)).toBe(false)
    const again = await authenticate(ports, (await logInForToken(ports, me.account, PASSWORD)).token)
    expect(again.account.isStaff).toBe(false)
    expect(await sessionsOf(me.account)).toHaveLength(2)
    expect(await promote(ports, null, me.account.id)).toBe(true)
    expect((await notedOf(me.account)).map(([kind]) => kind)).toEqual([
      'staff_withdrawn',
      'sign_in',
      'staff_granted',
    ])
  })
})
