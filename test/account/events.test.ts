import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { admitLogin, countedCheck } from '../../src/account/limits/login-throttle.ts'
import { recoverAccount } from '../../src/account/links/account-recovery.ts'
import { activate } from '../../src/account/links/activation.ts'
import { resendVerification, verifyEmail } from '../../src/account/links/email-verification.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { finishReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfile, removeAccount } from '../../src/account/profile/profile.ts'
import { changeUsername, finishUsernameReset } from '../../src/account/profile/username.ts'
import { Refusal } from '../../src/account/refusal.ts'
import { authenticate, endSession } from '../../src/account/sessions/session.ts'
import { endOtherSessions, endOwnSession } from '../../src/account/sessions/session-list.ts'
import { revokeTokenPair } from '../../src/account/sessions/token-pair.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { registerForActivation } from '../../src/account/sign-in/registration.ts'
import { heldBack } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { eventsAt, noted } from '../support/noted-events.ts'
import { disable, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { newest, askFor, notedBy } = eventsAt(gatehouse)
const { ports } = gatehouse
const NEXT = 'Rt5-harbour-Cormorant'

const meOf = ({ token }: SignedUp) => authenticate(ports, token)
describe('what happens to an account is noted once', () => {
  it('a registration, with the session that it opens', async () => {
    const before = (await rowsOf('events')).length
    const ada = await signUp(gatehouse)
    const { session } = await meOf(ada)
    expect((await rowsOf('events')).slice(before)).toEqual([
      {
        id: expect.any(Number),
        kind: 'registered',
        account_id: ada.id,
        session_id: session.id,
        actor_id: null,
        at: gatehouse.clock.now(),
        user_agent: '',
        note: null,
        place: null,
      },
    ])
  })

  it('a sign-in of every kind, with the session that it opens, and none that came too late', async () => {
    const ada = await signUp(gatehouse)
    for (const kind of ['jwt', 'express', 'token'] as const) {
      const logIn = () =>
        kind === 'token' ? logInForToken(ports, ada, PASSWORD) : logInForTokenPair(ports, ada, PASSWORD, kind)
      const [event] = await notedBy(ada.id, logIn)
      const sessions = await rowsOf('sessions')
      const opened = sessions.find(({ id }) => id === event?.session_id)
      expect([event?.kind, opened?.kind, opened?.account_id]).toEqual(['sign_in', kind, ada.id])
    }
    const { ports: slow, reached, open } = heldBack(ports)
    const signingIn = expect(logInForToken(slow, ada, PASSWORD)).rejects.toThrow('wrong_credentials')
    await reached
    await disable(ada)
    const before = await everything()
    open()
    await signingIn
    expect(await everything()).toEqual(before)
  })

  it('a sign-in that failed, of a known account, for every try that was let in', async () => {
    const ada = await signUp(gatehouse)
    const clientInfo = { userAgent: 'Firefox/145.0', location: 'Lisbon, PT', client: '203.0.113.7' }
    const there = { ...ports, clientInfo }
    const tries = [
      { username: ada.username },
      { email: ada.email },
      { identifier: ada.username },
      { username: ada.username, email: 'else@example.com' },
    ]
    for (const who of tries)
      expect(await notedBy(ada.id, () => logInForToken(there, who, 'wrong').catch(() => {}))).toEqual(
        noted('sign_in_failed'),
      )
    expect((await rowsOf('events')).at(-1)).toMatchObject({
      user_agent: 'Firefox/145.0',
      place: 'Lisbon, PT',
    })
    for (let count = tries.length; count < 10; count++)
      await expect(logInForToken(there, ada, 'wrong')).rejects.toThrow('wrong_credentials')
    const refused = () => expect(logInForToken(there, ada, 'wrong')).rejects.toThrow('too_many')
    expect(await notedBy(ada.id, refused)).toEqual([])
    const nobody = () => logInForToken(ports, { username: 'nobody-at-all' }, 'wrong').catch(() => {})
    expect(await notedBy(ada.id, nobody)).toEqual([])
  })

  it('a sign-in that there was no room to look at is none', async () => {
    const ada = await signUp(gatehouse)
    const before = await rowsOf('events')
    const { attempt } = await admitLogin(ports, { usernameKeys: [ada.username] }, ada.username)
    const full = async () => {
      throw new Refusal('busy')
    }
    await expect(countedCheck(ports, attempt.keys, full)).rejects.toThrow('busy')
    await gatehouse.settled()
    expect(await rowsOf('events')).toEqual(before)
  })

  it('a sign-out by a token and by a refresh token', async () => {
    const ada = await signUp(gatehouse)
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
    const [me, other] = [await meOf(ada), await authenticate(ports, tokenPair.access)]
    expect(await notedBy(ada.id, () => revokeTokenPair(ports, tokenPair.refresh))).toEqual(
      noted('sign_out', other.session.id),
    )
    expect(await notedBy(ada.id, () => endSession(ports, me.session, 'sign_out'))).toEqual(
      noted('sign_out', me.session.id),
    )
    expect(await notedBy(ada.id, () => endSession(ports, me.session, 'sign_out'))).toEqual([])
  })

  it('a session that is ended from the list, by the one that ended, and all others', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const { session } = await authenticate(ports, token)
    expect(await notedBy(ada.id, () => endOwnSession(ports, me, session.id))).toEqual(
      noted('session_ended', session.id),
    )
    const twice = () => Promise.all([endOtherSessions(ports, me), endOtherSessions(ports, me)])
    expect(await notedBy(ada.id, twice)).toEqual(noted('sessions_ended', me.session.id))
  })

  it('a new password, by the session that set it', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const change = { oldPassword: PASSWORD, newPassword: NEXT }
    const twice = () =>
      Promise.allSettled([
        changePassword(ports, me, STRICT, change),
        changePassword(ports, me, STRICT, change),
      ])
    expect(await notedBy(ada.id, twice)).toEqual(noted('password_changed', me.session.id))
  })

  it('a password that is set by link, however many use the link at once', async () => {
    const ada = await signUp(gatehouse)
    const link = await askFor('reset', ada)
    const wish = { ...link, newPassword: NEXT }
    const several = () =>
      Promise.allSettled(Array.from({ length: 3 }, () => finishReset(ports, STRICT, wish)))
    expect(await notedBy(ada.id, several)).toEqual(noted('password_reset'))
  })

  it('a new name, and the same name spelled otherwise is none', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const renamed = { newUsername: `x-${ada.username}`, currentPassword: PASSWORD }
    expect(await notedBy(ada.id, () => changeUsername(ports, me, renamed))).toEqual(
      noted('username_changed', me.session.id),
    )
    const spelled = { username: renamed.newUsername.toUpperCase() }
    expect(await notedBy(ada.id, async () => changeProfile(ports, await meOf(ada), spelled))).toEqual([])
  })

  it('a new name by link, and the owner is told once, however many use the link at once', async () => {
    const ada = await signUp(gatehouse)
    const link = await askFor('username', ada)
    const emails = (await gatehouse.emails()).length
    const wish = { ...link, newUsername: `y-${ada.username}` }
    const several = () =>
      Promise.allSettled(Array.from({ length: 5 }, () => finishUsernameReset(ports, wish)))
    expect(await notedBy(ada.id, several)).toEqual(noted('username_changed'))
    expect((await gatehouse.emails()).length).toBe(emails + 1)
    expect(await rowsOf('outbox')).toEqual([])
  })

  it('another address, and that it was proved, once', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const email = `x-${ada.email}`
    expect(await notedBy(ada.id, () => changeProfile(ports, me, { email }))).toEqual(
      noted('address_changed', me.session.id),
    )
    await resendVerification(ports, await meOf(ada))
    const link = await newest()
    const several = () => Promise.allSettled(Array.from({ length: 5 }, () => verifyEmail(ports, link)))
    expect(await notedBy(ada.id, several)).toEqual(noted('address_verified'))
  })

  it('an address that waited until it was proved', async () => {
    const gatehouse = openGatehouse({ CONFIRM_EMAIL_CHANGE: 'true' } as Partial<Env>)
    const ada = await signUp(gatehouse)
    const change = { email: `x-${ada.email}` }
    const ask = async () =>
      changeProfile(gatehouse.ports, await authenticate(gatehouse.ports, ada.token), change)
    expect(await notedBy(ada.id, ask)).toEqual([])
    const message = (await gatehouse.emails()).find(({ to }) => to === change.email)
    const several = () =>
      Promise.allSettled(Array.from({ length: 3 }, () => verifyEmail(gatehouse.ports, linkOf(message))))
    expect(await notedBy(ada.id, several)).toEqual(noted('address_changed'))
  })

  it('an account that is activated, once', async () => {
    const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' })
    const wish = { username: 'waits', email: 'waits@example.com', password: PASSWORD }
    const { id } = await registerForActivation(gatehouse.ports, STRICT, wish)
    const link = await newest(gatehouse)
    const several = () => Promise.allSettled(Array.from({ length: 5 }, () => activate(gatehouse.ports, link)))
    expect(await notedBy(id, several)).toEqual(noted('activated'))
  })

  it('“this was not me”', async () => {
    const ada = await signUp(gatehouse)
    await changePassword(ports, await meOf(ada), STRICT, { oldPassword: PASSWORD, newPassword: NEXT })
    const link = await newest()
    const several = () => Promise.allSettled(Array.from({ length: 3 }, () => recoverAccount(ports, link)))
    expect(await notedBy(ada.id, several)).toEqual(noted('alarm'))
  })

  it('the end of an account, which its events outlive', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const twice = () => Promise.allSettled([removeAccount(ports, me), removeAccount(ports, me)])
    expect(await notedBy(ada.id, twice)).toEqual(noted('account_deleted', me.session.id))
    const { results } = await env.DB.prepare('select kind from events where account_id = ?')
      .bind(ada.id)
      .all()
    expect(results.map(({ kind }) => kind)).toEqual(['registered', 'account_deleted'])
  })
})
