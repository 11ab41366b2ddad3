import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../account/refusal.ts'
import type { AppEnv } from './dialect.ts'

/** The period of the edge rate limit, in seconds. */
const MINUTE = 60

/** An endpoint without a login. Each client is limited: refuses as `too_many`. */
export const publicEndpoint: MiddlewareHandler<AppEnv> = async function publicEndpoint(c, next) {
  const { edgeRateLimit, clientInfo } = c.env
  if (!(await edgeRateLimit.allows(clientInfo.client))) throw Refusal.after(MINUTE)
  await next()
}
