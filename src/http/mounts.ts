import type { Hono } from 'hono/tiny'
import { account } from '../dialects/account.ts'
import { accountAdmin } from '../dialects/account-admin.ts'
import { accountEvents } from '../dialects/account-events.ts'
import { accountFactor } from '../dialects/account-factor.ts'
import { accountLogin } from '../dialects/account-login.ts'
import { accountRevocations } from '../dialects/account-revocations.ts'
import { accountSessions } from '../dialects/account-sessions.ts'
import type { AppEnv } from '../dialects/dialect.ts'
import { djoser } from '../dialects/djoser.ts'
import { djoserLinks } from '../dialects/djoser-links.ts'
import { djoserJwt, djoserTokens } from '../dialects/djoser-tokens.ts'
import { trench, trenchJwt, trenchToken } from '../dialects/djoser-trench.ts'
import { express } from '../dialects/express.ts'
import { management, passwordReset } from '../dialects/management.ts'
import { profile } from '../dialects/profile.ts'
import { tokenAuth, users } from '../dialects/users.ts'
import type { Config } from '../ports/config.ts'

/** An app with the routes of an API, and the path that it is mounted at: `''` is the root. `standard`: the path by default. */
export type Mount = { api: string; base: string; standard: string; app: Hono<AppEnv> }

type Open = (config: Config, base: string) => Hono<AppEnv>

/** The path that each dialect is mounted at, the longest first, and the API that it belongs to. */
export function mountsOf(config: Config): Mount[] {
  const {
    profile: profiles,
    djoser: djosers,
    users: collections,
    management: managed,
    express: expresses,
  } = config.apis
  const mount = (api: string, standard: string, paths: readonly string[], open: Open): Mount[] =>
    paths.map((base) => ({ api, base, standard, app: open(config, base) }))
  const below = (name: string) => djosers.at.map((base) => `${base}/${name}`)

  const mounts = [
    // Management adds to the collection of users.
    ...mount('users', '/api/v1/users', [...new Set([...collections.at, ...managed.at])], users),
    ...mount('management', '/api/v1/users', managed.at, management),
    ...mount('express', '/api/v1/users', expresses.at, express),
    ...mount('management', '/api/password_reset', managed.resetAt, passwordReset),
    ...mount('users', '/api-token-auth', collections.tokenAt, tokenAuth),
    ...[
      account,
      accountSessions,
      accountEvents,
      accountFactor,
      accountLogin,
      accountRevocations,
      accountAdmin(config),
    ].map((app) => ({
      api: 'account',
      base: '/account',
      standard: '/account',
      app,
    })),
    ...mount('profile', '/api', profiles.at, profile),
    ...(djosers.tokens
      ? [djoserTokens, trenchToken].flatMap((open) => mount('djoser', '/auth/token', below('token'), open))
      : []),
    ...(djosers.jwt
      ? [djoserJwt, trenchJwt].flatMap((open) => mount('djoser', '/auth/jwt', below('jwt'), open))
      : []),
    ...mount('djoser', '/auth', djosers.at, djoser),
    ...mount('djoser', '/auth', djosers.at, djoserLinks),
    ...(djosers.jwt ? mount('djoser', '/auth', djosers.at, trenchJwt) : []),
    ...mount('djoser', '/auth', djosers.at, trench),
  ]
  return mounts.toSorted((one, other) => other.base.length - one.base.length)
}
