import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { lifetimesOf, type TokenPair } from '../account/sessions/token-pair.ts'
import { mayCall } from './allowed-origins.ts'
import type { AppEnv } from './dialect.ts'
import { HttpError } from './http-error.ts'

/* The cookies of the Express APIs (decision 16). No other API reads one. */

type Name = 'accessToken' | 'refreshToken'

/** The position of a cookie among others. */
const NAMED: Record<Name, RegExp> = {
  accessToken: /(?:^|;)\s*accessToken\s*(?=[=;]|$)/g,
  refreshToken: /(?:^|;)\s*refreshToken\s*(?=[=;]|$)/g,
}

/**
 * Sets both tokens as cookies, and returns them by the names that the body has. Another site's page must not be able to
 * sign a user in here (login CSRF): a handler that calls this comes after `refuseOtherSites`.
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

/** A token from a cookie. Throws an HttpError when there is none, or when another site's page made the request. */
export function readCookie(c: Context<AppEnv>, name: Name): string {
  const value = cookieOf(c, name)
  if (value === undefined) throw new HttpError('not_signed_in')
  refuseOtherSites(c)
  return value
}

/** The same, or undefined: for a request that may have another token. */
export function findCookie(c: Context<AppEnv>, name: Name): string | undefined {
  return changes(c) && isCrossSite(c) ? undefined : cookieOf(c, name)
}

function cookieOf(c: Context<AppEnv>, name: Name): string | undefined {
  // One of the two was set by someone else, perhaps by a neighbouring site, and we cannot know which.
  return isSentTwice(c, NAMED[name]) ? undefined : getCookie(c, name) || undefined
}

/** Refuses a request from another site's page, unless it only reads. */
export function refuseOtherSites(c: Context<AppEnv>): void {
  if (changes(c) && isCrossSite(c)) throw new HttpError('cross_site')
}

const changes = (c: Context<AppEnv>) => c.req.method !== 'GET' && c.req.method !== 'HEAD'

/** `named`: the position of a cookie among others. */
export const isSentTwice = (c: Context<AppEnv>, named: RegExp) =>
  [...(c.req.header('cookie') ?? '').matchAll(named).take(2)].length > 1

function isCrossSite(c: Context<AppEnv>): boolean {
  // Pages cannot set this header. Behind a development proxy, `Origin` has another origin all the same.
  if (c.req.header('sec-fetch-site') === 'same-origin') return false
  const origin = c.req.header('origin')
  // An app with stored cookies sends no Origin. A browser that sends none still sends Sec-Fetch-Site.
  if (origin === undefined) return c.req.header('sec-fetch-site') === 'cross-site'
  const { settings } = c.env
  const own = [new URL(settings.PUBLIC_URL).origin, new URL(c.req.url).origin]
  return !own.includes(origin) && !mayCall(settings, origin)
}

/**
 * The cookie of a trusted client. Its prefix keeps neighbouring sites from setting it, and needs `Secure`, which plain HTTP
 * on this machine cannot have.
 */
const trustedName = (c: Context<AppEnv>) => (attributes(c).secure ? '__Host-trusted' : 'trusted')

export const trustedCookie = (c: Context<AppEnv>): string | undefined =>
  getCookie(c, trustedName(c)) || undefined

export function setTrustedCookie(c: Context<AppEnv>, token: string): void {
  const maxAge = c.env.settings.TRUSTED_CLIENT_DAYS * 86_400
  setCookie(c, trustedName(c), token, { ...attributes(c), maxAge })
}

/** The session of the pages. No other site's page makes a request with it. */
const pageName = (c: Context<AppEnv>) => (attributes(c).secure ? '__Host-page' : 'page')

export const pageCookie = (c: Context<AppEnv>): string => getCookie(c, pageName(c)) ?? ''

/** Sets the cookie of a session of the pages. An empty token takes it away. */
export function setPageCookie(c: Context<AppEnv>, token: string, maxAge: number): void {
  setCookie(c, pageName(c), token, { ...attributes(c), sameSite: 'Strict', maxAge })
}

/** What waits in the browser until its reader has set a second factor up. Only the page of that session can use it. */
const waitingName = (c: Context<AppEnv>) => `${pageName(c)}-return`

export const waitingCookie = (c: Context<AppEnv>): string => getCookie(c, waitingName(c)) ?? ''

/** An empty text takes it away. */
export function setWaitingCookie(c: Context<AppEnv>, sealed: string, maxAge: number): void {
  setCookie(c, waitingName(c), sealed, { ...attributes(c), sameSite: 'Strict', maxAge })
}

/** `Secure` is left out only for plain HTTP on this machine, where a browser would drop the cookie. */
export function attributes(c: Context<AppEnv>) {
  const { protocol, hostname } = new URL(c.req.url)
  const local = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return { httpOnly: true, secure: !local, sameSite: 'Lax', path: '/' } as const
}
