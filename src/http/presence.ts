import type { MiddlewareHandler } from 'hono'
import { beingAnswered } from '../account/hash-turn.ts'
import type { House } from '../dialects/dialect.ts'

/** Hashes give way to whatever is being answered. */
export const presence: MiddlewareHandler<House> = function presence(c, next) {
  return beingAnswered(c.env.trace, c.env.clock, next)
}
