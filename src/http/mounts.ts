import type { Mount, RouteGroup } from '../dialects/dialect.ts'
import { routesOf as djoser } from '../dialects/djoser.ts'
import { routesOf as express } from '../dialects/express.ts'
import { routesOf as profile } from '../dialects/profile.ts'
import { routesOf as users } from '../dialects/users.ts'
import type { Config } from '../ports/config.ts'
import { routesOf as account } from './parts/account.ts'
import { routesOf as consolePages } from './parts/console.ts'
import { routesOf as forms } from './parts/forms.ts'
import { routesOf as home } from './parts/home.ts'
import { routesOf as mailbox } from './parts/mailbox.ts'
import { routesOf as metrics } from './parts/metrics.ts'
import { routesOf as pictures } from './parts/pictures.ts'
import { routesOf as signIn } from './parts/sign-in.ts'
import { longestFirst } from './routes.ts'

/* Everything that has routes, loaded at once, for the build and the tests. The Worker loads it by parts (routes.ts). */

/** The path that each dialect is mounted at, the longest first, and the API that it belongs to. */
export const mountsOf = (config: Config): Mount[] =>
  longestFirst([users, express, account, profile, djoser].flatMap((of) => of(config)))

/** Pictures, and the pages for people that a configuration has. Their apps have their full paths. */
export const pagesOf = (config: Config): RouteGroup[] =>
  [pictures, consolePages, home, metrics, mailbox, signIn, forms].flatMap((of) => of(config))
