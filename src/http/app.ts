import { Hono } from 'hono'
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
import { mailbox } from './mailbox.ts'
import { pictures } from './pictures.ts'
import { routePath } from './route-path.ts'

const house = django()

/** The API: what every request passes, and the doors. */
export const app = new Hono<House>({ getPath: routePath })
  .use(requestId())
  .use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      referrerPolicy: 'same-origin',
      strictTransportSecurity: 'max-age=31536000; includeSubDomains',
      xFrameOptions: 'DENY',
    }),
  )
  .use(async function neverStored(c, next) {
    await next()
    // What is not said to be cacheable is somebody's own.
    if (!c.res.headers.has('cache-control')) c.header('Cache-Control', 'no-store')
  })
  .get('/.well-known/jwks.json', (c) =>
    c.json(publicKeys(c.env), 200, { 'Cache-Control': 'public, max-age=300' }),
  )
  .route('/', health)
  .route('/', docs)
  .route('/', pictures)
  .route('/', mailbox)

for (const { base, app: dialect } of mounts) app.route(base, dialect)

app.notFound((c) => {
  const path = routePath(c.req.raw)
  const mounts = mountsAt(path, getPath(c.req.raw).endsWith('/'))
  const [first] = mounts
  if (!first) return say(c, house, new Mishap('no_such_address'))
  return answerElsewhere(
    c,
    mounts.map((mount) => mount.app),
    path.slice(first.base.length) || '/',
  )
})

app.onError((error, c) => say(c, house, error))
