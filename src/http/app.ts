import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { getPath } from 'hono/utils/url'
import type { RouteGroup } from '../dialects/dialect.ts'
import { type AppEnv, answerElsewhere } from '../dialects/dialect.ts'
import { HttpError } from '../dialects/http-error.ts'
import type { Config } from '../ports/config.ts'
import type { Ports } from '../ports/ports.ts'
import { allowOrigins } from './cors.ts'
import { countRefused } from './count-refused.ts'
import { forCurl } from './for-curl.ts'
import { requestId, serverTiming, unlessSaidOtherwise } from './headers.ts'
import { health } from './health.ts'
import { countInFlight } from './in-flight.ts'
import { mirrorRead } from './mirror-read.ts'
import { logRequests, whereOf } from './request-log.ts'
import { openRouting } from './routes.ts'
import { sayToAnybody } from './say-to-anybody.ts'
import { wellKnown } from './well-known.ts'

/** What is always loaded, and needed whatever the configuration. */
const always: readonly RouteGroup[] = [
  { api: 'keys', base: '/', app: wellKnown },
  { api: 'health', base: '/', app: health },
]

/** The whole server: the middleware that every request passes, and the routes that the configuration asks for. */
export function openApp(config: Config) {
  const { router, load, apiOf, mountsAt, routePath } = openRouting(config, always)
  const mountsOfRequest = ({ raw }: Context<AppEnv>['req']) =>
    mountsAt(routePath(raw), getPath(raw).endsWith('/'))

  const app = new Hono<AppEnv>({ getPath: routePath })
  app.router = router
  app
    .use(countInFlight)
    .use(logRequests(apiOf, mountsOfRequest))
    .use(countRefused)
    .use(async function mirrored(c, next) {
      await next()
      mirrorRead(c, () => whereOf(c, apiOf))
    })
    .use(serverTiming)
    .use(requestId)
    .use(unlessSaidOtherwise)
    .use(forCurl)
    .use(allowOrigins)
    .use(async function lastResort(c, next) {
      // Hono catches instances of Error only.
      await next().catch(async (thrown) => {
        c.res = await sayToAnybody(c, thrown)
      })
    })

  app.notFound((c) => {
    const found = mountsOfRequest(c.req)
    const [first] = found
    if (!first) return sayToAnybody(c, new HttpError('no_such_address'))
    return answerElsewhere(
      c,
      found.map((mount) => mount.app),
      routePath(c.req.raw).slice(first.base.length) || '/',
    )
  })

  app.onError((error, c) => sayToAnybody(c, error))

  return {
    /** Answers a request, once the routes that it may be for are loaded. */
    fetch(request: Request, ports: Ports, ctx?: ExecutionContext): Response | Promise<Response> {
      const loading = load(getPath(request))
      return loading ? loading.then(() => app.fetch(request, ports, ctx)) : app.fetch(request, ports, ctx)
    },
  }
}
