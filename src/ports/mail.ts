import { type InTime, openInTime } from './deadline.ts'
import { asciiAddress } from './domain.ts'
import { Misconfigured } from './misconfigured.ts'
import { type Message, sendWithResend } from './resend.ts'
import { readSettings } from './settings.ts'
import { Undeliverable } from './undeliverable.ts'

/** One message to one person. */
export type EmailMessage = { to: string; subject: string; text: string; html: string }

/**
 * Sends; `key` is the same however often an email is sent. Throws Undeliverable for what must not be tried again, and
 * anything else so that the outbox tries again. `keepsSent` leaves what was sent in the outbox for a day, where
 * /dev/mailbox opens it.
 */
export type Mail = { send(message: EmailMessage, key: string): Promise<void>; readonly keepsSent: boolean }

/** Not every deployment sends over HTTP. */
export type MaybeResend = { RESEND_API_KEY?: string }

/**
 * What Cloudflare Email Service says of an email that will never go. Of its sender or its limits it may think again.
 */
const REFUSED =
  /^E_(VALIDATION_ERROR|FIELD_MISSING|TOO_MANY_\w+|RECIPIENT_NOT_ALLOWED|CONTENT_TOO_LARGE|HEADERS?_\w+)$/

/** The provider of the settings; in development nothing leaves the machine. */
export const openMail = (
  env: Env & MaybeResend,
  send: typeof fetch = fetch,
  inTime: InTime = openInTime(),
): Mail => ({
  async send({ to, subject, text, html }, key) {
    const { ENVIRONMENT, MAIL_FROM, MAIL_PROVIDER, MAIL_API_URL } = readSettings(env)
    if (ENVIRONMENT === 'development') return
    if (!MAIL_FROM) throw new Misconfigured('MAIL_FROM: missing')
    const message = { from: MAIL_FROM, to: asciiAddress(to), subject, text, html }
    if (MAIL_PROVIDER === 'cloudflare') return sendWithCloudflare(env.EMAIL, message, inTime)
    if (!env.RESEND_API_KEY) throw new Misconfigured('RESEND_API_KEY: missing')
    return inTime(
      'mail',
      sendWithResend(send, { url: MAIL_API_URL, apiKey: env.RESEND_API_KEY }, message, key),
    )
  },

  get keepsSent() {
    return readSettings(env).ENVIRONMENT === 'development'
  },
})

async function sendWithCloudflare(binding: SendEmail, message: Message, inTime: InTime): Promise<void> {
  try {
    await inTime('mail', binding.send(message))
  } catch (error) {
    const { code } = Object(error) as { code?: unknown }
    if (code === 'E_RECIPIENT_SUPPRESSED') throw new Undeliverable('suppressed')
    if (typeof code === 'string' && REFUSED.test(code)) throw new Undeliverable(code)
    throw error
  }
}
