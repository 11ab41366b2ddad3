import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { commitAll } from '../../src/account/commit-all.ts'
import { passwordResetEmail } from '../../src/account/emails/emails.ts'
import { newLink } from '../../src/account/one-time-tokens/one-time-link.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { refreshAccess, refreshTokenPair } from '../../src/account/sessions/token-pair.ts'
import { verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { disableAccount, enableAccount } from '../../src/account/staff/administration.ts'
import { openChange } from '../../src/ports/change.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { failing, heldBack, linesLoggedBy, succeeds } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse
const NEXT = 'Rt5-harbour-Cormorant'

const meOf = ({ token }: SignedUp) => authenticate(ports, token)
const rowOf = async ({ id }: { id: string }) => (await rowsOf('accounts')).find((each) => each.id === id)
const sessionsOf = async ({ id }: { id: string }) =>
  (await rowsOf('sessions')).filter(({ account_id }) => account_id === id)
const notedOf = async ({ id }: { id: string }) =>
  (await rowsOf('events'))
    .filter(({ account_id, kind }) => account_id === id && kind !== 'registered')
    .map(({ kind, actor_id, session_id }) => [kind, actor_id, session_id])

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
