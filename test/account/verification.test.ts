import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { resendVerification, verifyEmail } from '../../src/account/links/email-verification.ts'
import { requestLink } from '../../src/account/links/requested-links.ts'
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
