import type { Context, MiddlewareHandler } from 'hono'
import { meetChallenge } from '../account/sign-in/challenge.ts'
import type { Challenged } from '../ports/turnstile.ts'
import type { AppEnv } from './dialect.ts'

/** Turnstile's name for the form field, and a header for clients that send no form. */
const FIELD = 'cf-turnstile-response'

/**
 * Requires a solved challenge where the settings ask for one. Comes after the body is read: the token is in Turnstile's
 * form field or in a header.
 */
export const challenged =
  (what: Challenged): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    if (c.env.turnstile.isOn(what)) await meetChallenge(c.env, what, readToken(c))
    await next()
  }

function readToken(c: Context<AppEnv>): string {
  const value = c.req.header(FIELD) ?? c.var.fields?.[FIELD]
  return typeof value === 'string' ? value : ''
}
