import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../dialects/dialect.ts'

/** The request IDs that a client may choose. Other text could mislead a reader of the log. */
const PLAIN = /^[A-Za-z0-9._-]{1,64}$/

/** Gives every request an ID, the client's own if it is plain, and returns it in a header. */
export const requestId: MiddlewareHandler<AppEnv> = async function requestId(c, next) {
  const sent = c.req.header('x-request-id') ?? ''
  const id = PLAIN.test(sent) ? sent : c.env.random.uuid()
  c.set('requestId', id)
  c.header('X-Request-Id', id)
  await next()
}
