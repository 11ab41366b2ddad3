import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../dialects/dialect.ts'

/** What a caller may call a request in our log: no text that a reader of it could take for something else. */
const PLAIN = /^[A-Za-z0-9._-]{1,64}$/

/** Gives every request an id, the caller's own if it is plain, and tells it. */
export const requestId: MiddlewareHandler<AppEnv> = async function requestId(c, next) {
  const sent = c.req.header('x-request-id') ?? ''
  const id = PLAIN.test(sent) ? sent : c.env.random.uuid()
  c.set('requestId', id)
  c.header('X-Request-Id', id)
  await next()
}
