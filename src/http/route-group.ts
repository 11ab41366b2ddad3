import type { Hono } from 'hono/tiny'
import type { AppEnv } from '../dialects/dialect.ts'
import type { Config } from '../ports/config.ts'

/** An app with routes, the path that it is mounted at (`''` and `/` are the root), and its name in the log. */
export type RouteGroup = { api: string; base: string; app: Hono<AppEnv> }

/** The routes of an API. `standard`: the path by default. */
export type Mount = RouteGroup & { standard: string }

export const isMount = <Group extends RouteGroup>(group: Group): group is Group & Mount => 'standard' in group

type Open = (config: Config, base: string) => Hono<AppEnv>

/** The routes of an API at each of its paths. */
export const mountAt = (
  { api, standard, paths }: { api: string; standard: string; paths: readonly string[] },
  open: Open,
  config: Config,
): Mount[] => paths.map((base) => ({ api, base, standard, app: open(config, base) }))

/** The longest path first: the most exact one decides what an address belongs to. */
export const longestFirst = <Group extends RouteGroup>(groups: readonly Group[]): Group[] =>
  groups.toSorted((one, other) => other.base.length - one.base.length)

/** Whether a path is one of these, or below one of them. */
export const isBelow = (path: string, paths: readonly string[]): boolean =>
  paths.some((each) => path === each || path.startsWith(`${each}/`))
