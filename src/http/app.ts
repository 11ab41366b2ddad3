import type { Context } from 'hono'
import { cors } from 'hono/cors'
import { Hono } from 'hono/tiny'
import { getPath } from 'hono/utils/url'
import { type AppEnv, answerElsewhere, say } from '../dialects/dialect.ts'
import { django } from '../dialects/django.ts'
import { HttpError } from '../dialects/http-error.ts'
import { unlessSaidOtherwise } from './headers.ts'
import { health } from './health.ts'
import { countInFlight } from './in-flight.ts'
import { mounts, mountsAt } from './mounts.ts'
import { pages } from './pages.ts'
import { pictures } from './pictures.ts'
import { publicKeys } from './public-keys.ts'
import { requestId } from './request-id.ts'
import { logRequests, type RouteGroup } from './request-log.ts'
import { routePath } from './route-path.ts'
import { serverTiming } from './server-timing.ts'

const fallback = django()

/** Whether a front end on another origin asks that the settings name. Any other is answered as if it were no browser. */
function mayAsk(c: Context<AppEnv>): boolean {
  const origin = c.req.header('origin')
  if (origin === undefined || !c.env.settings.CORS_ORIGINS.includes(origin)) return false
  // OPTIONS alone asks what an address has; with a method to ask for it is a browser's preflight.
  return c.req.method !== 'OPTIONS' || c.req.header('access-control-request-method') !== undefined
}

/** Front ends on other origins that the settings name may ask, with cookies (CORS_ORIGINS). */
const allowOrigins = cors({
  origin: (origin) => origin,
  credentials: true,
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposeHeaders: ['WWW-Authenticate', 'Retry-After', 'X-Request-Id', 'Link'],
  maxAge: 600,
})

/** Everything that answers. */
export const routeGroups: RouteGroup[] = [
  { api: 'keys', base: '/', app: publicKeys },
  { api: 'health', base: '/', app: health },
  { api: 'pictures', base: '/', app: pictures },
  ...pages,
  ...mounts,
]

/** The API: what every request passes, and the APIs. */
export const app = new Hono<AppEnv>({ getPath: routePath })
  .use(countInFlight)
  .use(logRequests(routeGroups))
  .use(serverTiming)
  .use(requestId)
  .use(unlessSaidOtherwise)
  .use(async function otherOrigins(c, next) {
    return mayAsk(c) ? allowOrigins(c, next) : next()
  })
  .use(async function lastResort(c, next) {
    // Hono catches errors, and nothing else that may be thrown.
    await next().catch((thrown) => {
      c.res = say(c, fallback, thrown)
    })
  })

for (const { base, app: group } of routeGroups) app.route(base, group)

app.notFound((c) => {
  const path = routePath(c.req.raw)
  const found = mountsAt(path, getPath(c.req.raw).endsWith('/'))
  const [first] = found
  if (!first) return say(c, fallback, new HttpError('no_such_address'))
  return answerElsewhere(
    c,
    found.map((mount) => mount.app),
    path.slice(first.base.length) || '/',
  )
})

app.onError((error, c) => say(c, fallback, error))
