import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { AppEnv, RouteGroup } from '../dialects/dialect.ts'

type Where = { api: string | null; route: string | null }

/**
 * Writes one line for every request after its response. It has route patterns instead of paths and IDs instead of
 * names: nothing that was sent, and of the client only the account ID. D1 calls are counted up to the response.
 */
export function logRequests(
  apiOf: (route: object) => string | undefined,
  mountsOfRequest: (request: Context<AppEnv>['req']) => readonly RouteGroup[],
): MiddlewareHandler<AppEnv> {
  return async function logRequest(c, next) {
    const { clock, trace, log } = c.env
    const from = clock.now()
    await next()
    log(() => {
      const { statements, roundTrips, account, reason, limit } = trace
      return {
        event: 'request',
        request: c.get('requestId'),
        method: c.req.method,
        ...(whereOf(c, apiOf) ?? nowhere(mountsOfRequest(c.req))),
        status: c.res.status,
        ms: clock.now() - from,
        account,
        statements,
        round_trips: roundTrips,
        ...(c.res.status >= 400 && { reason, limit }),
      }
    })
  }
}

/** The API and the pattern of the route that a request was for; undefined if there is none. */
export function whereOf(c: Context<AppEnv>, apiOf: (route: object) => string | undefined): Where | undefined {
  // What an app does for every method comes last: it is the rest of its paths, or goes around its routes.
  const ofAll = ({ method }: { method: string }) => Number(method === 'ALL')
  for (const route of matchedRoutes(c).toSorted((one, other) => ofAll(one) - ofAll(other))) {
    const api = apiOf(route)
    if (api !== undefined) return { api, route: route.path.replace(/\{.*?\}+(?=\/|$)/g, '') }
  }
  return undefined
}

/** A request without a handler is logged under the API that its path belongs to, if any. */
function nowhere([mount]: readonly RouteGroup[]): Where {
  return mount ? { api: mount.api, route: `${mount.base}/*` } : { api: null, route: null }
}
