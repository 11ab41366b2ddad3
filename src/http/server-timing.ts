import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../dialects/dialect.ts'
import { writeTiming } from '../ports/timing.ts'
import { changeHeaders } from './headers.ts'

/** Sets Server-Timing, in development or when SERVER_TIMING is `always`: where the time of a request was spent. */
export const serverTiming: MiddlewareHandler<AppEnv> = async function serverTiming(c, next) {
  await next()
  const { tellsTiming, trace } = c.env
  if (!tellsTiming) return
  changeHeaders(c, (headers) => headers.set('Server-Timing', writeTiming(trace.timing, trace.roundTrips)))
}
