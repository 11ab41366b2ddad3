import type { MiddlewareHandler } from 'hono'
import type { House } from '../dialects/dialect.ts'

/** An answer is somebody's own, is no page and is for this origin alone, unless it says otherwise itself. */
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

export const unlessSaidOtherwise: MiddlewareHandler<House> = async function unlessSaidOtherwise(c, next) {
  await next()
  for (const [name, value] of Object.entries(DEFAULTS)) {
    if (!c.res.headers.has(name)) c.header(name, value)
  }
  // A browser that has seen it asks for https only, also of whatever else runs at localhost.
  if (!c.env.isDevelopment) c.header('Strict-Transport-Security', 'max-age=31536000')
  c.header('Vary', varyOf(c.res.headers))
}

/** What an answer depends on. Where nothing is kept it is said all the same, to caches that keep it nevertheless. */
function varyOf(headers: Headers): string {
  const own = (headers.get('Vary') ?? '').split(',').map((name) => name.trim())
  const personal = headers.get('Cache-Control') === 'no-store' ? ['Authorization', 'Cookie'] : []
  return [...new Set([...own, 'Origin', ...personal])].filter(Boolean).join(', ')
}
