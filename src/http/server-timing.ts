import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../dialects/dialect.ts'
import { writeTiming } from '../ports/timing.ts'
import { changeHeaders } from './headers.ts'

/** Tells in development, and elsewhere when the settings say so, where the time of a request went. */
export const serverTiming: MiddlewareHandler<AppEnv> = async function serverTiming(c, next) {
  await next()
  const { tellsTiming, trace } = c.env
  if (!tellsTiming) return
  changeHeaders(c, (headers) => headers.set('Server-Timing', writeTiming(trace.timing, trace.roundTrips)))
}
