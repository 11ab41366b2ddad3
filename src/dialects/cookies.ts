import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { lifetimesOf, type TokenPair } from '../account/sessions/token-pair.ts'
import type { AppEnv } from './dialect.ts'
import { HttpError } from './http-error.ts'

/* The cookies of the Express APIs (decision 16). No other API reads one. */

type Name = 'accessToken' | 'refreshToken'

/** Where a cookie stands among others. */
const NAMED: Record<Name, RegExp> = {
  accessToken: /(?:^|;)\s*accessToken\s*(?=[=;]|$)/g,
  refreshToken: /(?:^|;)\s*refreshToken\s*(?=[=;]|$)/g,
}

/**
 * Gives both tokens as cookies; answers with them as the body names them. A page of another site may not sign its visitor
 * in here (login CSRF): `refuseOtherSites` comes before whatever ends in this.
 */
export function setCookies(c: Context<AppEnv>, { access, refresh }: TokenPair): Record<Name, string> {
  const lifetimes = lifetimesOf(c.env, 'express')
  setCookie(c, 'accessToken', access, { ...attributes(c), maxAge: lifetimes.access })
  setCookie(c, 'refreshToken', refresh, { ...attributes(c), maxAge: lifetimes.refresh })
  return { accessToken: access, refreshToken: refresh }
}

export function clearCookies(c: Context<AppEnv>): void {
  deleteCookie(c, 'accessToken', attributes(c))
  deleteCookie(c, 'refreshToken', attributes(c))
}

/** A token that a browser sent by itself. Throws an HttpError when there is none, or when another site made it send it. */
export function readCookie(c: Context<AppEnv>, name: Name): string {
  const value = cookieOf(c, name)
  if (value === undefined) throw new HttpError('not_signed_in')
  refuseOtherSites(c)
  return value
}

/** The same, or undefined: what may stand beside another token. */
export function findCookie(c: Context<AppEnv>, name: Name): string | undefined {
  return changes(c) && isCrossSite(c) ? undefined : cookieOf(c, name)
}

function cookieOf(c: Context<AppEnv>, name: Name): string | undefined {
  // One of two was planted, perhaps by a neighbouring site, and nobody can tell which.
  return isSentTwice(c, name) ? undefined : getCookie(c, name) || undefined
}

/** Refuses what a page of another site makes a browser send, unless it only reads. */
export function refuseOtherSites(c: Context<AppEnv>): void {
  if (changes(c) && isCrossSite(c)) throw new HttpError('cross_site')
}

const changes = (c: Context<AppEnv>) => c.req.method !== 'GET' && c.req.method !== 'HEAD'

const isSentTwice = (c: Context<AppEnv>, name: Name) =>
  [...(c.req.header('cookie') ?? '').matchAll(NAMED[name]).take(2)].length > 1

function isCrossSite(c: Context<AppEnv>): boolean {
  // Pages cannot set this header. Behind a proxy of development another origin stands in `Origin` all the same.
  if (c.req.header('sec-fetch-site') === 'same-origin') return false
  const origin = c.req.header('origin')
  // An app with a cookie jar sends no Origin; a browser that sends none still says what kind of site asks.
  if (origin === undefined) return c.req.header('sec-fetch-site') === 'cross-site'
  const { PUBLIC_URL, CORS_ORIGINS } = c.env.settings
  return ![new URL(PUBLIC_URL).origin, new URL(c.req.url).origin, ...CORS_ORIGINS].includes(origin)
}

/** `Secure` is left out only where a browser would otherwise drop the cookie: plain http to this machine. */
function attributes(c: Context<AppEnv>) {
  const { protocol, hostname } = new URL(c.req.url)
  const local = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return { httpOnly: true, secure: !local, sameSite: 'Lax', path: '/' } as const
}
