import { Misconfigured } from './misconfigured.ts'
import { readSettings } from './settings.ts'

/** One message to one person. */
export type Letter = { to: string; subject: string; text: string; html: string }

/**
 * Sends, or throws so that the outbox tries again. `keepsSent` leaves what was sent in the outbox for a day, where
 * /dev/mailbox opens it.
 */
export type Mail = { send(letter: Letter): Promise<void>; readonly keepsSent: boolean }

/** Cloudflare Email Service; in development nothing leaves the machine. */
export const openMail = (env: Env): Mail => ({
  async send(letter) {
    const { ENVIRONMENT, MAIL_FROM } = readSettings(env)
    if (ENVIRONMENT === 'development') return
    if (!MAIL_FROM) throw new Misconfigured('MAIL_FROM: missing')
    await env.EMAIL.send({ from: MAIL_FROM, ...letter })
  },

  get keepsSent() {
    return readSettings(env).ENVIRONMENT === 'development'
  },
})
