import type { Context, MiddlewareHandler } from 'hono'
import { meetChallenge } from '../account/sign-in/challenge.ts'
import type { Challenged } from '../ports/turnstile.ts'
import type { AppEnv } from './dialect.ts'

/** Turnstile's own name for what a form sends, and a header for who sends no form. */
const FIELD = 'cf-turnstile-response'

/**
 * Lets in who solved the challenge, where the settings want one. Comes after the body: what was read holds the token as
 * Turnstile's form field, unless a header does.
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
