import type { Context } from 'hono'
import { cors } from 'hono/cors'
import { Hono } from 'hono/tiny'
import { getPath } from 'hono/utils/url'
import { answerElsewhere, type House, say } from '../dialects/dialect.ts'
import { django } from '../dialects/django.ts'
import { Mishap } from '../dialects/mishap.ts'
import { docs } from './docs.ts'
import { mounts, mountsAt } from './doors.ts'
import { unlessSaidOtherwise } from './headers.ts'
import { health } from './health.ts'
import { home } from './home.ts'
import { mailbox } from './mailbox.ts'
import { forgotPage } from './pages/forgot-page.ts'
import { linkPages } from './pages/link-pages.ts'
import { pictures } from './pictures.ts'
import { presence } from './presence.ts'
import { publicKeys } from './public-keys.ts'
import { requestId } from './request-id.ts'
import { logRequests, type Room } from './request-log.ts'
import { routePath } from './route-path.ts'
import { serverTiming } from './server-timing.ts'

const house = django()

/** Whether a front end on another origin asks that the settings name. Any other is answered as if it were no browser. */
function mayAsk(c: Context<House>): boolean {
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
export const rooms: Room[] = [
  { door: 'keys', base: '/', app: publicKeys },
  { door: 'home', base: '/', app: home },
  { door: 'health', base: '/', app: health },
  { door: 'docs', base: '/', app: docs },
  { door: 'pictures', base: '/', app: pictures },
  { door: 'mailbox', base: '/', app: mailbox },
  { door: 'page', base: '/', app: linkPages },
  { door: 'page', base: '/', app: forgotPage },
  ...mounts,
]

/** The API: what every request passes, and the doors. */
export const app = new Hono<House>({ getPath: routePath })
  .use(presence)
  .use(logRequests(rooms))
  .use(serverTiming)
  .use(requestId)
  .use(unlessSaidOtherwise)
  .use(async function otherOrigins(c, next) {
    return mayAsk(c) ? allowOrigins(c, next) : next()
  })
  .use(async function lastResort(c, next) {
    // Hono catches errors, and nothing else that may be thrown.
    await next().catch((thrown) => {
      c.res = say(c, house, thrown)
    })
  })

for (const { base, app: room } of rooms) app.route(base, room)

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
