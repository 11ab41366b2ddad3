import type { MiddlewareHandler } from 'hono'
import { isCurl } from '../dialects/client-kind.ts'
import type { AppEnv } from '../dialects/dialect.ts'

/** Ends JSON with a new line for curl in development: a terminal would show its prompt behind the answer. */
export const forCurl: MiddlewareHandler<AppEnv> = async function forCurl(c, next) {
  await next()
  if (!c.env.isDevelopment || !isCurl(c.req.raw)) return
  if (c.res.body && c.res.headers.get('content-type')?.includes('json'))
    c.res = new Response(`${await c.res.text()}\n`, c.res)
}
