import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { MOST_PASSKEYS } from '../../src/ports/passkeys.ts'
import { newAuthenticator } from '../support/authenticator.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  addPasskey,
  passkeysOf,
  REFUSED,
  requestOptions,
  rowOf,
  signInWith,
  tryRegister,
} from '../support/passkeys.ts'
import { disable, signUp } from '../support/people.ts'
import { sessionsOf } from '../support/second-factor.ts'

const gatehouse = openGatehouse()
const { post, call } = callerOf(gatehouse)

const eventsOf = async ({ id }: { id: string }) => {
  await gatehouse.settled()
  const { results } = await env.DB.prepare(
    "select kind from events where account_id = ? and kind like 'passkey%' order by id",
  )
    .bind(id)
    .all<{ kind: string }>()
  return results.map(({ kind }) => kind)
}
const keyed = async (options = {}) =>
  addPasskey(gatehouse, await signUp(gatehouse), await newAuthenticator(-7, options))

describe('one answer of a browser', () => {
  it('opens one session, of twenty requests at once (PKY-05)', async () => {
    const ada = await keyed()
    const credential = await ada.authenticator.use(await requestOptions(gatehouse), ada.userHandle)
    const kinds = ['token', 'jwt', 'express']
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        post('/account/login/passkey', { credential, as: kinds[at % 3] }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(401)])
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toHaveLength(2)
  })

  it('adds one passkey, of twenty requests at once (PKY-05)', async () => {
    const ada = await signUp(gatehouse)
    const options = await post('/account/passkeys/options', undefined, ada.token)
    const credential = await (await newAuthenticator()).make(
      options.body as { challenge: string; rp: { id: string } },
    )
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post('/account/passkeys', { credential }, ada.token)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    await gatehouse.settled()
    expect(await passkeysOf(ada)).toHaveLength(1)
    expect(await eventsOf(ada)).toEqual(['passkey_added'])
  })
})

describe('the count of a passkey (PKY-07)', () => {
  it('has to go up where the key cannot leave its device', async () => {
    const ada = await keyed({ isSynced: false })
    const counts = [0, 0, 5, 6, 100]
    for (const signCount of counts) expect((await signInWith(gatehouse, ada, { signCount })).status).toBe(200)
    for (const signCount of [100, 99, 0]) {
      expect(await signInWith(gatehouse, ada, { signCount })).toMatchObject(REFUSED)
      expect((await rowOf(ada.authenticator.id))?.sign_count).toBe(100)
    }
    const [notice] = await gatehouse.emails()
    expect(notice).toMatchObject({ to: ada.email, subject: 'Gatehouse - A passkey was refused' })
    expect(await eventsOf(ada)).toEqual(['passkey_added', ...Array(3).fill('passkey_counter')])
    expect((await signInWith(gatehouse, ada, { signCount: 101 })).status).toBe(200)
  })

  it('is only noted where the key is copied to other devices, and never goes down', async () => {
    const ada = await keyed()
    for (const signCount of [7, 7, 3, 0]) {
      // SimpleWebAuthn refuses them.
      const credential = await ada.authenticator.use(await requestOptions(gatehouse), ada.userHandle, {
        signCount,
      })
      expect((await post('/account/login/passkey', { credential })).status).toBe(200)
      expect((await rowOf(ada.authenticator.id))?.sign_count).toBe(7)
    }
    expect(await eventsOf(ada)).toEqual(['passkey_added', ...Array(3).fill('passkey_counter')])
    expect((await signInWith(gatehouse, ada, { signCount: 8 })).status).toBe(200)
    expect(await eventsOf(ada)).toHaveLength(4)
  })
})

describe('a passkey is its owner’s', () => {
  it('and not of whom the browser says (PKY-08)', async () => {
    const [ada, bob] = [await keyed(), await keyed()]
    const mixed = [
      { authenticator: ada.authenticator, userHandle: bob.userHandle },
      { authenticator: bob.authenticator, userHandle: ada.userHandle },
    ]
    for (const each of mixed) {
      // SimpleWebAuthn leaves this to its callers.
      const credential = await each.authenticator.use(await requestOptions(gatehouse), each.userHandle)
      expect(await post('/account/login/passkey', { credential })).toMatchObject(REFUSED)
    }
    for (const userHandle of [null, '', 'AAAA']) {
      const credential = await ada.authenticator.use(await requestOptions(gatehouse), ada.userHandle, {
        userHandle,
      })
      expect((await post('/account/login/passkey', { credential })).status).toBe(
        userHandle === '' ? 400 : 401,
      )
    }
    await gatehouse.settled()
    for (const each of [ada, bob]) expect(await sessionsOf(each)).toHaveLength(1)
  })

  it('and is added once, by anybody (PKY-09)', async () => {
    const [ada, bob] = [await keyed(), await signUp(gatehouse)]
    const before = await rowOf(ada.authenticator.id)
    const taken = {
      status: 409,
      body: {
        type: 'urn:gatehouse:problem:taken',
        title: 'This belongs to somebody else.',
        status: 409,
        errors: [{ parameter: 'credential', detail: 'This is not valid.' }],
      },
    }
    for (const { token } of [ada, bob]) {
      const options = await post('/account/passkeys/options', undefined, token)
      const credential = await ada.authenticator.make(
        options.body as { challenge: string; rp: { id: string } },
      )
      expect(await post('/account/passkeys', { credential }, token)).toMatchObject(taken)
    }
    expect([await rowOf(ada.authenticator.id), await passkeysOf(bob)]).toEqual([before, []])
  })

  it('and a row that somebody wrote into D1 is none (PKY-10)', async () => {
    const [ada, bob] = [await keyed(), await signUp(gatehouse)]
    const move = (column: string, value: string) =>
      env.DB.prepare(`update passkeys set ${column} = ? where id = ?`).bind(value, ada.authenticator.id).run()
    const before = await rowOf(ada.authenticator.id)
    await move('account_id', bob.id)
    const { body } = await post('/account/passkeys/options', undefined, bob.token)
    const { user } = body as { user: { id: string } }
    const stolen = await ada.authenticator.use(await requestOptions(gatehouse), user.id)
    expect(await post('/account/login/passkey', { credential: stolen })).toMatchObject(REFUSED)
    await move('account_id', ada.id)

    const eve = await newAuthenticator()
    await env.DB.prepare(
      `insert into passkeys select ?, account_id, ?, tag, 0, 1, 1, '', aaguid, name, created_at, null, rp_id from passkeys where id = ?`,
    )
      .bind(eve.id, String(before?.public_key), ada.authenticator.id)
      .run()
    const planted = await eve.use(await requestOptions(gatehouse), ada.userHandle)
    expect(await post('/account/login/passkey', { credential: planted })).toMatchObject(REFUSED)
    await move('tag', '')
    const own = await ada.authenticator.use(await requestOptions(gatehouse), ada.userHandle)
    expect(await post('/account/login/passkey', { credential: own })).toMatchObject(REFUSED)
    await move('tag', String(before?.tag))
    expect((await signInWith(gatehouse, ada)).status).toBe(200)
  })

  it('and unknown, removed, of a disabled or deleted account has one answer (PKY-12)', async () => {
    const [ada, bob, carl] = [await keyed(), await keyed(), await keyed()]
    await disable(ada)
    const removed = await call('DELETE', `/account/passkeys/${bob.authenticator.id}`, { token: bob.token })
    expect(removed.status).toBe(204)
    await env.DB.prepare('delete from accounts where id = ?').bind(carl.id).run()
    expect(await rowOf(carl.authenticator.id)).toBeNull()
    const nobody = { authenticator: await newAuthenticator(), userHandle: ada.userHandle }
    for (const each of [ada, bob, carl, nobody]) {
      const credential = await each.authenticator.use(await requestOptions(gatehouse), each.userHandle)
      expect(await post('/account/login/passkey', { credential })).toEqual({ ...REFUSED })
    }
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toHaveLength(1)
  })

  it(`of whom there may be ${MOST_PASSKEYS}`, async () => {
    const ada = await signUp(gatehouse)
    for (let count = 0; count < MOST_PASSKEYS; count++)
      expect((await tryRegister(gatehouse, ada, await newAuthenticator())).status).toBe(201)
    const full = {
      status: 409,
      body: {
        type: 'urn:gatehouse:problem:passkeys-full',
        title: 'There are twenty passkeys already. Remove one first.',
        status: 409,
      },
    }
    expect(await post('/account/passkeys/options', undefined, ada.token)).toMatchObject(full)
    expect(await passkeysOf(ada)).toHaveLength(MOST_PASSKEYS)
    await gatehouse.settled()
  })
})

describe('the options of a sign-in (PKY-14)', () => {
  it('are the same for everybody, but for what is random, and cost no D1', async () => {
    const [one, other] = [await requestOptions(gatehouse), await requestOptions(gatehouse)]
    expect({ ...one, challenge: '' }).toEqual({
      challenge: '',
      timeout: 300_000,
      rpId: 'localhost',
      allowCredentials: [],
      userVerification: 'required',
    })
    expect(one.challenge).not.toBe(other.challenge)
  })

  it('are given to a client as often as other public endpoints answer', async () => {
    let left = 120
    const limited = openGatehouse({
      ENVIRONMENT: 'production',
      GATE: { limit: async () => ({ success: left-- > 0 }) },
    })
    const ask = () => limited.request('/account/login/passkey/options', { method: 'POST' })
    for (let count = 0; count < 120; count++) expect((await ask()).status).toBe(200)
    expect((await ask()).status).toBe(429)
  })
})
