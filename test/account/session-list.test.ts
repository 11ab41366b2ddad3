import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { authenticate, endSession } from '../../src/account/sessions/session.ts'
import { endOtherSessions, endOwnSession, listSessions } from '../../src/account/sessions/session-list.ts'
import { refreshTokenPair } from '../../src/account/sessions/token-pair.ts'
import { verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { countedBindings } from '../support/counters.ts'
import { heldBack, succeeds } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse

const isIn = (credential: string) => succeeds(authenticate(ports, credential))
const verifies = (token: string) => succeeds(verifyJwt(ports, token))
const idsOf = async (token: string) => {
  const { sessions } = await listSessions(ports, await authenticate(ports, token), undefined)
  return sessions.map(({ id }) => id)
}
/** A session of each kind. */
async function openEach(ada: SignedUp) {
  const jwt = (await logInForTokenPair(ports, ada, PASSWORD, 'jwt')).tokenPair
  const express = (await logInForTokenPair(ports, ada, PASSWORD, 'express')).tokenPair
  const { token } = await logInForToken(ports, ada, PASSWORD)
  return { jwt, express, token }
}

describe('the list of sessions', () => {
  it('has the live ones of every kind, the newest first, and nobody else’s', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    gatehouse.wait(1)
    await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
    gatehouse.wait(1)
    await logInForTokenPair(ports, ada, PASSWORD, 'express')
    const { sessions, next } = await listSessions(ports, await authenticate(ports, ada.token), undefined)
    expect(sessions.map(({ kind, accountId }) => [kind, accountId])).toEqual([
      ['express', ada.id],
      ['jwt', ada.id],
      ['token', ada.id],
    ])
    expect(next).toBeUndefined()
    expect(await idsOf(bob.token)).toHaveLength(1)
  })

  it('leaves out what has expired', async () => {
    const gatehouse = openGatehouse()
    const ada = await signUp(gatehouse)
    await logInForTokenPair(gatehouse.ports, ada, PASSWORD, 'jwt')
    gatehouse.wait(86_400)
    const { sessions } = await listSessions(
      gatehouse.ports,
      await authenticate(gatehouse.ports, ada.token),
      undefined,
    )
    expect(sessions.map(({ kind }) => kind)).toEqual(['token'])
  })

  it('comes a hundred at a time, each session once, also those of one moment', async () => {
    const ada = await signUp(gatehouse)
    const me = await authenticate(ports, ada.token)
    const copies = Array.from({ length: 249 }, (_, at) => ({
      ...me.session,
      id: crypto.randomUUID(),
      tokenHash: null,
      createdAt: me.session.createdAt + (at % 3),
    }))
    for (const copy of copies) await ports.commit(ports.sessions.insert(copy))

    const found: string[] = []
    const lengths: number[] = []
    for (
      let page = await listSessions(ports, me, undefined);
      ;
      page = await listSessions(ports, me, page.next)
    ) {
      found.push(...page.sessions.map(({ id }) => id))
      lengths.push(page.sessions.length)
      if (!page.next) break
    }
    expect(lengths).toEqual([100, 100, 50])
    expect(found.toSorted()).toEqual([me.session.id, ...copies.map(({ id }) => id)].toSorted())
  })

  it('costs one statement', async () => {
    const me = await authenticate(ports, (await signUp(gatehouse)).token)
    expect(await costOf(() => listSessions(ports, me, undefined))).toEqual({
      links: 0,
      roundTrips: 1,
      statements: 1,
      kv: 0,
      r2: 0,
    })
  })
})

describe('one session that is ended (REV-15)', () => {
  it.each(['token', 'jwt', 'express'] as const)('of kind %s is out at once, and no other', async (kind) => {
    const ada = await signUp(gatehouse)
    const each = await openEach(ada)
    const credentials = { token: each.token, jwt: each.jwt.access, express: each.express.access }
    const { session } = await authenticate(ports, credentials[kind])
    await endOwnSession(ports, await authenticate(ports, ada.token), session.id)
    await gatehouse.settled()
    for (const [other, credential] of Object.entries(credentials))
      expect(await isIn(credential), other).toBe(other !== kind)
    for (const other of ['jwt', 'express'] as const)
      for (const token of Object.values(each[other]))
        expect(await verifies(token), other).toBe(other !== kind)
    if (kind !== 'token')
      await expect(refreshTokenPair(ports, each[kind].refresh)).rejects.toMatchObject({ reason: 'jwt_ended' })
  })

  it('may be the one that asks', async () => {
    const ada = await signUp(gatehouse)
    const me = await authenticate(ports, ada.token)
    await endOwnSession(ports, me, me.session.id)
    expect(await isIn(ada.token)).toBe(false)
  })

  it("is not there when it is somebody else's, has ended or was never opened, and nothing is changed", async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const ended = await authenticate(ports, token)
    await endSession(ports, ended.session, 'sign_out')
    const me = await authenticate(ports, ada.token)
    const theirs = await authenticate(ports, bob.token)
    const before = await everything()
    for (const id of [theirs.session.id, ended.session.id, crypto.randomUUID(), ''])
      await expect(endOwnSession(ports, me, id)).rejects.toMatchObject({ reason: 'not_found', issues: [] })
    expect(await everything()).toEqual(before)
    expect(await isIn(bob.token)).toBe(true)
  })
})

describe('all other sessions that are ended', () => {
  it('are out at once, also where D1 is not asked; the one that asks goes on', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const [mine, others] = [await openEach(ada), await openEach(ada)]
    await endOtherSessions(ports, await authenticate(ports, mine.express.access))
    await gatehouse.settled()
    for (const credential of [ada.token, mine.token, mine.jwt.access, ...accessOf(others)])
      expect(await isIn(credential)).toBe(false)
    for (const token of [...Object.values(mine.jwt), ...Object.values(others.jwt), others.express.access])
      expect(await verifies(token)).toBe(false)

    expect(await isIn(mine.express.access)).toBe(true)
    const next = await refreshTokenPair(ports, mine.express.refresh)
    for (const token of [...Object.values(mine.express), ...Object.values(next)])
      expect(await verifies(token)).toBe(true)
    expect(await isIn(next.access)).toBe(true)
    expect(await idsOf(next.access)).toHaveLength(1)
    expect(await isIn(bob.token)).toBe(true)
  })

  it('leave the password as it is, and whoever signs in afterwards is in', async () => {
    const ada = await signUp(gatehouse)
    await endOtherSessions(ports, await authenticate(ports, ada.token))
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
    expect([await isIn(ada.token), await isIn(tokenPair.access), await verifies(tokenPair.access)]).toEqual([
      true,
      true,
      true,
    ])
  })

  it('costs one round trip', async () => {
    const me = await authenticate(ports, (await signUp(gatehouse)).token)
    const cost = await costOf(async () => endOtherSessions(ports, me))
    expect(cost).toMatchObject({ links: 0, roundTrips: 1, statements: 5 })
    await gatehouse.settled()
  })

  it('is refused to a session that has ended meanwhile, and nothing is changed', async () => {
    const ada = await signUp(gatehouse)
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const me = await authenticate(ports, token)
    await endSession(ports, me.session, 'sign_out')
    const before = await everything()
    await expect(endOtherSessions(ports, me)).rejects.toMatchObject({ reason: 'token_invalid' })
    expect(await everything()).toEqual(before)
    expect(await isIn(ada.token)).toBe(true)
  })

  it('by two sessions at once leaves one of them', async () => {
    for (let round = 0; round < 10; round++) {
      const ada = await signUp(gatehouse)
      const { token } = await logInForToken(ports, ada, PASSWORD)
      const both = [await authenticate(ports, ada.token), await authenticate(ports, token)]
      const done = await Promise.all(both.map((me) => succeeds(endOtherSessions(ports, me))))
      expect(done.filter(Boolean)).toHaveLength(1)
      expect([await isIn(ada.token), await isIn(token)].filter(Boolean)).toHaveLength(1)
    }
  }, 20_000)

  it('twice at once by the same session is done once, and refused to neither', async () => {
    const ada = await signUp(gatehouse)
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const me = await authenticate(ports, ada.token)
    await Promise.all([endOtherSessions(ports, me), endOtherSessions(ports, me)])
    expect([await isIn(ada.token), await isIn(token)]).toEqual([true, false])
    const [account] = (await rowsOf('accounts')).filter(({ id }) => id === ada.id)
    expect(account).toMatchObject({ epoch: 1, credential_version: 0 })
  })

  it('leaves no session to a sign-in whose password was checked before', async () => {
    const ada = await signUp(gatehouse)
    const { ports: slow, reached, open } = heldBack(ports)
    const signingIn = logInForToken(slow, ada, PASSWORD)
    await reached
    await endOtherSessions(ports, await authenticate(ports, ada.token))
    open()
    await expect(signingIn).rejects.toMatchObject({ reason: 'wrong_credentials' })
    expect(await idsOf(ada.token)).toHaveLength(1)
  })
})

describe('after a database was set back (FLT-27)', () => {
  it('one statement ends every session of everybody, and passwords still open', async () => {
    const gatehouse = openGatehouse()
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    await env.DB.exec('update accounts set epoch = epoch + 1')
    for (const { token } of [ada, bob]) expect(await isIn(token)).toBe(false)
    const { token } = await logInForToken(gatehouse.ports, ada, PASSWORD)
    expect(await isIn(token)).toBe(true)
  })
})

const accessOf = ({ jwt, express, token }: Awaited<ReturnType<typeof openEach>>) => [
  jwt.access,
  express.access,
  token,
]
