import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from '../dialects/dialect.ts'
import { writeTiming } from '../ports/timing.ts'

/** A response is not cached, is not a page and is for this origin only, unless it has these headers already. */
const DEFAULTS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Download-Options': 'noopen',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
  'X-XSS-Protection': '0',
}

const defaults = Object.entries(DEFAULTS)

export const unlessSaidOtherwise: MiddlewareHandler<AppEnv> = async function unlessSaidOtherwise(c, next) {
  await next()
  changeHeaders(c, (headers) => {
    for (const [name, value] of defaults) if (!headers.has(name)) headers.set(name, value)
    // Not in development: the browser would then use https for everything at localhost.
    if (!c.env.isDevelopment) headers.set('Strict-Transport-Security', 'max-age=31536000')
    headers.set('Vary', varyOf(headers))
  })
}

/** Changes the headers of a finished response. Hono's `c.header` would copy the response each time. */
function changeHeaders(c: Context<AppEnv>, change: (headers: Headers) => void): void {
  try {
    change(c.res.headers)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // The headers of a fetched response cannot be changed.
    c.res = new Response(c.res.body, c.res)
    change(c.res.headers)
  }
}

/** What a response depends on. It is also set with `no-store`, for caches that ignore that. */
function varyOf(headers: Headers): string {
  const said = headers.get('Vary')
  const isPersonal = headers.get('Cache-Control') === 'no-store'
  if (said === null) return isPersonal ? 'Origin, Authorization, Cookie' : 'Origin'
  const own = said.split(',').map((name) => name.trim())
  const personal = isPersonal ? ['Authorization', 'Cookie'] : []
  return [...new Set([...own, 'Origin', ...personal])].filter(Boolean).join(', ')
}

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

/** Sets Server-Timing, in development or when SERVER_TIMING is `always`: where the time of a request was spent. */
export const serverTiming: MiddlewareHandler<AppEnv> = async function serverTiming(c, next) {
  await next()
  const { tellsTiming, trace } = c.env
  if (!tellsTiming) return
  changeHeaders(c, (headers) => headers.set('Server-Timing', writeTiming(trace.timing, trace.roundTrips)))
}
