import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { commitAll } from '../../src/account/commit-all.ts'
import { passwordResetEmail } from '../../src/account/emails/emails.ts'
import { newLink } from '../../src/account/emails/one-time-link.ts'
import type { Me } from '../../src/account/me.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { changeProfileForActivation, removeAccountWithPassword } from '../../src/account/profile/profile.ts'
import { authenticate, endSession } from '../../src/account/sessions/session.ts'
import { refreshAccess, refreshTokenPair, verifyJwt } from '../../src/account/sessions/token-pair.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import type { Actor } from '../../src/account/staff/actor.ts'
import {
  demote,
  disableAccount,
  enableAccount,
  endAllSessions,
  promote,
} from '../../src/account/staff/administration.ts'
import { openChange } from '../../src/ports/change.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { failing, heldBack, linesLoggedBy, succeeds } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse
const NEXT = 'Rt5-harbour-Cormorant'

const meOf = ({ token }: SignedUp) => authenticate(ports, token)
async function newBoss(): Promise<Me> {
  const boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  return meOf(boss)
}
const rowOf = async ({ id }: { id: string }) => (await rowsOf('accounts')).find((each) => each.id === id)
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

describe('disabling', () => {
  it('lets nobody in whose password was right a moment before (REV-08)', async () => {
    const ada = await signUp(gatehouse)
    for (const logIn of [
      (ports: Ports) => logInForToken(ports, ada, PASSWORD),
      (ports: Ports) => logInForTokenPair(ports, ada, PASSWORD, 'jwt'),
      (ports: Ports) => logInForTokenPair(ports, ada, PASSWORD, 'express'),
    ]) {
      const { ports: slow, reached, open } = heldBack(ports)
      const late = expect(logIn(slow)).rejects.toMatchObject({ reason: 'wrong_credentials' })
      await reached
      await disableAccount(ports, null, ada.id)
      open()
      await late
      expect(await sessionsOf(ada)).toEqual([])
      await enableAccount(ports, null, ada.id)
    }
  })

  it('ends a session too that was opened since the account was looked at', async () => {
    const ada = await signUp(gatehouse)
    const { ports: slow, reached, open } = heldBack(ports)
    const late = disableAccount(slow, null, ada.id)
    await reached
    const { token } = await logInForToken(ports, ada, PASSWORD)
    open()
    expect(await late).toBe(true)
    expect(await sessionsOf(ada)).toEqual([])
    await expect(authenticate(ports, token)).rejects.toMatchObject({ reason: 'token_invalid' })
  })

  it('kills a link too that was being made since the account was looked at (RST-12)', async () => {
    const { account } = await meOf(await signUp(gatehouse))
    const { statements } = await newLink(ports, 'reset', account, { write: passwordResetEmail })
    await disableAccount(ports, null, account.id)
    await enableAccount(ports, null, account.id)
    await gatehouse.settled()
    await commitAll(ports, statements)
    expect(await rowsOf('tickets')).toEqual([])
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('is not outrun by a new password: KV is told of the session version that it comes to', async () => {
    const ada = await signUp(gatehouse)
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'express')
    const mine = await authenticate(ports, tokenPair.access)
    const { ports: slow, reached, open } = heldBack(ports)
    const late = disableAccount(slow, null, ada.id)
    await reached
    await changePassword(ports, mine, STRICT, { oldPassword: PASSWORD, newPassword: NEXT })
    const renewed = await refreshTokenPair(ports, tokenPair.refresh)
    expect(await succeeds(verifyJwt(ports, renewed.access))).toBe(true)
    open()
    expect(await late).toBe(true)
    await gatehouse.settled()
    expect(await rowOf(ada)).toMatchObject({ is_active: 0, epoch: 2 })
    for (const token of [...Object.values(tokenPair), ...Object.values(renewed)])
      await expect(verifyJwt(ports, token)).rejects.toMatchObject({ reason: 'jwt_ended' })
  })

  it('is said not to be possible now when the account never holds still, and is not done then', async () => {
    const ada = await signUp(gatehouse)
    const commit = (async (...statements: Parameters<Ports['commit']>) => {
      await env.DB.prepare('update accounts set epoch = epoch + 1 where id = ?').bind(ada.id).run()
      return ports.commit(...statements)
    }) as Ports['commit']
    const restless = { ...ports, change: openChange({ ...ports, commit }) }
    await gatehouse.settled()
    await expect(disableAccount(restless, null, ada.id)).rejects.toMatchObject({ reason: 'busy' })
    expect(await rowOf(ada)).toMatchObject({ is_active: 1, epoch: 5 })
    expect([await notedOf(ada), await rowsOf('outbox')]).toEqual([[], []])
  })

  it('while a refresh runs leaves no pair that works, however they meet (REV-08)', async () => {
    for (let round = 0; round < 8; round++) {
      const ada = await signUp(gatehouse)
      const express = (await logInForTokenPair(ports, ada, PASSWORD, 'express')).tokenPair
      const jwt = (await logInForTokenPair(ports, ada, PASSWORD, 'jwt')).tokenPair
      const refreshes = [refreshTokenPair(ports, express.refresh), refreshAccess(ports, jwt.refresh)]
      const order = round % 2 ? [] : refreshes
      await Promise.all(order.map((each) => each.catch(() => {})))
      await disableAccount(ports, null, ada.id)
      const given = (await Promise.allSettled(refreshes)).flatMap((result) =>
        result.status === 'fulfilled'
          ? Object.values<string>(result.value as object as Record<string, string>)
          : [],
      )
      await gatehouse.settled()
      for (const token of [...given, ...Object.values(express), ...Object.values(jwt)]) {
        expect(await succeeds(authenticate(ports, token))).toBe(false)
        expect(await succeeds(verifyJwt(ports, token))).toBe(false)
        expect(await succeeds(refreshTokenPair(ports, token))).toBe(false)
      }
    }
  })

  it('is remembered for KV when KV does not answer, and holds in D1 at once', async () => {
    const dull = openGatehouse({ REVOKED: failing(env.REVOKED, 'put', 1) })
    const ada = await signUp(dull)
    const { tokenPair } = await logInForTokenPair(dull.ports, ada, PASSWORD, 'jwt')
    const lines = await linesLoggedBy(async () => {
      await disableAccount(dull.ports, null, ada.id)
      await dull.settled()
    })
    expect(lines).toHaveLength(1)
    expect(await succeeds(authenticate(dull.ports, tokenPair.access))).toBe(false)
    expect(await rowsOf('outbox')).toHaveLength(1)
    await env.DB.prepare('delete from outbox').run()
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
