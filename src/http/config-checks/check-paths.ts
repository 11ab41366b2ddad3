import type { RouteGroup } from '../../dialects/dialect.ts'
import type { Config } from '../../ports/config.ts'
import { mountsOf, pagesOf } from '../mounts.ts'

/** Paths of the server's own, at any configuration. */
const TAKEN = ['/account', '/docs', '/pages', '/media', '/healthz', '/readyz', '/.well-known', '/dev']

/** What is wrong with the paths of the APIs: a sentence each. */
export function checkPaths(config: Config): string[] {
  const given = Object.entries(config.apis).flatMap(([name, api]) =>
    Object.entries(api)
      .flatMap(([key, value]) =>
        key === 'views'
          ? Object.entries(value as object).map(([view, paths]) => [`views['${view}']`, paths] as const)
          : [[key, value] as const],
      )
      .filter(([key]) => /^(at|tokenAt|resetAt|views.*)$/.test(key))
      .flatMap(([key, paths]) => (paths as string[]).map((path) => ({ where: `apis.${name}.${key}`, path }))),
  )
  const wrong = given.flatMap(({ where, path }) => wrongPath(where, path, config))
  return wrong.length > 0 ? wrong : wantedTwice(config)
}

function wrongPath(where: string, path: string, { admin }: Config): string[] {
  if (path !== '' && !/^(\/[A-Za-z0-9._~-]+)+$/.test(path))
    return [`${where}: '${path}' is not a path, as '/api/auth': letters, digits and . _ ~ - after each slash`]
  const taken = [...TAKEN, ...(admin ? ['/admin'] : [])].find(
    (each) => path === each || path.startsWith(`${each}/`),
  )
  return taken === undefined ? [] : [`${where}: '${path}' is taken: ${taken} is the server's own`]
}

type Route = { api: string; method: string; path: string }

/** Which routes two APIs have. An API at the root leaves `/` to the home page. */
function wantedTwice(config: Config): string[] {
  const first = new Map<string, string>()
  const both = new Map<string, string[]>()
  const ofPages = pagesOf(config).map((page) => ({ ...page, api: 'a page of the server', base: '' }))
  const routes = [...ofPages, ...mountsOf(config)].flatMap(routesOf).filter(({ path }) => path !== '/')
  for (const { api, method, path } of [...routes, ...collectionsOf(config)]) {
    const key = `${method} ${path.toLowerCase()}`
    const owner = first.get(key) ?? api
    first.set(key, owner)
    const pair = `${owner} and ${api}`
    if (owner !== api) both.set(pair, [...new Set([...(both.get(pair) ?? []), `${method} ${path}`])])
  }
  return [...both].map(([apis, wanted]) => {
    const more = wanted.length > 1 ? `, and ${wanted.length - 1} more` : ''
    return `${apis} both want ${wanted[0]}${more}: move one of them, or turn it off`
  })
}

const routesOf = ({ api, base, app }: RouteGroup): Route[] =>
  app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({
      api,
      method,
      path: `${base}${path}`.replace(/:\w+(\{[^}]*\})?/g, ':id').replace(/(.)\/$/, '$1') || '/',
    }))

/** Express tells its own names from ids of the users API, and not from the names that djoser has below `users/`. */
const collectionsOf = ({ apis: { djoser, express } }: Config): Route[] => [
  ...djoser.at.map((base) => ({ api: 'djoser', method: 'every method of', path: `${base}/users` })),
  ...express.at.map((path) => ({ api: 'express', method: 'every method of', path })),
]
