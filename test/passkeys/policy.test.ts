import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { newAuthenticator } from '../support/authenticator.ts'
import { callerOf } from '../support/caller.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import {
  addPasskey,
  creationOptions,
  passkeysOf,
  REFUSED,
  requestOptions,
  signInWith,
} from '../support/passkeys.ts'
import { makeStaff, PASSWORD, signUp } from '../support/people.ts'
import { enrol, factorOf, sessionsOf, signUpWithFactor, tryLogin } from '../support/second-factor.ts'

const gatehouse = openGatehouse()
const { get, post, patch, delete: remove } = callerOf(gatehouse)
const pathOf = ({ authenticator }: { authenticator: { id: string } }) =>
  `/account/passkeys/${authenticator.id}`
const keyed = async (house: AppEnv = gatehouse) => addPasskey(house, await signUp(house))

const LAST = {
  status: 409,
  body: {
    type: 'urn:gatehouse:problem:last-factor',
    title: 'A second factor is required here, and this is the last one.',
    status: 409,
  },
}

describe('the passkeys of an account', () => {
  it('are listed, renamed and removed by their owner alone', async () => {
    const [ada, bob] = [await keyed(), await keyed()]
    const now = new Date(gatehouse.clock.now()).toISOString()
    const item = {
      id: ada.authenticator.id,
      name: 'Phone',
      backed_up: true,
      created_at: now,
      last_used_at: null,
    }
    expect((await get('/account/passkeys', ada.token)).body).toEqual({
      passkeys: [item],
      rp_id: 'localhost',
      user_id: ada.userHandle,
    })
    gatehouse.wait(5)
    expect((await signInWith(gatehouse, ada)).status).toBe(200)
    const used = { ...item, last_used_at: new Date(gatehouse.clock.now()).toISOString() }
    expect(await patch(pathOf(ada), { name: ' Key ' }, ada.token)).toMatchObject({
      status: 200,
      body: { ...used, name: 'Key' },
    })
    for (const name of ['x'.repeat(65), null, 'a\u202eb'])
      expect((await patch(pathOf(ada), { name }, ada.token)).status).toBe(400)
    const gone = { status: 404, body: { type: 'urn:gatehouse:problem:not-found' } }
    expect(await patch(pathOf(ada), { name: 'Mine' }, bob.token)).toMatchObject(gone)
    expect(await remove(pathOf(ada), undefined, bob.token)).toMatchObject(gone)
    expect((await get('/account/passkeys', ada.token)).body).toMatchObject({ passkeys: [{ name: 'Key' }] })
    expect((await remove(pathOf(ada), undefined, ada.token)).status).toBe(204)
    expect(await remove(pathOf(ada), undefined, ada.token)).toMatchObject(gone)
    const subjects = (await gatehouse.emails())
      .filter(({ to }) => to === ada.email)
      .map(({ subject }) => subject)
    expect(subjects).toEqual(['Gatehouse - A passkey was removed', 'Gatehouse - You have a new passkey'])
  })

  it('are changed after a recent proof alone, and where a factor is required by one (MFA-37, MFA-38)', async () => {
    const [ada, bob] = [await keyed(), await addPasskey(gatehouse, await signUpWithFactor(gatehouse))]
    const options = await creationOptions(gatehouse, bob.token)
    const credential = await (await newAuthenticator()).make(options)
    gatehouse.wait(601)
    const needed = (...methods: string[]) => ({
      status: 403,
      body: { type: 'urn:gatehouse:problem:proof-needed', methods },
    })
    for (const [who, methods] of [
      [ada, ['password', 'passkey']],
      [bob, ['totp', 'recovery', 'passkey']],
    ] as const) {
      expect(await post('/account/passkeys/options', {}, who.token)).toMatchObject(needed(...methods))
      expect(await post('/account/passkeys', { credential }, who.token)).toMatchObject(needed(...methods))
      expect(await remove(pathOf(who), undefined, who.token)).toMatchObject(needed(...methods))
      expect(await passkeysOf(who)).toHaveLength(1)
    }
    expect(await post('/account/sudo', { password: PASSWORD }, bob.token)).toMatchObject({ status: 403 })
    const others = await ada.authenticator.use(await requestOptions(gatehouse), ada.userHandle)
    expect(await post('/account/sudo', { credential: others }, bob.token)).toMatchObject(REFUSED)
    const own = await bob.authenticator.use(await requestOptions(gatehouse), bob.userHandle)
    expect((await post('/account/sudo', { credential: own }, bob.token)).status).toBe(204)
    expect(await post('/account/sudo', { credential: own }, bob.token)).toMatchObject(REFUSED)
    expect((await post('/account/passkeys/options', {}, bob.token)).status).toBe(200)
    await gatehouse.settled()
  })

  it('stay with a new password, and go with “this was not me” if they are as young as its email (MFA-41)', async () => {
    const ada = await keyed()
    gatehouse.wait(60)
    const young = await addPasskey(gatehouse, ada, await newAuthenticator())
    const added = (await gatehouse.emails()).find(({ to }) => to === ada.email)
    gatehouse.wait(60)
    const next = { current_password: PASSWORD, new_password: 'Rt5-harbour-Cormorant' }
    expect((await post('/auth/users/set_password/', next, ada.token)).status).toBe(204)
    expect(await passkeysOf(ada)).toHaveLength(2)
    expect((await post('/account/not-me', linkOf(added), undefined)).status).toBe(204)
    const left = (await passkeysOf(ada)).map(({ id }) => id)
    expect([left, left.includes(young.authenticator.id)]).toEqual([[ada.authenticator.id], false])
    expect((await signInWith(gatehouse, ada)).status).toBe(200)
    await gatehouse.settled()
  })
})

describe('where the policy requires a second factor', () => {
  it('the first passkey is one, and has recovery codes; the last one stays (PKY-13)', async () => {
    const all = openGatehouse({ SECOND_FACTOR: 'all' })
    const asked = callerOf(all)
    const ada = await signUp(all)
    const credential = await (await newAuthenticator()).make(await creationOptions(all, ada.token))
    const { status, body } = await asked.post('/account/passkeys', { credential }, ada.token)
    expect([status, (body as { recovery_codes: string[] }).recovery_codes]).toEqual([
      201,
      Array(10).fill(expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/)),
    ])
    expect((await tryLogin(all, '/api/login/', ada)).headers.get('x-otp')).toBe(
      'required; methods="recovery passkey"',
    )
    const { id } = body as { id: string }
    expect(await asked.delete(`/account/passkeys/${id}`, undefined, ada.token)).toMatchObject(LAST)
    expect(await asked.patch('/account/second-factor', { required: false }, ada.token)).toMatchObject(LAST)
    expect(await passkeysOf(ada)).toHaveLength(1)

    const app = await enrol(all, ada)
    expect((await asked.delete(`/account/passkeys/${id}`, undefined, ada.token)).status).toBe(204)
    expect(await asked.delete('/account/second-factor/totp', undefined, ada.token)).toMatchObject(LAST)
    expect((await tryLogin(all, '/api/login/', ada, { otp: await app.freshCode() })).status).toBe(200)
    await all.settled()
  })

  it('staff have their powers after a sign-in with a passkey (MFA-49)', async () => {
    const house = openGatehouse({ SECOND_FACTOR: 'staff' })
    const asked = callerOf(house)
    const ada = await keyed(house)
    await makeStaff(ada)
    const { body } = await signInWith(house, ada)
    const { token } = body as { token: string }
    expect((await asked.get('/account/admin/users', token)).status).toBe(200)
    const plain = await tryLogin(house, '/api-token-auth/', ada)
    const { token: weak } = await plain.json<{ token: string }>()
    expect(await asked.get('/account/admin/users', weak)).toMatchObject({
      status: 403,
      body: { type: 'urn:gatehouse:problem:factor-needed' },
    })
    await house.settled()
  })

  it('a passkey from before it is one: the password alone adds and removes nothing (MFA-38)', async () => {
    const house = openGatehouse({ SECOND_FACTOR: 'staff' })
    const asked = callerOf(house)
    const ada = await keyed()
    await makeStaff(ada)
    const { token } = await (await tryLogin(house, '/api-token-auth/', ada)).json<{ token: string }>()
    const needed = { type: 'urn:gatehouse:problem:proof-needed', title: 'Prove first that it is you.' }
    const refused = { status: 403, body: { ...needed, status: 403, methods: ['passkey'] } }
    const requests = [
      ['/account/second-factor/totp', {}],
      ['/account/second-factor/totp/confirm', { code: '123456' }],
      ['/account/passkeys/options', {}],
      ['/account/sudo', { password: PASSWORD }],
    ] as const
    for (const [path, body] of requests) expect(await asked.post(path, body, token)).toMatchObject(refused)
    expect(await asked.post('/auth/app/activate/', {}, token)).toMatchObject({ status: 403 })
    expect(await asked.delete(pathOf(ada), undefined, token)).toMatchObject(refused)
    expect([(await passkeysOf(ada)).length, await factorOf(ada)]).toEqual([1, null])

    const credential = await ada.authenticator.use(await requestOptions(house), ada.userHandle)
    expect((await asked.post('/account/sudo', { credential }, token)).status).toBe(204)
    expect((await asked.post('/account/second-factor/totp', {}, token)).status).toBe(201)
    await house.settled()
  })

  it('there is none where second factors are off (MFA-51)', async () => {
    const ada = await keyed()
    const off = callerOf(openGatehouse({ SECOND_FACTOR: 'off' }))
    for (const path of [
      '/account/passkeys',
      '/account/passkeys/options',
      '/account/login/passkey/options',
      '/account/login/passkey',
    ])
      expect((await off.post(path, {}, ada.token)).status).toBe(404)
    expect((await off.get('/account/passkeys', ada.token)).status).toBe(404)
  })
})

describe('staff', () => {
  it('see how many passkeys somebody has, and take them away with the second factor (MFA-52)', async () => {
    const [boss, ada] = [await signUpWithFactor(gatehouse), await keyed()]
    await makeStaff(boss)
    const path = `/account/admin/users/${ada.id}`
    expect((await get(path, boss.token)).body).toMatchObject({
      second_factor: { required: false, totp: false, passkeys: 1, recovery_codes_left: 0 },
    })
    expect((await remove(`${path}/second-factor`, undefined, boss.token)).status).toBe(204)
    expect([await passkeysOf(ada), await factorOf(ada), await sessionsOf(ada)]).toEqual([[], null, []])
    const credential = await ada.authenticator.use(await requestOptions(gatehouse), ada.userHandle)
    expect(await post('/account/login/passkey', { credential })).toMatchObject(REFUSED)
    const [notice] = await gatehouse.emails()
    expect(notice).toMatchObject({ to: ada.email, subject: 'Gatehouse - Staff removed your second factor' })
    const { results } = await env.DB.prepare(
      "select actor_id from events where account_id = ? and kind = 'factor_reset'",
    )
      .bind(ada.id)
      .all()
    expect(results).toEqual([{ actor_id: boss.id }])
  })
})

describe('origins of other domains', () => {
  it('are published, and those below the host are not', async () => {
    const ask = (own: Partial<Env>) => callerOf(openGatehouse(own)).get('/.well-known/webauthn')
    const PASSKEY_ORIGINS = `https://app.example.org, https://id.example.com, android:apk-key-hash:${'A'.repeat(43)}`
    const domain = { PUBLIC_URL: 'https://id.example.com', PASSKEY_RP_ID: 'example.com' }
    expect(await ask({ ...domain, PASSKEY_ORIGINS })).toMatchObject({
      status: 200,
      body: { origins: ['https://app.example.org'] },
    })
    expect((await ask(domain)).status).toBe(404)
    expect((await ask({ ...domain, PASSKEY_ORIGINS, SECOND_FACTOR: 'off' })).status).toBe(404)
  })
})
