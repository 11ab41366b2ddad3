import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { House } from '../dialects/dialect.ts'

/** An answer is somebody's own, is no page and is for this origin alone, unless it says otherwise itself. */
const DEFAULTS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** What every answer has, whatever it is about. HSTS is `unlessSaidOtherwise`'s, which knows where this runs. */
export const safeHeaders = secureHeaders({
  crossOriginResourcePolicy: false,
  overwrite: false,
  referrerPolicy: 'same-origin',
  strictTransportSecurity: false,
  xFrameOptions: 'DENY',
})

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
