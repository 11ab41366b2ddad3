import type { Context, MiddlewareHandler } from 'hono'
import { Hono } from 'hono/tiny'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Me } from '../account/me.ts'
import { type Reason, Refusal } from '../account/refusal.ts'
import { authenticate } from '../account/sessions/session.ts'
import type { Config } from '../ports/config.ts'
import { Misconfigured } from '../ports/misconfigured.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { innermost, isOutage, isOutdated, Unavailable } from '../ports/unavailable.ts'
import { describe } from './description.ts'
import { HttpError, type HttpErrorKind } from './http-error.ts'
import type { Received } from './receive.ts'

/** The credentials of a request, in the order in which they are tried. */
export type Credentials = readonly [string, ...string[]]

/** A body that was read, before it is validated. */
export type Fields = Record<string, unknown>

/** What a handler finds in `c.env` and `c.var`. */
export type AppEnv = {
  Bindings: Ports
  Variables: {
    me: Me
    credentials: Credentials
    them: Account
    requestId: string
    received?: Received
    fields?: Fields
  }
}

/** A status, a body (none when undefined, text as it is, otherwise JSON), headers. */
export type Said = readonly [status: number, body?: unknown, headers?: Record<string, string>]

/** The words for every reason and HTTP error. A new one does not compile until each voice has words for it. */
export type Voice = { [R in Reason]: (refusal: Refusal, request: Request) => Said } & {
  [M in HttpErrorKind]: (httpError: HttpError, request: Request) => Said
}

/**
 * `closed`: paths below which an unknown address asks for a login before it answers 404. `loginFirst`: whether a
 * protected address asks for a login before it refuses an unknown method (decision 8).
 */
type Behaviour = { voice: Voice; closed: RegExp | undefined; loginFirst: boolean }

const behaviours = new WeakMap<object, Behaviour>()
const guarding = Symbol('needs a login')
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** One API: routes are added to it, and its voice words every refusal. */
export function dialect(
  voice: Voice,
  { closed, loginFirst = true }: { closed?: RegExp; loginFirst?: boolean } = {},
) {
  const app = new Hono<AppEnv>()
  behaviours.set(app, { voice, closed, loginFirst })
  return app.onError((error, c) => say(c, voice, error))
}

/** An app with routes, the path that it is mounted at (`''` and `/` are the root), and its name in the log. */
export type RouteGroup = { api: string; base: string; app: Hono<AppEnv> }

/** The routes of an API. `standard`: the path by default. */
export type Mount = RouteGroup & { standard: string }

type Open = (config: Config, base: string) => Hono<AppEnv>

/** The routes of an API at each of its paths. */
export const mountAt = (
  { api, standard, paths }: { api: string; standard: string; paths: readonly string[] },
  open: Open,
  config: Config,
): Mount[] => paths.map((base) => ({ api, base, standard, app: open(config, base) }))

/** Finds the credentials, or throws an HttpError. */
export type ReadCredentials = (c: Context<AppEnv>) => Credentials

/** The reasons after which the next credential is tried. */
const NO_GOOD: ReadonlySet<Reason> = new Set([
  'token_invalid',
  'token_inactive',
  'jwt_invalid',
  'jwt_wrong_kind',
  'jwt_ended',
  'jwt_inactive',
  'jwt_nobody',
])

/** Returns what `use` returns for the first valid credential. If none is valid, the refusal of the last one is thrown. */
export async function firstGood<Done>(
  [credential, ...others]: Credentials,
  use: (credential: string) => Promise<Done>,
): Promise<Done> {
  const [next, ...rest] = others
  if (next === undefined) return use(credential)
  try {
    return await use(credential)
  } catch (error) {
    if (error instanceof Refusal && NO_GOOD.has(error.reason)) return firstGood([next, ...rest], use)
    throw error
  }
}

/**
 * A middleware that requires a session and sets `c.var.me`. `read` finds the credentials or throws an HttpError; `allow`
 * may refuse who is signed in.
 */
export function guard(read: ReadCredentials, allow: (me: Me) => void = () => {}): MiddlewareHandler<AppEnv> {
  return guarded(async function signedIn(c, next) {
    c.set('me', await firstGood(read(c), (credential) => authenticate(c.env, credential)))
    allow(c.var.me)
    await next()
  })
}

/** The same for a verb that authenticates by itself: the credentials are in `c.var.credentials`. */
export function guardReading(read: ReadCredentials): MiddlewareHandler<AppEnv> {
  return guarded(async function signedIn(c, next) {
    c.set('credentials', read(c))
    await next()
  }, guard(read))
}

/** Marks what requires a login. `instead` asks for the same one where there is no route. */
export const guarded = <Handler extends MiddlewareHandler>(
  letIn: Handler,
  instead: MiddlewareHandler<AppEnv> = letIn,
) => describe(Object.assign(letIn, { [guarding]: instead }), { needsLogin: true })

/** The response for an unknown address, an unknown method, or OPTIONS: 404, 405 or 204. */
export async function answerElsewhere(
  c: Context<AppEnv>,
  apps: Hono<AppEnv>[],
  path: string,
): Promise<Response> {
  const [{ voice, closed, loginFirst }] = apps.map((app) => behaviours.get(app)) as [Behaviour]
  const methods = METHODS.map(
    (method) => [method, apps.flatMap((app) => handlersOf(app, method, path))] as const,
  ).filter(([, handlers]) => handlers.length > 0)
  const allow = methods.flatMap(([method]) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  const isProtected = methods.length > 0 && methods.every(([, handlers]) => handlers.some(isGuard))
  const guard = loginFirst && (isProtected || closed?.test(path)) ? guardOf(apps) : undefined
  try {
    await guard?.(c, async () => {})
    if (methods.length > 0 && c.req.method === 'OPTIONS') {
      return c.body(null, 204, { Allow: [...allow, 'OPTIONS'].join(', ') })
    }
    throw methods.length === 0
      ? new HttpError('no_such_address')
      : new HttpError('not_allowed', c.req.method, [...allow, 'OPTIONS'])
  } catch (error) {
    return say(c, voice, error)
  }
}

/** Turns an error into a response. It tells nothing about a server fault. */
export function say(c: Context<AppEnv>, voice: Voice, error: unknown): Response {
  const [code, body, headers] = inWords(c, voice, error)
  const status = code as ContentfulStatusCode
  if (body === undefined) return c.body(null, status, headers)
  return typeof body === 'string' ? c.body(body, status, headers) : c.json(body, status, headers)
}

function inWords(c: Context<AppEnv>, voice: Voice, error: unknown): Said {
  const heard = hear(c, error)
  const request = c.req.raw
  return heard instanceof Refusal ? voice[heard.reason](heard, request) : voice[heard.kind](heard, request)
}

/** The refusal for an error. It is noted for the request log, and a server fault is logged once, here. */
export function hear(c: Context<AppEnv>, error: unknown): Refusal | HttpError {
  const heard = asRefused(c, error)
  const { trace } = c.env
  trace.reason = heard instanceof Refusal ? heard.reason : heard.kind
  trace.limit = heard instanceof Refusal ? heard.limit : undefined
  return heard
}

function asRefused(c: Context<AppEnv>, error: unknown): Refusal | HttpError {
  if (error instanceof Refusal || error instanceof HttpError) return error

  const fault = innermost(error)
  const event =
    fault instanceof Misconfigured || isOutdated(fault)
      ? 'misconfigured'
      : isOutage(fault)
        ? 'unavailable'
        : 'broken'
  log(c, event, fault)
  if (event === 'broken') return new HttpError('broken')
  return new HttpError('unavailable', fault instanceof Unavailable ? String(fault.retryAfter) : '60')
}

function log(c: Context<AppEnv>, event: string, fault: Error): void {
  const frames = fault.stack?.split('\n').filter((line) => /^\s*at /.test(line))
  const { name, message } = fault
  console.error(
    JSON.stringify({ event, request: c.get('requestId'), method: c.req.method, name, message, frames }),
  )
}

type Handler = MiddlewareHandler<AppEnv>

const handlersOf = (app: Hono<AppEnv>, method: string, path: string): Handler[] =>
  app.router.match(method, path)[0].map(([[handler]]) => handler as Handler)

const isGuard = (handler: Handler): handler is Handler & { [guarding]: Handler } => guarding in handler

/** All guards of a dialect are the same: the first one is taken. */
const guardOf = (apps: Hono<AppEnv>[]) =>
  apps.flatMap((app) => app.routes.map((route) => route.handler as Handler)).find(isGuard)?.[guarding]
