import { Hono } from 'hono'
import type { House } from '../dialects/dialect.ts'

/** The letters that development did not send, newest first (decision 29). Elsewhere this address does not exist. */
export const mailbox = new Hono<House>().get('/dev/mailbox', async (c, next) => {
  if (c.env.settings.ENVIRONMENT !== 'development') return next()
  return c.json(await c.env.outbox.letters())
})
