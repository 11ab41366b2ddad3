import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { isCurl, prefersPage } from '../client-kind.ts'
import type { AppEnv } from '../dialect.ts'
import { readQuery } from '../reading.ts'
import { asText, sendEmail, sendMailbox } from './mailbox-page.ts'
import { isOnThisMachine } from './this-machine.ts'

/** The emails of development, which are not sent, newest first (decision 29). In production these URLs do not exist. */
export const mailbox = new Hono<AppEnv>()
  .get('/dev/mailbox', async (c, next) => {
    if (!isOnThisMachine(c)) return next()
    const emails = await readEmails(c)
    c.header('Vary', 'Accept')
    if (prefersPage(c.req.raw)) return sendMailbox(c, emails, readQuery(c).email)
    // At a terminal a list is easier to read than whole messages, which `?full` has.
    if (isCurl(c.req.raw) && readQuery(c).full === undefined)
      return c.text(emails.map(asText).join('\n') || 'No emails yet\n')
    return c.json(emails.map(({ to, from, subject, text, html }) => ({ to, from, subject, text, html })))
  })
  .get('/dev/mailbox/:file{[0-9a-f-]{36}\\.html}', async (c, next) => {
    if (!isOnThisMachine(c)) return next()
    const emails = await readEmails(c)
    const message = emails.find(({ id }) => c.req.param('file') === `${id}.html`)
    return message ? sendEmail(c, message) : next()
  })

async function readEmails(c: Context<AppEnv>) {
  const { MAIL_FROM, SITE_NAME } = c.env.settings
  const from = MAIL_FROM || `${SITE_NAME} <noreply@localhost>`
  return (await c.env.outbox.emails()).map((message) => ({ ...message, from }))
}
