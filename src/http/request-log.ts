import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Hono } from 'hono/tiny'
import { getPath, mergePath } from 'hono/utils/url'
import type { House } from '../dialects/dialect.ts'
import { mountsAt } from './doors.ts'
import { routePath } from './route-path.ts'

/** Something that answers, and how the log calls it. */
export type Room = { door: string; base: string; app: Hono<House> }

type Place = { door: string | null; route: string | null }

/**
 * Writes one line about every request once it is answered. It holds patterns and no paths, ids and no names: nothing of
 * what was sent, and nothing of who sent it but the account. D1 is counted up to the answer.
 */
export function logRequests(rooms: readonly Room[]): MiddlewareHandler<House> {
  const doors = new Map(
    rooms.flatMap(({ door, base, app }) =>
      app.routes.map(({ method, path }) => [`${method} ${mergePath(base, path)}`, door] as const),
    ),
  )

  return async function logRequest(c, next) {
    const { clock, trace, log } = c.env
    const from = clock.now()
    await next()
    log(() => {
      const { statements, roundTrips, account, reason } = trace
      return {
        event: 'request',
        request: c.get('requestId'),
        method: c.req.method,
        ...(placeOf(c, doors) ?? nowhere(c)),
        status: c.res.status,
        ms: clock.now() - from,
        account,
        statements,
        round_trips: roundTrips,
        ...(c.res.status >= 400 && { reason }),
      }
    })
  }
}

function placeOf(c: Context<House>, doors: Map<string, string>): Place | undefined {
  for (const { method, path } of matchedRoutes(c)) {
    const door = doors.get(`${method} ${path}`)
    if (door !== undefined) return { door, route: path.replace(/\{.*?\}+(?=\/|$)/g, '') }
  }
  return undefined
}

/** What has no handler is told by the door that it would belong to, if there is one. */
function nowhere(c: Context<House>): Place {
  const [mount] = mountsAt(routePath(c.req.raw), getPath(c.req.raw).endsWith('/'))
  return mount ? { door: mount.door, route: `${mount.base}/*` } : { door: null, route: null }
}
