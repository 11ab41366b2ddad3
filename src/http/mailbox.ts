import { Hono } from 'hono'
import { accepts } from 'hono/accepts'
import type { House } from '../dialects/dialect.ts'
import { sendMailbox } from './pages/mailbox-page.ts'

/** The letters that development did not send, newest first (decision 29). Elsewhere this address does not exist. */
export const mailbox = new Hono<House>().get('/dev/mailbox', async (c, next) => {
  const { ENVIRONMENT, MAIL_FROM, SITE_NAME } = c.env.settings
  if (ENVIRONMENT !== 'development') return next()

  const from = MAIL_FROM || `${SITE_NAME} <noreply@localhost>`
  const letters = (await c.env.outbox.letters()).map(({ to, subject, text, html }) => ({
    to,
    from,
    subject,
    text,
    html,
  }))
  c.header('Vary', 'Accept')
  const supports = ['application/json', 'text/html']
  const wanted = accepts(c, { header: 'Accept', supports, default: 'application/json' })
  return wanted === 'text/html' ? sendMailbox(c, letters) : c.json(letters)
})
