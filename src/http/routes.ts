import type { Params, Result, Router } from 'hono/router'
import { PatternRouter } from 'hono/router/pattern-router'
import { Hono } from 'hono/tiny'
import { getPath } from 'hono/utils/url'
import { ID_FORMS } from '../account/ids.ts'
import type { AppEnv, Mount, RouteGroup } from '../dialects/dialect.ts'
import { secondNames } from '../dialects/express-names.ts'
import type { Config } from '../ports/config.ts'

/*
 * What is at which path: the parts, how the path of a request becomes one of their routes, and how the code of a part is
 * loaded.
 */

/** Routes whose code is loaded by the first request for one of their paths (decision 69). */
export type Part = {
  /** Every route of it is one of these paths, or below one. Nothing, where the configuration turns it off. */
  at: readonly string[]
  load: () => Promise<{ routesOf: (config: Config) => RouteGroup[] }>
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
    load: () => import('../dialects/users.ts'),
  },
  { at: apis.express.at, load: () => import('../dialects/express.ts') },
  { at: ['/account'], load: () => import('./parts/account.ts') },
  { at: apis.profile.at, load: () => import('../dialects/profile.ts') },
  {
    at: [...apis.djoser.at, ...Object.values(apis.djoser.views).flat()],
    load: () => import('../dialects/djoser.ts'),
  },
]

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/

/** Relatives of the Express back end spell a name of theirs `cover-image`, `coverImage` or `cover_image`. */
const spelled = (path: string) => path.toLowerCase().replace(/[^/]*$/, (name) => name.replaceAll(/[-_]/g, ''))

/**
 * Which dialects a path belongs to, and the path that a request is routed by. `always` are routes that are not loaded on
 * demand. What a request needs has to be loaded before anything else is asked here.
 */
export function openRouting(config: Config, always: readonly RouteGroup[]) {
  /** The names of the Express endpoints, as `spelled` has them, and the path of each. */
  const expressPaths = new Map<string, string>()
  const { router, load, apiOf, mounts } = openRoutes(
    config,
    always,
    partsOf(config),
    ({ api, base, app }) => {
      if (api !== 'express') return
      for (const { path } of app.routes) expressPaths.set(spelled(base + path), base + path)
      for (const [second, first] of Object.entries(secondNames))
        expressPaths.set(spelled(`${base}/${second}`), `${base}/${first}`)
    },
  )
  const isEndpoint = (path: string) => expressPaths.get(spelled(path)) === path
  const { djoser, users, management } = config.apis
  const collections = [...users.at, ...management.at, ...djoser.at.map((base) => `${base}/users`)].map(
    (base) => `${base}/`,
  )

  /**
   * The dialects that a path belongs to, if any. Where Express and a collection of users share a path, an unknown name
   * with a slash at the end is refused in the voice of the collection, and one without it in the voice of Express.
   */
  function mountsAt(path: string, slash: boolean): Mount[] {
    const base = mounts().find((mount) => isBelow(path, [mount.base]))?.base
    const here = mounts().filter((mount) => mount.base === base)
    const [express, others] = [
      here.filter(({ api }) => api === 'express'),
      here.filter(({ api }) => api !== 'express'),
    ]
    if (base === undefined || express.length === 0 || others.length === 0) return here

    const word = path.slice(base.length + 1)
    const isAccount = word === '' || ID_FORMS[users.ids].test(word)
    const isExpress = !isAccount && (!slash || isEndpoint(path))
    return isExpress ? express : others
  }

  /**
   * The path that a request is routed by. A trailing slash makes no difference (decision 5). The case and
   * hyphens make none at the Express API, whose endpoints have two names each. An account ID may have any form that Python's UUID accepts.
   */
  function routePath(request: Request): string {
    const path = getPath(request)
    const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
    const lower = plain.toLowerCase()
    const at = collections.find((base) => lower.startsWith(base) && UUID.test(lower.slice(base.length)))
    if (at !== undefined) return at + lower.slice(at.length).replace(UUID, '$1-$2-$3-$4-$5')
    return expressPaths.get(spelled(plain)) ?? plain
  }

  return { router, load, apiOf, mountsAt, routePath }
}

/** A group whose routes have their whole paths, and what these begin with. */
type Routed = RouteGroup & { routed: Hono<AppEnv>; at: readonly string[] }

const routedAt = (at: readonly string[], group: RouteGroup): Routed => ({
  ...group,
  routed: new Hono<AppEnv>().route(group.base, group.app),
  at: isMount(group) ? [group.base] : at,
})

/** The routes that are there: `always`, and those of every part that was loaded. `onLoad` is told of each group. */
function openRoutes(
  config: Config,
  always: readonly RouteGroup[],
  parts: readonly Part[],
  onLoad: (group: RouteGroup) => void,
) {
  let missing = parts.map((part) => ({ part, at: part.at.map((each) => each.toLowerCase()) }))
  const loaded = new Map<Part, readonly Routed[]>()
  const own = always.map((group) => routedAt([''], group))
  const apis = new Map<object, string>()
  let routes: readonly Routed[] = own
  let mounts: readonly Mount[] = []
  remember(own)

  function remember(added: readonly Routed[]): void {
    for (const group of added) {
      for (const route of group.routed.routes) apis.set(route, group.api)
      onLoad(group)
    }
  }

  function add(part: Part, groups: readonly RouteGroup[]): void {
    if (loaded.has(part)) return
    const added = groups.map((group) => routedAt(part.at, group))
    loaded.set(part, added)
    missing = missing.filter((each) => each.part !== part)
    remember(added)
    // In the order of the parts, whichever was asked for first.
    const all = parts.flatMap((each) => loaded.get(each) ?? [])
    const atPaths = longestFirst(all.filter(isMount))
    routes = [...own, ...all.filter((group) => !isMount(group)), ...atPaths]
    mounts = atPaths
  }

  return {
    /** Of the groups that a path may belong to. */
    router: new OnDemandRouter((path: string) =>
      routes.filter(({ at }) => isBelow(path, at)).map(({ routed }) => routed.router),
    ),
    /**
     * Loads what a path may need, in any case of its letters; returns nothing where all of it is there. Each request
     * imports by itself, because one that waits for what another began may wait for ever.
     */
    load(path: string): Promise<unknown> | undefined {
      const lower = path.toLowerCase()
      const needed = missing.filter(({ at }) => isBelow(lower, at))
      if (needed.length === 0) return undefined
      return Promise.all(needed.map(async ({ part }) => add(part, (await part.load()).routesOf(config))))
    },
    /** The API that a route belongs to. */
    apiOf: (route: object): string | undefined => apis.get(route),
    /** The path that each dialect is mounted at, the longest first. */
    mounts: () => mounts,
  }
}

/** Tries its own routes, which are the middleware, and then those of the apps that a path may belong to. */
class OnDemandRouter<Handler> extends PatternRouter<Handler> {
  readonly #routersAt: (path: string) => readonly Router<Handler>[]

  constructor(routersAt: (path: string) => readonly Router<Handler>[]) {
    super()
    this.#routersAt = routersAt
  }

  override match(method: string, path: string): Result<Handler> {
    const own = super.match(method, path)
    const others = this.#routersAt(path).map((router) => router.match(method, path))
    // Each is a PatternRouter, which gives parameters by name.
    return [[own, ...others].flatMap(([found]) => found as [Handler, Params][])]
  }
}

const isMount = <Group extends RouteGroup>(group: Group): group is Group & Mount => 'standard' in group

/** The longest path first: the most exact one decides what an address belongs to. */
export const longestFirst = <Group extends RouteGroup>(groups: readonly Group[]): Group[] =>
  groups.toSorted((one, other) => other.base.length - one.base.length)

/** Whether a path is one of these, or below one of them. */
const isBelow = (path: string, paths: readonly string[]): boolean =>
  paths.some((each) => path === each || path.startsWith(`${each}/`))
