import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../dialects/dialect.ts'

/** Counts the responses with 429, by the limit that was reached. */
export const countRefused: MiddlewareHandler<AppEnv> = async function countRefused(c, next) {
  await next()
  const { refused, trace } = c.env
  if (c.res.status === 429 && trace.limit) refused.note(trace.limit)
  refused.writeDue()
}
