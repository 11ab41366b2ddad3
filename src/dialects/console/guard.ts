import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { takeBackUnused } from '../../account/limits/login-throttle.ts'
import {
  CONSOLE_SECONDS,
  findConsoleSession,
  findConsoleSessionToConfirm,
  isOfSession,
} from '../../account/sessions/console-session.ts'
import { attributes, isSentTwice } from '../cookies.ts'
import type { AppEnv } from '../dialect.ts'
import { HttpError } from '../http-error.ts'
import { readTyped } from '../pages/typed.ts'

/* Who is at the console, and whether a form is theirs (decisions 67 and 68). */

/** A path of the console, to come back to after a sign-in. It has no query, which may hold a search for somebody. */
const PLACE = /^\/admin(\/[\w-]+)*$/

const COOKIE = 'console'
const NAMED = /(?:^|;)\s*console\s*(?=[=;]|$)/g

const options = (c: Context<AppEnv>) => ({ ...attributes(c), sameSite: 'Strict', path: '/admin' }) as const

export const setConsoleCookie = (c: Context<AppEnv>, token: string): void =>
  setCookie(c, COOKIE, token, { ...options(c), maxAge: CONSOLE_SECONDS.lifetime })

export const clearConsoleCookie = (c: Context<AppEnv>): void => void deleteCookie(c, COOKIE, options(c))

/** Whose session the cookie is of. Of two with this name a neighbouring site may have set one, so neither counts. */
export async function findMe(c: Context<AppEnv>, find = findConsoleSession) {
  const token = isSentTwice(c, NAMED) ? undefined : getCookie(c, COOKIE)
  return token ? find(c.env, token) : undefined
}

/** Lets staff in, and sends everybody else to the sign-in: also who was demoted or disabled since the last request. */
export const atConsole: MiddlewareHandler<AppEnv> = async function atConsole(c, next) {
  const me = await findMe(c)
  if (!me) return toSignIn(c)
  c.set('me', me)
  await next()
}

/** The same for a form with the password of who sends it: the try is counted in the round trip that reads the session. */
export const atConsoleToConfirm: MiddlewareHandler<AppEnv> = async function atConsole(c, next) {
  const me = await findMe(c, findConsoleSessionToConfirm)
  if (!me) return toSignIn(c)
  c.set('me', me)
  try {
    await next()
  } finally {
    takeBackUnused(c.env, me)
  }
}

function toSignIn(c: Context<AppEnv>): Response {
  // Not where none came: a browser that follows a link of another site sends none, and its session goes on.
  if (getCookie(c, COOKIE) !== undefined) clearConsoleCookie(c)
  return c.redirect(signInPath(c.req.method === 'GET' ? c.req.path : '', c.req.method !== 'GET'), 303)
}

function signInPath(path: string, wasChange: boolean): string {
  const to = placeOf(path)
  const query = new URLSearchParams({ ...(to !== '/admin' && { to }), ...(wasChange && { ended: '1' }) })
  return query.size === 0 ? '/admin/sign-in' : `/admin/sign-in?${query}`
}

/** Where to go after a sign-in: only within the console. */
export const placeOf = (path = ''): string =>
  PLACE.test(path) && path !== '/admin/sign-in' ? path : '/admin'

/** Refuses a form that a page of another site sent, or of another origin of this one. */
export function refuseOtherOrigins(c: Context<AppEnv>): void {
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin') ?? ''
  const own = [new URL(c.env.settings.PUBLIC_URL).origin, new URL(c.req.url).origin]
  // A browser that sends the one at all sends it to secure origins only; every browser sends the other with a form.
  if (site === undefined ? !own.includes(origin) : site !== 'same-origin') throw new HttpError('cross_site')
}

/** The fields of a form of this session. */
export async function readOwnForm(c: Context<AppEnv>): Promise<Record<string, string>> {
  refuseOtherOrigins(c)
  const { form = '', ...typed } = await readTyped(c)
  if (!(await isOfSession(c.env, c.var.me, form))) throw new HttpError('cross_site')
  return typed
}
