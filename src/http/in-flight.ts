import type { MiddlewareHandler } from 'hono'
import { countWhileAnswered } from '../account/passwords/hash-queue.ts'
import type { AppEnv } from '../dialects/dialect.ts'

/** Counts the requests in progress. Password hashes wait for them. */
export const countInFlight: MiddlewareHandler<AppEnv> = function countInFlight(c, next) {
  return countWhileAnswered(c.env.trace, c.env.clock, next)
}
