import type { Context, Input, MiddlewareHandler } from 'hono'
import { takeBackUnused } from '../account/limits/login-throttle.ts'
import { authenticateToConfirm } from '../account/passwords/change-password.ts'
import { Refusal } from '../account/refusal.ts'
import { authenticate } from '../account/sessions/session.ts'
import { meetChallenge } from '../account/sign-in/turnstile.ts'
import { refuseUnlessStaff } from '../account/staff/actor.ts'
import type { Challenged } from '../ports/turnstile.ts'
import { describe, descriptionOf } from './description.ts'
import {
  type AppEnv,
  type Credentials,
  firstGood,
  guard,
  guarded,
  guardReading,
  type ReadCredentials,
} from './dialect.ts'
import { HttpError } from './http-error.ts'
import type { Complete } from './reading.ts'

/* Who is let in: the first middleware of every endpoint, and the challenge that comes after its body. */

/** The credential of an Authorization header. Throws an HttpError that says what is wrong with it. */
export function readHeader(header: string | undefined): string {
  // Blanks are those of HTTP: U+00A0 is none. Those around a value are no part of it (RFC 9110, 5.5).
  const [scheme = '', ...rest] = (header ?? '').split(/[ \t]+/).filter((part) => part !== '')
  if (!/^(token|bearer|jwt)$/i.test(scheme)) throw new HttpError('not_signed_in')
  const [credential, more] = rest
  if (credential === undefined) throw new HttpError('header_empty')
  if (more !== undefined) throw new HttpError('header_spaces')
  if (!/^[\x21-\x7e]+$/.test(credential)) throw new HttpError('header_characters')
  return credential
}

const readAuthorization = (c: Context): Credentials => [readHeader(c.req.header('authorization'))]

/** Lets in who presents a token or a JWT in the Authorization header, after any of the three keywords (decision 6). */
export const signedIn = guard(readAuthorization)

/** The same, for staff alone. */
export const staffSignedIn = guard(readAuthorization, refuseUnlessStaff)

/** Requires staff, after `signedIn`, before anything is read or looked up. */
export const staffOnly: MiddlewareHandler<AppEnv> = async function staffOnly(c, next) {
  refuseUnlessStaff(c.var.me)
  await next()
}

/** `allow` may refuse who is signed in; `complete` adds to the refusal of the body. */
type Confirming = {
  allow?: MiddlewareHandler<AppEnv>
  complete?: Complete
}

/**
 * The guard of a request whose body has the password of the account: the try is counted in the round trip that reads the
 * session, so `reading` reads the body first. What is wrong with it is still told only to who is let in, and counts as no
 * try (decision 74).
 */
export const guardConfirming =
  (read: ReadCredentials) =>
  <I extends Input>(
    reading: MiddlewareHandler<AppEnv, string, I>,
    { allow = async () => {}, complete = (_, refusal) => refusal }: Confirming = {},
  ): MiddlewareHandler<AppEnv, string, I> => {
    const letIn: MiddlewareHandler<AppEnv, string, I> = async function signedIn(c, next) {
      const credentials = read(c)
      const fault = await reading(c, async () => {}).then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      const enter = fault ? authenticate : authenticateToConfirm
      const me = await firstGood(credentials, (credential) => enter(c.env, credential))
      c.set('me', me)
      try {
        await allow(c, async () => {})
        if (fault) throw fault.error instanceof Refusal ? await complete(c, fault.error) : fault.error
        await next()
      } finally {
        takeBackUnused(c.env, me)
      }
    }
    return describe(guarded(letIn, guard(read)), { ...descriptionOf(reading), needsLogin: true })
  }

/** Lets in the same, and reads a body with the password of the account. */
export const signedInWith = guardConfirming(readAuthorization)

/** The same as `signedIn`, for a verb that asks who it is by itself. */
export const withCredential = guardReading(readAuthorization)

/** The period of the edge rate limit, in seconds. */
const MINUTE = 60

/** An endpoint without a login. Each client is limited: refuses as `too_many`. */
export const publicEndpoint: MiddlewareHandler<AppEnv> = async function publicEndpoint(c, next) {
  const { edgeRateLimit, clientInfo } = c.env
  if (!(await edgeRateLimit.allows(clientInfo.client))) throw Refusal.after(MINUTE, 'requests')
  await next()
}

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
