import { describe, expect, it } from 'vitest'
import { verifyEmail } from '../../src/account/links/email-verification.ts'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { checkReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfile } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { codeOf, linkOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const CONFIRM = 'Confirm your email address on Gatehouse'
const MOVED = 'Gatehouse - Your email address has been changed'
const PENDING = 'Gatehouse - Your email address is about to change'

const openVerifying = (own: Partial<Env> = {}) => openGatehouse({ SEND_VERIFICATION_EMAIL: 'true', ...own })
const gatehouse = openVerifying()

const meOf = ({ token }: SignedUp, at: AppEnv = gatehouse) => authenticate(at.ports, token)
const emailsTo = async (address: string, at: AppEnv = gatehouse) =>
  (await at.emails()).filter(({ to }) => to === address)
const addressOf = async ({ id }: SignedUp) => {
  const row = (await rowsOf('accounts')).find((each) => each.id === id)
  return [row?.email, row?.email_verified_at, row?.pending_email]
}
const refusal = (reason: string, issues: object[] = []) => ({ name: 'Refusal', reason, issues })
/** Somebody with an address that is not proved, and the email that asks them to. */
async function newcomer(at: AppEnv = gatehouse) {
  const ada = await signUp(at)
  const [message] = await emailsTo(ada.email, at)
  return { ada, message, link: linkOf(message), code: codeOf(message) }
}

describe('another address', () => {
  const apis: [string, (at: AppEnv, ada: SignedUp, email: string) => Promise<Response>][] = [
    [
      'profile',
      (at, { token }, email) => at.request('/api/profile/', { method: 'PUT', json: { email }, token }),
    ],
    [
      'djoser',
      (at, { token }, email) => at.request('/auth/users/me/', { method: 'PATCH', json: { email }, token }),
    ],
    [
      'users',
      (at, { id, token }, email) =>
        at.request(`/api/v1/users/${id}/`, { method: 'PATCH', json: { email }, token }),
    ],
    [
      'express',
      (at, { token }, email) =>
        at.request('/api/v1/users/updateProfile', { method: 'PATCH', json: { email }, token }),
    ],
  ]
  const emailIn = async (response: Response) => {
    const body = await response.json<{ email?: string; data?: { email: string } }>()
    return body.email ?? body.data?.email
  }

  it.each(apis)(
    'takes effect at once at the %s API, unproved; both addresses are told (EML-01)',
    async (_, change) => {
      const { ada, link } = await newcomer()
      await verifyEmail(gatehouse.ports, link)
      const next = `new-${ada.email}`
      expect(await emailIn(await change(gatehouse, ada, next))).toBe(next)
      expect(await addressOf(ada)).toEqual([next, null, null])
      expect((await emailsTo(next)).map(({ subject }) => subject)).toEqual([CONFIRM])
      expect((await emailsTo(ada.email)).map(({ subject }) => subject)).toContain(MOVED)
      await verifyEmail(gatehouse.ports, linkOf((await emailsTo(next))[0]))
      expect((await addressOf(ada))[1]).toBe(gatehouse.clock.now())
    },
  )

  it('makes emails to the one before it useless (EML-05)', async () => {
    const { ada, link, code } = await newcomer()
    for (const next of [`one-${ada.email}`, `two-${ada.email}`])
      await changeProfile(gatehouse.ports, await meOf(ada), { email: next })
    const [first] = await emailsTo(`one-${ada.email}`)
    for (const proof of [
      link,
      linkOf(first),
      { email: ada.email, code },
      { email: `one-${ada.email}`, code: codeOf(first) },
    ])
      await expect(verifyEmail(gatehouse.ports, proof)).rejects.toThrow()
    expect(await addressOf(ada)).toEqual([`two-${ada.email}`, null, null])
  })

  it('that is the same in another case stays proved', async () => {
    const { ada, link } = await newcomer()
    await verifyEmail(gatehouse.ports, link)
    await changeProfile(gatehouse.ports, await meOf(ada), { email: ada.email.toUpperCase() })
    expect((await addressOf(ada))[1]).toBe(gatehouse.clock.now())
  })

  describe('where it has to be proved first', () => {
    const careful = openVerifying({ CONFIRM_EMAIL_CHANGE: 'true' })
    const change = async (ada: SignedUp, email: string) =>
      changeProfile(careful.ports, await meOf(ada, careful), { email })

    it.each(apis)('waits beside the old one at the %s API (EML-02, EML-03)', async (_, change) => {
      const { ada } = await newcomer(careful)
      const next = `new-${ada.email}`
      const told = async (address: string) => (await emailsTo(address, careful)).map(({ subject }) => subject)
      expect(await emailIn(await change(careful, ada, next))).toBe(ada.email)
      expect(await addressOf(ada)).toEqual([ada.email, null, next])
      expect([await told(ada.email), await told(next)]).toEqual([[PENDING, CONFIRM], [CONFIRM]])

      await requestLink(careful.ports, { purpose: 'reset', address: ada.email })
      await requestLink(careful.ports, { purpose: 'reset', address: next })
      expect([(await told(ada.email)).length, (await told(next)).length]).toEqual([3, 1])
    })

    it('takes the place of the old one once it is proved, whose links die (EML-07)', async () => {
      const { ada } = await newcomer(careful)
      const next = `new-${ada.email}`
      await change(ada, next)
      await requestLink(careful.ports, { purpose: 'reset', address: ada.email })
      const reset = linkOf((await emailsTo(ada.email, careful))[0])
      await checkReset(careful.ports, reset.token)
      await verifyEmail(careful.ports, linkOf((await emailsTo(next, careful))[0]))
      expect(await addressOf(ada)).toEqual([next, careful.clock.now(), null])
      await expect(checkReset(careful.ports, reset.token)).rejects.toMatchObject(refusal('dead_link'))
    })

    it('leaves a proved address as it is until it is proved itself (EML-01)', async () => {
      const { ada, link } = await newcomer(careful)
      await verifyEmail(careful.ports, link)
      const proved = careful.clock.now()
      await change(ada, `new-${ada.email}`)
      expect(await addressOf(ada)).toEqual([ada.email, proved, `new-${ada.email}`])
    })

    it('is the last one that was given (EML-05)', async () => {
      const { ada } = await newcomer(careful)
      await change(ada, `one-${ada.email}`)
      await change(ada, `two-${ada.email}`)
      const first = linkOf((await emailsTo(`one-${ada.email}`, careful))[0])
      await refused(careful, () =>
        expect(verifyEmail(careful.ports, first)).rejects.toMatchObject(refusal('dead_link')),
      )
      expect(await addressOf(ada)).toEqual([ada.email, null, `two-${ada.email}`])
    })

    it('is refused when somebody has it, and when somebody was faster (EML-06)', async () => {
      const [{ ada }, bob] = [await newcomer(careful), await signUp(careful)]
      const next = `new-${ada.email}`
      const taken = refusal('invalid', [{ field: 'email', fault: 'taken' }])
      await refused(careful, () => expect(change(ada, bob.email)).rejects.toMatchObject(taken))
      await change(ada, next)
      const [message] = await emailsTo(next, careful)
      await changeProfile(openVerifying().ports, await meOf(bob, careful), { email: next })
      const answer = await refused(careful, () =>
        careful.request('/account/email/verify', { method: 'POST', json: linkOf(message) }),
      )
      expect([answer.status, await answer.json()]).toEqual([
        409,
        {
          type: 'urn:gatehouse:problem:taken',
          title: 'This belongs to somebody else.',
          status: 409,
          errors: [{ parameter: 'email', detail: 'This is not valid.' }],
        },
      ])
      expect((await addressOf(ada))[0]).toBe(ada.email)
    })

    it('is forgotten when the old one is given again, and with a new password', async () => {
      const { ada } = await newcomer(careful)
      const next = `new-${ada.email}`
      await change(ada, next)
      await change(ada, ada.email)
      expect(await addressOf(ada)).toEqual([ada.email, null, null])
      const passwords = { oldPassword: PASSWORD, newPassword: 'Rt5-harbour-Cormorant' }
      await change(ada, next)
      await changePassword(careful.ports, await meOf(ada, careful), STRICT, passwords)
      expect(await addressOf(ada)).toEqual([ada.email, null, null])
      for (const message of await emailsTo(next, careful))
        await expect(verifyEmail(careful.ports, linkOf(message))).rejects.toMatchObject(refusal('dead_link'))
    })

    it('does not keep anybody from having none', async () => {
      const { ada } = await newcomer(careful)
      await change(ada, '')
      expect(await addressOf(ada)).toEqual(['', null, null])
    })

    it('closes no account that has to be activated', async () => {
      const both = openVerifying({ CONFIRM_EMAIL_CHANGE: 'true', SEND_ACTIVATION_EMAIL: 'true' })
      const ada = await signUp(both)
      const response = await both.request('/auth/users/me/', {
        method: 'PATCH',
        json: { email: `new-${ada.email}` },
        token: ada.token,
      })
      expect(await emailIn(response)).toBe(ada.email)
      expect((await both.request('/auth/users/me/', { token: ada.token })).status).toBe(200)
    })
  })
})
