import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { getPath } from 'hono/utils/url'
import { publicKeys } from '../account/jwt.ts'
import { answerElsewhere, type House, say } from '../dialects/dialect.ts'
import { django } from '../dialects/django.ts'
import { Mishap } from '../dialects/mishap.ts'
import { docs } from './docs.ts'
import { mounts, mountsAt } from './doors.ts'
import { health } from './health.ts'
import { home } from './home.ts'
import { mailbox } from './mailbox.ts'
import { linkPages } from './pages/link-pages.ts'
import { pictures } from './pictures.ts'
import { routePath } from './route-path.ts'

const house = django()

/** An answer is somebody's own, is no page and is for this origin alone, unless it says otherwise itself. */
const DEFAULTS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Front ends on other origins that the settings name may ask, with cookies (CORS_ORIGINS). */
const allowOrigins = cors({
  origin: (origin, c: Context<House>) => (c.env.settings.CORS_ORIGINS.includes(origin) ? origin : null),
  credentials: true,
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposeHeaders: ['WWW-Authenticate', 'Retry-After', 'X-Request-Id'],
  maxAge: 600,
})

/** The API: what every request passes, and the doors. */
export const app = new Hono<House>({ getPath: routePath })
  .use(requestId())
  .use(
    secureHeaders({
      crossOriginResourcePolicy: false,
      overwrite: false,
      referrerPolicy: 'same-origin',
      strictTransportSecurity: 'max-age=31536000',
      xFrameOptions: 'DENY',
    }),
  )
  .use(async function unlessSaidOtherwise(c, next) {
    await next()
    for (const [name, value] of Object.entries(DEFAULTS)) {
      if (!c.res.headers.has(name)) c.header(name, value)
    }
  })
  .use(async function otherOrigins(c, next) {
    // OPTIONS without Origin asks what an address has; only a browser's preflight is CORS.
    return c.req.header('origin') === undefined ? next() : allowOrigins(c, next)
  })
  .get('/.well-known/jwks.json', (c) =>
    c.json(publicKeys(c.env), 200, { 'Cache-Control': 'public, max-age=300' }),
  )
  .route('/', home)
  .route('/', health)
  .route('/', docs)
  .route('/', pictures)
  .route('/', mailbox)
  .route('/', linkPages)

for (const { base, app: dialect } of mounts) app.route(base, dialect)

app.notFound((c) => {
  const path = routePath(c.req.raw)
  const found = mountsAt(path, getPath(c.req.raw).endsWith('/'))
  const [first] = found
  if (!first) return say(c, house, new Mishap('no_such_address'))
  return answerElsewhere(
    c,
    found.map((mount) => mount.app),
    path.slice(first.base.length) || '/',
  )
})

app.onError((error, c) => say(c, house, error))
