import { describe, expect, it } from 'vitest'
import { recoverAccount } from '../../src/account/links/account-recovery.ts'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { checkReset, finishReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfile, removeAccount } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { codeOf, linkOf } from '../support/links.ts'
import { disable, PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { accountOf, DEAD, OWNER, THIEF, theftsAt } from '../support/thefts.ts'

const gatehouse = openGatehouse({ SEND_VERIFICATION_EMAIL: 'true' })
const { meOf, isIn, notices, newest, resets, signInAs, steal } = theftsAt(gatehouse)
const { ports } = gatehouse
const DAY = 86_400

describe('“this was not me”', () => {
  it('signs everybody out, makes the password useless, and mails a link to choose another', async () => {
    const ada = await signUp(gatehouse)
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
    await steal(ada.token, THIEF)
    const later = await signInAs(ada, THIEF)
    await recoverAccount(ports, linkOf(await newest(ada.email)))

    expect([await isIn(ada.token), await isIn(tokenPair.access), await isIn(later)]).toEqual([
      false,
      false,
      false,
    ])
    await expect(verifyJwt(ports, tokenPair.access)).rejects.toMatchObject({ reason: 'jwt_ended' })
    const lines = await linesLoggedBy(async () => {
      for (const password of [PASSWORD, THIEF]) await signInAs(ada, password).catch(() => {})
    })
    expect(await rowsOf('sessions')).not.toContainEqual(expect.objectContaining({ account_id: ada.id }))
    expect(lines).toEqual([])

    const [message] = await resets(ada.email)
    await finishReset(ports, STRICT, { ...linkOf(message), newPassword: OWNER })
    expect(await isIn(await signInAs(ada, OWNER))).toBe(true)
  })

  it('gives the address back that the notice went to, proved, for seven days', async () => {
    const ada = await signUp(gatehouse)
    await changeProfile(ports, await meOf(ada.token), { email: `thief-${ada.email}` })
    const message = await newest(ada.email)
    gatehouse.wait(7 * DAY - 1)
    await recoverAccount(ports, linkOf(message))
    expect(await accountOf(ada)).toMatchObject({
      email: ada.email,
      email_key: ada.email,
      email_verified_at: gatehouse.clock.now(),
      pending_email: null,
    })
    expect([(await resets(ada.email)).length, (await resets(`thief-${ada.email}`)).length]).toEqual([1, 0])
  })

  it('is too late after seven days', async () => {
    const ada = await signUp(gatehouse)
    await changeProfile(ports, await meOf(ada.token), { email: `thief-${ada.email}` })
    const message = await newest(ada.email)
    gatehouse.wait(7 * DAY)
    await refused(gatehouse, () => expect(recoverAccount(ports, linkOf(message))).rejects.toMatchObject(DEAD))
  })

  it('works by the code of the notice, and the address that it came to', async () => {
    const ada = await signUp(gatehouse)
    await changeProfile(ports, await meOf(ada.token), { email: `thief-${ada.email}` })
    await recoverAccount(ports, { email: ada.email, code: codeOf(await newest(ada.email)) })
    expect(await accountOf(ada)).toMatchObject({ email: ada.email })
  })

  it('takes back a new password too, and everything that came after it', async () => {
    const ada = await signUp(gatehouse)
    await steal(ada.token, THIEF)
    const first = linkOf(await newest(ada.email))
    const token = await signInAs(ada, THIEF)
    await changeProfile(ports, await meOf(token), { email: `thief-${ada.email}`, username: 'stolen' })
    await steal(token, OWNER, THIEF)
    await recoverAccount(ports, first)
    expect(await accountOf(ada)).toMatchObject({ email: ada.email, username: 'stolen' })
    expect(await isIn(token)).toBe(false)
    const [message] = await resets(ada.email)
    expect(message?.text).toContain('stolen')
  })

  it('cannot be turned against the owner by who came later', async () => {
    const ada = await signUp(gatehouse)
    const [one, two] = [`one-${ada.email}`, `two-${ada.email}`]
    for (const email of [one, two]) await changeProfile(ports, await meOf(ada.token), { email })
    const thief = linkOf(await newest(one))
    await recoverAccount(ports, linkOf(await newest(ada.email)))
    expect(await notices(two)).toEqual([])
    await refused(gatehouse, () => expect(recoverAccount(ports, thief)).rejects.toMatchObject(DEAD))
    expect(await accountOf(ada)).toMatchObject({ email: ada.email })
  })

  it('of the owner wins also when the thief was first', async () => {
    const ada = await signUp(gatehouse)
    const [one, two] = [`one-${ada.email}`, `two-${ada.email}`]
    await changeProfile(ports, await meOf(ada.token), { email: one })
    gatehouse.wait(1)
    await changeProfile(ports, await meOf(ada.token), { email: two })
    await recoverAccount(ports, linkOf(await newest(one)))
    expect(await accountOf(ada)).toMatchObject({ email: one })
    await recoverAccount(ports, linkOf(await newest(ada.email)))
    expect(await accountOf(ada)).toMatchObject({ email: ada.email })
  })

  it('kills every other link that was mailed', async () => {
    const ada = await signUp(gatehouse)
    const thief = `thief-${ada.email}`
    await changeProfile(ports, await meOf(ada.token), { email: thief })
    await requestLink(ports, { purpose: 'reset', address: thief })
    const [stolen] = await resets(thief)
    await recoverAccount(ports, linkOf(await newest(ada.email)))
    await expect(checkReset(ports, linkOf(stolen).token)).rejects.toMatchObject(DEAD)
  })

  it('works once, however many use it at once', async () => {
    const ada = await signUp(gatehouse)
    await steal(ada.token, THIEF)
    const message = await newest(ada.email)
    const link = linkOf(message)
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => recoverAccount(ports, link)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await resets(ada.email)).toHaveLength(1)
    await refused(gatehouse, () => expect(recoverAccount(ports, link)).rejects.toMatchObject(DEAD))
  })

  it('is not held back by the emails of the hour', async () => {
    const tight = openGatehouse({
      ENVIRONMENT: 'production',
      MAIL_FROM: 'a@example.org',
      MAILS_PER_HOUR: '1',
      SEND_VERIFICATION_EMAIL: 'false',
    })
    const ada = await signUp(tight)
    await linesLoggedBy(async () => {
      for (let time = 0; time < 2; time++)
        await requestLink(tight.ports, { purpose: 'reset', address: ada.email })
      await tight.settled()
    })
    const me = await authenticate(tight.ports, ada.token)
    await changePassword(tight.ports, me, STRICT, { oldPassword: PASSWORD, newPassword: THIEF })
    const [notice] = await tight.emails()
    await recoverAccount(tight.ports, linkOf(notice))
    const subjects = (await tight.emails()).map(({ subject }) => subject)
    expect(subjects[0]).toBe('Password reset on Gatehouse')
    expect(subjects).toHaveLength(3)
  })

  it('is nobody’s for an account that was disabled or deleted', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    for (const { token } of [ada, bob]) await steal(token, THIEF)
    const links = [linkOf(await newest(ada.email)), linkOf(await newest(bob.email))]
    await disable(ada)
    await removeAccount(ports, await meOf(bob.token))
    for (const link of links)
      await refused(gatehouse, () =>
        expect(recoverAccount(ports, link)).rejects.toMatchObject({ name: 'Refusal' }),
      )
  })

  it('is not undone by a new password of the owner’s', async () => {
    const ada = await signUp(gatehouse)
    await steal(ada.token, THIEF)
    const link = linkOf(await newest(ada.email))
    await steal(ada.token, OWNER, THIEF)
    await recoverAccount(ports, link)
    expect(await isIn(ada.token)).toBe(false)
  })
})
