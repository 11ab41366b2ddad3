import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { newAuthenticator } from '../support/authenticator.ts'
import { answerOf, callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addPasskey, type Keyed, REFUSED, requestOptions, signInWith } from '../support/passkeys.ts'
import { logIn, PASSWORD, signUp } from '../support/people.ts'
import { enrol, factorOf, LOGINS, sessionsOf, signUpWithFactor, tryLogin } from '../support/second-factor.ts'

const gatehouse = openGatehouse()
const { get, post, patch, delete: remove } = callerOf(gatehouse)
const FACTOR = '/account/second-factor'
const METHODS = 'required; methods="recovery passkey"'

const keyed = async () => addPasskey(gatehouse, await signUp(gatehouse))

/** Somebody whose password is not enough any more. */
async function requiring(): Promise<Keyed & { codes: string[] }> {
  const ada = await keyed()
  const { status, body } = await patch(FACTOR, { required: true }, ada.token)
  expect(status).toBe(200)
  await gatehouse.settled()
  return { ...ada, codes: (body as { recovery_codes: string[] }).recovery_codes }
}

const begin = async (ada: Keyed, as: string) =>
  (
    (await post('/account/login', { username: ada.username, password: PASSWORD, as })).body as {
      sign_in: string
    }
  ).sign_in

const credentialOf = async ({ authenticator, userHandle }: Pick<Keyed, 'authenticator' | 'userHandle'>) =>
  authenticator.use(await requestOptions(gatehouse), userHandle)

describe('a passkey', () => {
  it('leaves the password alone enough, at every API, until its owner requires more', async () => {
    const ada = await keyed()
    for (const path of LOGINS) expect((await tryLogin(gatehouse, path, ada)).status).toBe(200)
    expect(await factorOf(ada)).toBeNull()
    expect(await get(FACTOR, ada.token)).toMatchObject({
      body: { required: false, required_by: null, totp: null, passkeys: 1, recovery_codes_left: 0 },
    })
    await gatehouse.settled()
  })

  it('is then asked for at every API, where a recovery code does too', async () => {
    const ada = await requiring()
    expect(ada.codes).toHaveLength(10)
    for (const [at, path] of LOGINS.entries()) {
      const refused = await tryLogin(gatehouse, path, ada)
      expect([path, refused.headers.get('x-otp')]).toEqual([path, METHODS])
      expect((await tryLogin(gatehouse, path, ada, { password: `${PASSWORD}123456` })).status).not.toBe(200)
      const otp = await tryLogin(gatehouse, path, ada, { password: `${PASSWORD}${ada.codes[at]}` })
      expect(otp.status).toBe(200)
    }
    const { body } = await answerOf(await tryLogin(gatehouse, '/api/login/', ada))
    expect(body).toEqual({
      message: `Sign in with your passkey at ${gatehouse.origin}/sign-in, or add a recovery code to the end of your password.`,
    })
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: '123456' })).headers.get('x-otp')).toBe(
      'invalid',
    )
    await gatehouse.settled()
  })

  it('goes on with a sign-in by the password, of its owner and of its kind alone', async () => {
    const [ada, bob] = [await requiring(), await keyed()]
    for (const as of ['token', 'jwt', 'express']) {
      const answer = await signInWith(gatehouse, ada, {}, { sign_in: await begin(ada, as), as: 'token' })
      expect(answer).toMatchObject({ status: 200, body: { as, level: 2, account: { id: ada.id } } })
    }
    const methods = (await sessionsOf(ada)).map((session) => session.methods)
    expect(methods.filter((each) => each === 'pwd passkey')).toHaveLength(4)
    const sign_in = await begin(ada, 'token')
    const others = { sign_in, credential: await credentialOf(bob) }
    expect(await post('/account/login/passkey', others)).toMatchObject(REFUSED)
    const ended = { status: 401, body: { type: 'urn:gatehouse:problem:sign-in-ended' } }
    const altered = { sign_in: `A${sign_in.slice(1)}`, credential: await credentialOf(ada) }
    expect(await post('/account/login/passkey', altered)).toMatchObject(ended)
    gatehouse.wait(601)
    const late = { sign_in, credential: await credentialOf(ada) }
    expect(await post('/account/login/passkey', late)).toMatchObject(ended)
    await gatehouse.settled()
  })

  it('is told in JWTs, and a refresh keeps it (MFA-53)', async () => {
    const ada = await keyed()
    const { body } = await signInWith(gatehouse, ada, {}, { as: 'jwt' })
    const { access, refresh } = body as { access: string; refresh: string }
    const refreshed = await post('/auth/jwt/refresh/', { refresh })
    for (const jwt of [access, (refreshed.body as { access: string }).access])
      expect(decodeJwt(jwt)).toMatchObject({ amr: ['pop', 'user', 'mfa'], aal: 2 })
  })
})

describe('to require a passkey', () => {
  it('needs one that was used in the session, and ends all others', async () => {
    const ada = await keyed()
    const other = await logIn(gatehouse, ada)
    const needed = {
      status: 403,
      body: {
        type: 'urn:gatehouse:problem:proof-needed',
        title: 'Prove first that it is you.',
        status: 403,
        methods: ['passkey'],
      },
    }
    expect(await patch(FACTOR, { required: true }, other)).toMatchObject(needed)
    gatehouse.wait(601)
    expect((await post('/account/sudo', { password: PASSWORD }, other)).status).toBe(204)
    expect(await patch(FACTOR, { required: true }, other)).toMatchObject(needed)
    expect((await post('/account/sudo', { credential: await credentialOf(ada) }, other)).status).toBe(204)
    expect((await patch(FACTOR, { required: true }, other)).status).toBe(200)
    expect((await get('/account', other)).status).toBe(200)
    expect((await get('/account', ada.token)).status).toBe(401)
    const [notice] = await gatehouse.emails()
    expect(notice).toMatchObject({ to: ada.email, subject: 'Gatehouse - Two-step sign-in is on' })
    const none = await signUp(gatehouse)
    expect(await patch(FACTOR, { required: true }, none.token)).toMatchObject({ status: 409 })
    for (const nothing of [{}, { required: 'yes' }, { required: true, email_approval: true }])
      expect((await patch(FACTOR, nothing, none.token)).status).toBe(400)
  })

  it('ends by its owner, or with the last passkey', async () => {
    const ada = await requiring()
    const off = await patch(FACTOR, { required: false }, ada.token)
    expect(off).toMatchObject({ status: 200, body: { required: false, passkeys: 1, recovery_codes_left: 0 } })
    expect((await tryLogin(gatehouse, '/api/login/', ada)).status).toBe(200)
    expect((await patch(FACTOR, { required: true }, ada.token)).status).toBe(200)
    expect((await remove(`/account/passkeys/${ada.authenticator.id}`, undefined, ada.token)).status).toBe(204)
    expect(await factorOf(ada)).toBeNull()
    expect((await tryLogin(gatehouse, '/api/login/', ada)).status).toBe(200)
    const [notice] = await gatehouse.emails()
    expect(notice).toMatchObject({ to: ada.email, subject: 'Gatehouse - Two-step sign-in is off' })
  })
})

describe('a passkey beside an app', () => {
  it('is one of the methods, and stays required without the app', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const both = await addPasskey(gatehouse, ada)
    const asked = await tryLogin(gatehouse, '/api/login/', ada)
    expect(asked.headers.get('x-otp')).toBe('required; methods="totp recovery passkey"')
    expect(await patch(FACTOR, { required: false }, ada.token)).toMatchObject({ status: 400 })
    expect((await remove(`${FACTOR}/totp`, undefined, ada.token)).status).toBe(204)
    const [notice] = await gatehouse.emails()
    expect(notice).toMatchObject({ to: ada.email, subject: 'Gatehouse - Your authenticator app was removed' })
    expect((await tryLogin(gatehouse, '/api/login/', ada)).headers.get('x-otp')).toBe(METHODS)
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: await ada.freshCode() })).status).toBe(401)
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: ada.recoveryCodes[0] })).status).toBe(200)
    expect((await signInWith(gatehouse, both)).status).toBe(200)
  })

  it.each<[string, (ada: Keyed, code: string) => Promise<{ status: number }>]>([
    ['a sign-in', (ada, otp) => tryLogin(gatehouse, '/api/login/', ada, { otp })],
    [
      'a second step',
      async (ada, otp) => post('/account/login/code', { sign_in: await begin(ada, 'jwt'), otp }),
    ],
    ['a proof', ({ token }, otp) => post('/account/sudo', { otp }, token)],
    ['the removal of the app', ({ token }, code) => post('/auth/app/deactivate/', { code }, token)],
    ['new recovery codes', ({ token }, code) => post('/auth/app/codes/regenerate/', { code }, token)],
  ])('leaves no recovery code that works again after %s', async (_, use) => {
    const enrolled = await signUpWithFactor(gatehouse)
    const both = await addPasskey(gatehouse, enrolled)
    const [code = '', other] = enrolled.recoveryCodes
    expect([200, 204]).toContain((await use(both, code)).status)
    await gatehouse.settled()
    const kept = String((await factorOf(both))?.recovery)
    expect((await tryLogin(gatehouse, '/api/login/', both, { otp: code })).status).toBe(401)
    expect((await post('/account/sudo', { otp: code }, both.token)).status).toBe(401)
    expect((await factorOf(both))?.recovery).toBe(kept)
    await gatehouse.settled()
    const subjects = (await gatehouse.emails())
      .filter(({ to }) => to === both.email)
      .map(({ subject }) => subject)
    const made = 'Gatehouse - You have new recovery codes'
    expect(
      subjects.filter((each) => each === made || each.endsWith('A recovery code was used')),
    ).toHaveLength(1)
    if (!subjects.includes(made))
      expect((await tryLogin(gatehouse, '/api/login/', both, { otp: other })).status).toBe(200)
  })

  it('may be the first, and an app then adds to it', async () => {
    const ada = await requiring()
    const other = await addPasskey(gatehouse, ada, await newAuthenticator(-8))
    const app = await enrol(gatehouse, ada)
    expect(app.recoveryCodes).toEqual([])
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: await app.freshCode() })).status).toBe(200)
    for (const { authenticator } of [ada, other])
      expect((await remove(`/account/passkeys/${authenticator.id}`, undefined, ada.token)).status).toBe(204)
    expect((await tryLogin(gatehouse, '/api/login/', ada)).headers.get('x-otp')).toBe(
      'required; methods="totp recovery"',
    )
    await gatehouse.settled()
  })
})
