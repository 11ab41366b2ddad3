import type { MiddlewareHandler } from 'hono'
import { countWhileAnswered } from '../account/passwords/hash-queue.ts'
import type { AppEnv } from '../dialects/dialect.ts'

/** Hashes give way to whatever is being answered. */
export const countInFlight: MiddlewareHandler<AppEnv> = function countInFlight(c, next) {
  return countWhileAnswered(c.env.trace, c.env.clock, next)
}
