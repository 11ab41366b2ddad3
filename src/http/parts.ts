import type { Config } from '../ports/config.ts'
import type { RouteGroup } from './route-group.ts'

/** Routes whose code is loaded by the first request for one of their paths (decision 69). */
export type Part = {
  /** Every route of it is one of these paths, or below one. Nothing, where the configuration turns it off. */
  at: readonly string[]
  load: () => Promise<{ groupsOf: (config: Config) => RouteGroup[] }>
}

/** Everything that has routes but what is always loaded, in the order in which routes are tried. */
export const partsOf = ({ apis, admin }: Config): Part[] => [
  { at: ['/media'], load: () => import('./parts/pictures.ts') },
  { at: admin ? ['/admin'] : [], load: () => import('./parts/console.ts') },
  { at: ['/', '/docs'], load: () => import('./parts/home.ts') },
  { at: ['/metrics'], load: () => import('./parts/metrics.ts') },
  { at: ['/dev/mailbox'], load: () => import('./parts/mailbox.ts') },
  { at: ['/sign-in'], load: () => import('./parts/sign-in.ts') },
  {
    at: [
      '/password',
      '/username',
      '/activate',
      '/email',
      '/not-me',
      '/approve',
      '/second-factor',
      '/dev/first-staff',
    ],
    load: () => import('./parts/forms.ts'),
  },
  {
    at: [...apis.users.at, ...apis.management.at, ...apis.management.resetAt, ...apis.users.tokenAt],
    load: () => import('./parts/collections.ts'),
  },
  { at: apis.express.at, load: () => import('./parts/express.ts') },
  { at: ['/account'], load: () => import('./parts/account.ts') },
  { at: apis.profile.at, load: () => import('./parts/profile.ts') },
  { at: apis.djoser.at, load: () => import('./parts/djoser.ts') },
]
