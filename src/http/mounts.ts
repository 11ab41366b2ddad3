import type { Config } from '../ports/config.ts'
import { groupsOf as account } from './parts/account.ts'
import { groupsOf as collections } from './parts/collections.ts'
import { groupsOf as consolePages } from './parts/console.ts'
import { groupsOf as djoser } from './parts/djoser.ts'
import { groupsOf as express } from './parts/express.ts'
import { groupsOf as forms } from './parts/forms.ts'
import { groupsOf as home } from './parts/home.ts'
import { groupsOf as mailbox } from './parts/mailbox.ts'
import { groupsOf as metrics } from './parts/metrics.ts'
import { groupsOf as pictures } from './parts/pictures.ts'
import { groupsOf as profile } from './parts/profile.ts'
import { groupsOf as signIn } from './parts/sign-in.ts'
import { longestFirst, type Mount, type RouteGroup } from './route-group.ts'

/* Everything that has routes, loaded at once, for the build and the tests. The Worker loads it by parts (parts.ts). */

/** The path that each dialect is mounted at, the longest first, and the API that it belongs to. */
export const mountsOf = (config: Config): Mount[] =>
  longestFirst([collections, express, account, profile, djoser].flatMap((of) => of(config)))

/** Pictures, and the pages for people that a configuration has. Their apps have their full paths. */
export const pagesOf = (config: Config): RouteGroup[] =>
  [pictures, consolePages, home, metrics, mailbox, signIn, forms].flatMap((of) => of(config))
