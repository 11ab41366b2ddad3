import { Hono } from 'hono/tiny'
import type { AppEnv } from '../dialects/dialect.ts'
import type { Config } from '../ports/config.ts'
import { OnDemandRouter } from './on-demand-router.ts'
import type { Part } from './parts.ts'
import { isBelow, isMount, longestFirst, type Mount, type RouteGroup } from './route-group.ts'

/** A group whose routes have their whole paths, and what these begin with. */
type Routed = RouteGroup & { routed: Hono<AppEnv>; at: readonly string[] }

const routedAt = (at: readonly string[], group: RouteGroup): Routed => ({
  ...group,
  routed: new Hono<AppEnv>().route(group.base, group.app),
  at: isMount(group) ? [group.base] : at,
})

/** The routes that are there: `always`, and those of every part that was loaded. `onLoad` is told of each group. */
export function openRoutes(
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
      return Promise.all(needed.map(async ({ part }) => add(part, (await part.load()).groupsOf(config))))
    },
    /** The API that a route belongs to. */
    apiOf: (route: object): string | undefined => apis.get(route),
    /** The path that each dialect is mounted at, the longest first. */
    mounts: () => mounts,
  }
}
