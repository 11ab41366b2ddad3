import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { requestLink } from '../../src/account/emails/requested-links.ts'
import { resendVerification, verifyEmail } from '../../src/account/links/email-verification.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { checkReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfile } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { addressIn, codeOf, linkOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everything, rowsOf } from '../support/rows.ts'

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
const WRONG_CODE = refusal('invalid', [{ field: 'code', fault: 'wrong' }])

/** Somebody with an address that is not proved, and the email that asks them to. */
async function newcomer(at: AppEnv = gatehouse) {
  const ada = await signUp(at)
  const [message] = await emailsTo(ada.email, at)
  return { ada, message, link: linkOf(message), code: codeOf(message) }
}

describe('a new account', () => {
  it('has an address that is not proved, and is asked to prove it, in one email', async () => {
    const { ada, message } = await newcomer()
    expect(await addressOf(ada)).toEqual([ada.email, null, null])
    expect(await emailsTo(ada.email)).toEqual([message])
    expect(message?.subject).toBe(CONFIRM)
    expect(addressIn(message).pathname).toBe('/email/confirm')
  })

  it('is not named in that email: who wrote the name is not known (REG-24)', async () => {
    const { ada, message } = await newcomer()
    expect(`${message?.subject}${message?.text}${message?.html}`).not.toContain(ada.username)
  })

  it('is asked nothing without an address, or where the settings say so', async () => {
    const silent = openGatehouse({ SEND_VERIFICATION_EMAIL: 'false' })
    await signUp(silent)
    await register(gatehouse.ports, STRICT, { username: 'bare', password: PASSWORD })
    expect(await silent.emails()).toEqual([])
    expect(await emailsTo('')).toEqual([])
  })

  it('is opened all the same when its address had its emails of the hour (RST-17)', async () => {
    const gatehouse = openVerifying({
      ENVIRONMENT: 'production',
      MAIL_FROM: 'a@example.org',
      MAILS_PER_HOUR: '2',
    })
    const wish = { username: 'flood', email: 'flood@example.com', password: PASSWORD }
    await linesLoggedBy(async () => {
      await register(gatehouse.ports, STRICT, wish)
      for (let time = 0; time < 3; time++)
        await requestLink(gatehouse.ports, { purpose: 'reset', address: wish.email })
      await gatehouse.settled()
    })
    expect(await emailsTo(wish.email, gatehouse)).toHaveLength(2)
    await env.DB.prepare('update accounts set email_key = null where username = ?').bind('flood').run()
    await linesLoggedBy(async () => {
      await register(gatehouse.ports, STRICT, { ...wish, username: 'flood2' })
      await gatehouse.settled()
    })
    expect(await emailsTo(wish.email, gatehouse)).toHaveLength(2)
    expect(await rowsOf('outbox')).toEqual([])
  })
})

describe('an address', () => {
  it('is proved by the link that went there', async () => {
    const { ada, link } = await newcomer()
    await verifyEmail(gatehouse.ports, link)
    expect(await addressOf(ada)).toEqual([ada.email, gatehouse.clock.now(), null])
    expect((await rowsOf('tickets')).filter((row) => row.account_id === ada.id)).toEqual([])
  })

  it('is proved by the code in the same email', async () => {
    const { ada, code } = await newcomer()
    await verifyEmail(gatehouse.ports, { email: ada.email, code })
    expect((await addressOf(ada))[1]).toBe(gatehouse.clock.now())
  })

  it('is proved once, however many try at once (EML-04)', async () => {
    const { ada, link, code } = await newcomer()
    const tries = Array.from({ length: 20 }, (_, index) =>
      verifyEmail(gatehouse.ports, index % 2 ? link : { email: ada.email, code }),
    )
    const results = await Promise.allSettled(tries)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(['dead_link', 'invalid']).toContain(result.reason.reason)
  })

  it.each([
    [86_399, true],
    [86_400, false],
    [86_401, false],
  ])('is proved by an email that is %d seconds old: %s (EML-04)', async (seconds, good) => {
    const late = openVerifying()
    const { ada, link, code } = await newcomer(late)
    late.wait(seconds)
    if (good) return verifyEmail(late.ports, link)
    await refused(late, async () => {
      await expect(verifyEmail(late.ports, link)).rejects.toMatchObject(refusal('dead_link'))
      await expect(verifyEmail(late.ports, { email: ada.email, code })).rejects.toMatchObject(WRONG_CODE)
    })
  })

  it('is proved for its own account, whoever is signed in (EML-08)', async () => {
    const [{ ada, link }, { ada: bob }] = [await newcomer(), await newcomer()]
    const response = await gatehouse.request('/account/email/verify', {
      method: 'POST',
      json: link,
      token: bob.token,
    })
    expect(response.status).toBe(204)
    expect([(await addressOf(ada))[1], (await addressOf(bob))[1]]).toEqual([gatehouse.clock.now(), null])
  })

  it('is not proved by a link or a code for anything else (RST-20)', async () => {
    const { ada } = await newcomer()
    await requestLink(gatehouse.ports, { purpose: 'reset', address: ada.email })
    const [message] = (await emailsTo(ada.email)).filter(({ subject }) => subject !== CONFIRM)
    const code = { email: ada.email, code: codeOf(message) }
    await expect(verifyEmail(gatehouse.ports, linkOf(message))).rejects.toMatchObject(refusal('dead_link'))
    await expect(verifyEmail(gatehouse.ports, code)).rejects.toMatchObject(WRONG_CODE)
    await checkReset(gatehouse.ports, linkOf(message).token)
  })
})

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

describe('whoever asks for the email again', () => {
  it('gets another one to the address that is not proved, and the one before it works until one is used', async () => {
    const { ada, link } = await newcomer()
    await resendVerification(gatehouse.ports, await meOf(ada))
    const emails = await emailsTo(ada.email)
    expect(emails.map(({ subject }) => subject)).toEqual([CONFIRM, CONFIRM])
    await verifyEmail(gatehouse.ports, link)
    await expect(verifyEmail(gatehouse.ports, linkOf(emails[0]))).rejects.toMatchObject(refusal('dead_link'))
  })

  it('gets none when the address is proved, or when there is none', async () => {
    const { ada, link } = await newcomer()
    await verifyEmail(gatehouse.ports, link)
    await refused(gatehouse, async () => resendVerification(gatehouse.ports, await meOf(ada)))
    await changeProfile(gatehouse.ports, await meOf(ada), { email: '' })
    await refused(gatehouse, async () => resendVerification(gatehouse.ports, await meOf(ada)))
  })

  it('gets five an hour (EML-12), and the last one works', async () => {
    const gatehouse = openVerifying({ ENVIRONMENT: 'production', MAIL_FROM: 'a@example.org' })
    const ada = await signUp(gatehouse)
    await linesLoggedBy(async () => {
      for (let time = 0; time < 100; time++) {
        await resendVerification(gatehouse.ports, await meOf(ada, gatehouse))
        await gatehouse.settled()
      }
    })
    const emails = await emailsTo(ada.email, gatehouse)
    expect(emails).toHaveLength(5)
    await verifyEmail(gatehouse.ports, linkOf(emails[0]))
  })
})

describe('a link that was asked for too often', () => {
  it('leaves the one that was sent as it is', async () => {
    const gatehouse = openVerifying({
      ENVIRONMENT: 'production',
      MAIL_FROM: 'a@example.org',
      SEND_VERIFICATION_EMAIL: 'false',
      MAILS_PER_HOUR: '1',
    })
    const ada = await signUp(gatehouse)
    await linesLoggedBy(async () => {
      for (let time = 0; time < 3; time++)
        await requestLink(gatehouse.ports, { purpose: 'reset', address: ada.email })
      await gatehouse.settled()
    })
    const emails = await emailsTo(ada.email, gatehouse)
    expect(emails).toHaveLength(1)
    await checkReset(gatehouse.ports, linkOf(emails[0]).token)
  })
})

describe('what is stored', () => {
  it('is no code, and no address that is not an account’s', async () => {
    const { ada, link, code } = await newcomer()
    const { tables } = await everything()
    const text = JSON.stringify({ ...tables, accounts: [] })
    for (const secret of [link.token, code, ada.email]) expect(text).not.toContain(secret)
  })
})
