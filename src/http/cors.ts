import type { Context } from 'hono'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { mayCall } from '../dialects/allowed-origins.ts'
import { CODE_HEADER, TRUSTED_HEADER } from '../dialects/code-answers.ts'
import type { AppEnv } from '../dialects/dialect.ts'

/** Whether the request comes from a front end that may call. */
function mayAsk(c: Context<AppEnv>): boolean {
  const origin = c.req.header('origin')
  if (origin === undefined || !mayCall(c.env.settings, origin)) return false
  // With the header it is a browser's preflight. Without it, OPTIONS asks which methods a path has.
  return c.req.method !== 'OPTIONS' || c.req.header('access-control-request-method') !== undefined
}

const withHeaders = cors({
  origin: (origin) => origin,
  credentials: true,
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposeHeaders: ['WWW-Authenticate', 'Retry-After', 'X-Request-Id', 'Link', CODE_HEADER, TRUSTED_HEADER],
  maxAge: 600,
})

/** Lets front ends of allowed origins call from a browser, with cookies. Other origins get no CORS headers. */
export const allowOrigins = createMiddleware<AppEnv>(async (c, next) =>
  mayAsk(c) ? withHeaders(c, next) : next(),
)
