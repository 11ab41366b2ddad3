import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../account/refusal.ts'
import type { AppEnv } from './dialect.ts'

/** After how many seconds the gate lets somebody pass again at the latest. */
const MINUTE = 60

/** Lets in anybody, but no client too often. Every API that needs no login has it; refuses as `too_many`. */
export const publicEndpoint: MiddlewareHandler<AppEnv> = async function publicEndpoint(c, next) {
  const { edgeRateLimit, clientInfo } = c.env
  if (!(await edgeRateLimit.allows(clientInfo.client))) throw Refusal.after(MINUTE)
  await next()
}
