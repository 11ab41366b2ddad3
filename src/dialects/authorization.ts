import type { Context, MiddlewareHandler } from 'hono'
import { refuseUnlessStaff } from '../account/staff/actor.ts'
import { type AppEnv, type Credentials, guard, guardReading } from './dialect.ts'
import { guardConfirming } from './guard-confirming.ts'
import { HttpError } from './http-error.ts'

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

/** The same, for a body with the password of the account. */
export const signedInWith = guardConfirming(readAuthorization)

/** The same, for a verb that asks who it is by itself. */
export const withCredential = guardReading(readAuthorization)
