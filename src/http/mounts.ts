import type { Hono } from 'hono/tiny'
import { ACCOUNT_ID } from '../account/words.ts'
import { account } from '../dialects/account.ts'
import { accountAdmin } from '../dialects/account-admin.ts'
import { accountEvents } from '../dialects/account-events.ts'
import { accountSessions } from '../dialects/account-sessions.ts'
import type { AppEnv } from '../dialects/dialect.ts'
import { djoser } from '../dialects/djoser.ts'
import { djoserLinks } from '../dialects/djoser-links.ts'
import { djoserJwt, djoserTokens } from '../dialects/djoser-tokens.ts'
import { express, secondNames } from '../dialects/express.ts'
import { management, passwordReset } from '../dialects/management.ts'
import { profile } from '../dialects/profile.ts'
import { tokenAuth, users } from '../dialects/users.ts'

/** The path that each dialect is mounted at, the longest first, and the API that it belongs to. */
export const mounts = [
  { api: 'users', base: '/api/v1/users', app: users },
  { api: 'management', base: '/api/v1/users', app: management },
  { api: 'express', base: '/api/v1/users', app: express },
  { api: 'management', base: '/api/password_reset', app: passwordReset },
  { api: 'users', base: '/api-token-auth', app: tokenAuth },
  { api: 'account', base: '/account', app: account },
  { api: 'account', base: '/account', app: accountSessions },
  { api: 'account', base: '/account', app: accountEvents },
  { api: 'account', base: '/account', app: accountAdmin },
  { api: 'profile', base: '/api', app: profile },
  { api: 'djoser', base: '/auth/token', app: djoserTokens },
  { api: 'djoser', base: '/auth/jwt', app: djoserJwt },
  { api: 'djoser', base: '/auth', app: djoser },
  { api: 'djoser', base: '/auth', app: djoserLinks },
] satisfies Mount[]

export type Mount = { api: string; base: string; app: Hono<AppEnv> }

export const mountsOf = (...apps: unknown[]) =>
  apps.flatMap((each) => mounts.filter(({ app }) => app === each))

const ACCOUNTS = '/api/v1/users'

/** The names of the Express endpoints, in lower case, and the path of each. */
export const expressPaths = new Map(
  [
    ...express.routes.map(({ path }) => [path.slice(1), path] as const),
    ...Object.entries(secondNames).map(([second, first]) => [second, `/${first}`] as const),
  ].map(([name, path]) => [name.toLowerCase(), ACCOUNTS + path]),
)

/**
 * The dialects that a path belongs to, if any. Below `/api/v1/users`, an unknown name with a slash at the end is
 * refused in the voice of the user collection, and one without it in the voice of Express.
 */
export function mountsAt(path: string, slash: boolean): Mount[] {
  const base = mounts.find((mount) => path === mount.base || path.startsWith(`${mount.base}/`))?.base
  if (base !== ACCOUNTS) return mounts.filter((mount) => mount.base === base)

  const word = path.slice(ACCOUNTS.length + 1)
  const isAccount = word === '' || ACCOUNT_ID.test(word)
  const isExpress = !isAccount && (!slash || [...expressPaths.values()].includes(path))
  return isExpress ? mountsOf(express) : mountsOf(users, management)
}
