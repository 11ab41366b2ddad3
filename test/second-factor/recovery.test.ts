import { describe, expect, it } from 'vitest'
import { recoverAccount } from '../../src/account/links/account-recovery.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { canLogIn, makeStaff, PASSWORD, signUp } from '../support/people.ts'
import {
  type Enrolled,
  enrol,
  factorOf,
  NEEDED,
  refusedLogin,
  sessionsOf,
  signUpWithFactor,
  tryLogin,
} from '../support/second-factor.ts'

const gatehouse = openGatehouse({ EMAIL_APPROVAL: 'true' })
const { post, call } = callerOf(gatehouse)
const NEXT = 'Rt5-harbour-Cormorant'
const BOTH =
  'Check your email to approve this sign-in, then sign in again. Or add the 6-digit code from your authenticator app to the end of your password.'

const approvals = async ({ email }: { email: string }) =>
  (await gatehouse.emails()).filter(
    ({ to, subject }) => to === email && subject === 'Gatehouse - Approve a sign-in',
  )
const turnOn = ({ token }: Enrolled) =>
  call('PATCH', '/account/second-factor', { json: { email_approval: true }, token })
const client = (address = '203.0.113.5', program = 'Sync/1.0') => ({
  headers: { 'cf-connecting-ip': address, 'user-agent': program },
})
const tryFrom = async (ada: Enrolled, password = PASSWORD, from = client()) =>
  refusedLogin(await tryLogin(gatehouse, '/api/login/', ada, { password, ...from }))
const statusFrom = async (ada: Enrolled, from = client()) => (await tryFrom(ada, PASSWORD, from)).status
const approve = async (ada: Enrolled, answer = {}) => {
  const [mail] = await approvals(ada)
  const body = new URLSearchParams({ ...linkOf(mail), ...answer })
  return gatehouse.request('/approve', { method: 'POST', body })
}

describe('approval by email', () => {
  it('lets the same client in once, within ten minutes (MFA-45)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    expect((await tryFrom(ada)).body).toEqual({ message: NEEDED })
    expect(await turnOn(ada)).toMatchObject({ status: 200, body: { email_approval: true } })
    expect(await tryFrom(ada)).toEqual({
      status: 401,
      body: { message: BOTH },
      otp: 'required; methods="totp recovery email"',
    })
    const [mail] = await approvals(ada)
    expect(mail?.text).toContain('Program: Sync/1.0')
    expect((await approve(ada)).status).toBe(303)
    expect(await statusFrom(ada, client('203.0.113.6'))).toBe(401)
    expect(await statusFrom(ada, client('203.0.113.5', 'Other/1.0'))).toBe(401)
    expect(await statusFrom(ada)).toBe(200)
    expect((await sessionsOf(ada)).map(({ methods }) => methods)).toContain('pwd approval')
    expect(await statusFrom(ada)).toBe(401)
    gatehouse.wait(3600)
    await statusFrom(ada)
    expect((await approve(ada)).status).toBe(303)
    gatehouse.wait(11 * 60)
    expect(await statusFrom(ada)).toBe(401)
    await gatehouse.settled()
  })

  it('is not given by a scanner that opens the page (MFA-46)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    await turnOn(ada)
    await tryFrom(ada)
    const [mail] = await approvals(ada)
    for (const method of ['GET', 'HEAD']) {
      const page = await gatehouse.request(`/approve?${new URLSearchParams(linkOf(mail))}`, { method })
      expect(page.status).toBe(200)
    }
    expect(await statusFrom(ada)).toBe(401)
    await gatehouse.settled()
  })

  it('is asked for once for a client, and three times an hour, with the same answer (MFA-47)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    await turnOn(ada)
    const answers: unknown[] = []
    for (const at of [1, 1, 2, 3, 4, 5])
      answers.push((await tryFrom(ada, PASSWORD, client(`203.0.113.${at}`))).body)
    expect(answers).toEqual(Array(6).fill({ message: BOTH }))
    expect(await approvals(ada)).toHaveLength(3)
  })

  it('is never for staff (MFA-48)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    await turnOn(ada)
    await makeStaff(ada)
    expect((await tryFrom(ada)).body).toEqual({ message: NEEDED })
    expect(await approvals(ada)).toEqual([])
    expect(await turnOn(ada)).toMatchObject({ status: 400 })
  })

  it('that is refused on its page disables the password and signs everybody out', async () => {
    const ada = await signUpWithFactor(gatehouse)
    await turnOn(ada)
    gatehouse.wait(60)
    await tryFrom(ada)
    expect((await approve(ada, { answer: 'refuse' })).status).toBe(303)
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toEqual([])
    expect((await tryFrom(ada)).body).toEqual({ message: 'Wrong username or password' })
    expect((await factorOf(ada))?.email_approval).toBe(0)
    const [reset] = await gatehouse.emails()
    expect(reset?.subject).toBe('Password reset on Gatehouse')
  })

  it('can be asked for with a sign-in that goes on', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const signIn = async () =>
      (
        (await post('/account/login', { username: ada.username, password: PASSWORD })).body as {
          sign_in: string
        }
      ).sign_in
    expect((await post('/account/login/approval', { sign_in: await signIn() })).status).toBe(401)
    await turnOn(ada)
    expect((await post('/account/login/approval', { sign_in: await signIn() })).status).toBe(202)
    expect(await approvals(ada)).toHaveLength(1)
  })
})

describe('a reset by email', () => {
  const reset = async (ada: Enrolled) => {
    await post('/auth/users/reset_password/', { email: ada.email })
    const [mail] = await gatehouse.emails()
    const done = await post('/auth/users/reset_password_confirm/', { ...linkOf(mail), new_password: NEXT })
    expect(done.status).toBe(204)
    await gatehouse.settled()
  }

  it('keeps the factor, and bars approval until a code was used (MFA-39, MFA-40)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    await turnOn(ada)
    await reset(ada)
    expect(await tryFrom(ada, NEXT)).toMatchObject({ status: 401, body: { message: NEEDED } })
    expect(await approvals(ada)).toEqual([])
    expect(
      (await tryLogin(gatehouse, '/api/login/', ada, { password: NEXT, otp: await ada.freshCode() })).status,
    ).toBe(200)
    expect((await tryFrom(ada, NEXT)).body).toEqual({ message: BOTH })
    await gatehouse.settled()
  })
})

describe('a change of address', () => {
  const other = 'somebody-else@example.org'
  const move = async (ada: Enrolled) => {
    const changed = await call('PATCH', '/api/profile/', { json: { email: other }, token: ada.token })
    expect(changed.status).toBe(200)
    await gatehouse.settled()
  }

  it('bars approval until a code was used: a session and the password are no second step (MFA-38)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    await turnOn(ada)
    await move(ada)
    expect((await tryFrom(ada)).body).toEqual({ message: NEEDED })
    expect(await approvals({ email: other })).toEqual([])
    expect(
      (await tryLogin(gatehouse, '/api/login/', ada, { password: PASSWORD, otp: await ada.freshCode() }))
        .status,
    ).toBe(200)
    expect((await tryFrom(ada)).body).toEqual({ message: BOTH })
    await gatehouse.settled()
  })

  it('ends what was approved before it', async () => {
    const ada = await signUpWithFactor(gatehouse)
    await turnOn(ada)
    await tryFrom(ada)
    expect((await approve(ada)).status).toBe(303)
    const changed = await call('PATCH', '/api/profile/', {
      json: { email: 'x@example.org' },
      token: ada.token,
    })
    expect(changed.status).toBe(200)
    expect((await tryFrom(ada)).body).toEqual({ message: NEEDED })
    await gatehouse.settled()
  })

  it('bars it as well where the new address is confirmed first', async () => {
    const careful = openGatehouse({ EMAIL_APPROVAL: 'true', CONFIRM_EMAIL_CHANGE: 'true' })
    const ada = await signUpWithFactor(careful)
    const { call } = callerOf(careful)
    await call('PATCH', '/account/second-factor', { json: { email_approval: true }, token: ada.token })
    await call('PATCH', '/api/profile/', { json: { email: 'later@example.org' }, token: ada.token })
    await careful.settled()
    const mail = (await careful.emails()).find(({ to }) => to === 'later@example.org')
    const confirmed = await call('POST', '/account/email/verify', { json: linkOf(mail) })
    expect(confirmed.status).toBe(204)
    expect((await factorOf(ada))?.email_barred).toBe(1)
    await careful.settled()
  })
})

describe('“This was not me” (MFA-41)', () => {
  it('removes a factor that is younger than its email', async () => {
    const bob = await signUp(gatehouse)
    await gatehouse.request('/api/v1/users/changePassword', {
      method: 'POST',
      json: { oldPassword: PASSWORD, newPassword: NEXT },
      token: bob.token,
    })
    const [changed] = await gatehouse.emails()
    gatehouse.wait(60)
    await enrol(gatehouse, bob)
    await recoverAccount(gatehouse.ports, linkOf(changed))
    expect(await factorOf(bob)).toBeNull()
    await gatehouse.settled()
  })

  it('of its own email removes it, and keeps an older one, without younger recovery codes', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const [added] = await gatehouse.emails()
    await recoverAccount(gatehouse.ports, linkOf(added))
    expect(await factorOf(ada)).toBeNull()

    const eve = await signUpWithFactor(gatehouse)
    gatehouse.wait(60)
    await post('/account/second-factor/recovery-codes', undefined, eve.token)
    const [made] = await gatehouse.emails()
    expect(made?.subject).toBe('Gatehouse - You have new recovery codes')
    await recoverAccount(gatehouse.ports, linkOf(made))
    expect(await factorOf(eve)).toMatchObject({ recovery: '', email_barred: 1, totp: expect.any(String) })
    expect(await canLogIn(gatehouse, eve, PASSWORD)).toBe(false)
    await gatehouse.settled()
  })
})
