import { DJOSER_VIEWS, type DjoserView } from '../../../../ports/djoser-views.ts'
import type { Rows } from './row.ts'
import type { Route } from './urls.ts'

/** `tokenAt`: paths of DRF's own sign-in for a token, which the users API has. */
type Views = { [View in DjoserView]?: string[] }
type Mounted = { at: string[]; tokens?: false; jwt?: false; views?: Views; trench?: false }
type Kind = 'tokens' | 'jwt'
/**
 * `has`: whether there are tokens and JWTs at all. `signIn`: the project's own class of the view that signs in for JWTs, if
 * it has one.
 */
type Found = { djoser: Mounted; tokenAt: string[]; has: Record<Kind, boolean>; signIn: string | undefined }

/** Views by themselves that djoser's API here has, and the path of each below a base path. */
const SERVED: [view: RegExp, name: DjoserView][] = [
  [/^TokenCreateView$/, 'token/login'],
  [/^TokenDestroyView$/, 'token/logout'],
  [/^(TokenObtainPairView|token_obtain_pair)$/, 'jwt/create'],
  [/^(TokenRefreshView|token_refresh)$/, 'jwt/refresh'],
  [/^(TokenVerifyView|token_verify)$/, 'jwt/verify'],
  [/^(TokenBlacklistView|token_blacklist)$/, 'jwt/blacklist'],
]

/** The views of a set of URLs. simplejwt's blacklist is in none. */
const INCLUDED: Record<string, DjoserView[]> = {
  'djoser.urls.authtoken': ['token/login', 'token/logout'],
  'djoser.urls.jwt': ['jwt/create', 'jwt/refresh', 'jwt/verify'],
}

const SLIDING = 'sliding tokens are not served: sign in for a pair, and renew it with its refresh token'

const unique = (paths: string[]) => [...new Set(paths)]
const shown = (path: string) => `${path}/`
const nameOf = ({ what }: Route) => what.split('.').at(-1) ?? what
const servedAs = (route: Route) => SERVED.find(([view]) => view.test(nameOf(route)))?.[1]
const kindOf = (view: DjoserView): Kind => (view.startsWith('token/') ? 'tokens' : 'jwt')

/** Where djoser is mounted. `hasTokens`: there is a TOKEN_MODEL. */
export function mountDjoser(routes: Route[], hasTokens: boolean, rows: Rows): Found {
  const found = viewsIn(routes)
  const users = unique(
    routes.filter(({ what }) => /^djoser\.urls(\.base)?$/.test(what)).map(({ path }) => path),
  )
  const at = users.length > 0 ? users : basesOf(found)
  tellBases(users, at, rows)

  const tokenAt = routes.filter(({ what }) => /obtain_?auth_?token/i.test(what)).map(({ path }) => path)
  for (const path of tokenAt) rows.add('taken', 'obtain_auth_token', shown(path), 'tokenAt of the users API')
  for (const route of routes) if (!isTaken(route)) elsewhere(route, rows)
  const there = (kind: Kind) => [...found.keys()].some((view) => kindOf(view) === kind)
  const has = { tokens: hasTokens && there('tokens'), jwt: there('jwt') }
  const { views, usual } = viewsElsewhere(found, at, has)
  for (const [kind, name] of [
    ['tokens', 'djoser.urls.authtoken'],
    ['jwt', 'djoser.urls.jwt'],
  ] as const)
    rows.add(
      'taken',
      name,
      printed(usual[kind]),
      `${kind}: ${usual[kind]}${has[kind] && !usual[kind] ? ', and views' : ''}`,
    )
  tellViews(views, rows)
  const hasTrench = routes.some(({ what }) => what.startsWith('trench.'))
  return {
    djoser: {
      at: at.map((path) => path || '/'),
      ...(!usual.tokens && { tokens: false }),
      ...(!usual.jwt && { jwt: false }),
      ...(Object.keys(views).length > 0 && { views }),
      ...(!hasTrench && { trench: false }),
    },
    tokenAt,
    has,
    signIn: routes.find((route) => servedAs(route) === 'jwt/create' && route.own !== undefined)?.own,
  }
}

/** Every path of each view. */
function viewsIn(routes: Route[]): Map<DjoserView, string[]> {
  const found = new Map<DjoserView, string[]>()
  const add = (view: DjoserView, path: string) => found.set(view, unique([...(found.get(view) ?? []), path]))
  for (const route of routes) {
    for (const view of INCLUDED[route.what] ?? []) add(view, `${route.path}/${view}`)
    const view = servedAs(route)
    // It has two names here, as in projects.
    if (view)
      add(view === 'jwt/blacklist' && /\/jwt\/logout$/.test(route.path) ? 'jwt/logout' : view, route.path)
  }
  return found
}

/** The base paths of views at their usual names, for a project that has not djoser's users. */
function basesOf(found: Map<DjoserView, string[]>): string[] {
  const bases = [...found].flatMap(([view, paths]) =>
    paths.filter((path) => path.endsWith(`/${view}`)).map((path) => path.slice(0, -view.length - 1)),
  )
  return bases.length > 0 ? unique(bases) : ['/auth']
}

/**
 * The views that are not below each base path, and there alone. `usual`: whether any of a kind is. Where none is, only
 * those that are elsewhere are named.
 */
function viewsElsewhere(found: Map<DjoserView, string[]>, at: string[], has: Record<Kind, boolean>) {
  const isUsual = (view: DjoserView) => {
    const paths = found.get(view) ?? []
    return paths.length === at.length && at.every((base) => paths.includes(`${base}/${view}`))
  }
  const usual = { tokens: false, jwt: false }
  for (const view of DJOSER_VIEWS) if (has[kindOf(view)] && isUsual(view)) usual[kindOf(view)] = true
  const views: Views = {}
  for (const view of DJOSER_VIEWS) {
    const paths = found.get(view) ?? []
    const isNamed = usual[kindOf(view)] ? !isUsual(view) : paths.length > 0
    if (has[kindOf(view)] && isNamed) views[view] = paths
  }
  return { views, usual }
}

const printed = (isThere: boolean) => (isThere ? 'included' : 'not included')

function tellBases(users: string[], at: string[], rows: Rows): void {
  const paths = at.map(shown).join(', ')
  if (users.length === 0) rows.add('essential', 'urls.py', 'no include of djoser.urls', `${paths} was taken`)
  else rows.add('taken', 'urls.py', 'djoser.urls', `at: ${paths}`)
}

function tellViews(views: Views, rows: Rows): void {
  for (const [view, paths] of Object.entries(views))
    rows.add(
      'taken',
      view,
      paths.length > 0 ? paths.map(shown).join(', ') : 'in no urls.py',
      `views: ${paths.length > 0 ? 'there' : 'nowhere'}`,
    )
}

const isTaken = (route: Route) =>
  /^(djoser\.urls|trench\.)/.test(route.what) ||
  servedAs(route) !== undefined ||
  /obtain_?auth_?token/i.test(route.what)

/** A view that is not served. A project that signs in with it alone has no other way. */
function elsewhere(route: Route, rows: Rows): void {
  const isSocial = /social|webauthn/.test(route.what)
  if (/sliding/i.test(route.what)) rows.add('essential', nameOf(route), shown(route.path), SLIDING)
  else
    rows.add(
      'not served',
      isSocial ? route.what : nameOf(route),
      shown(route.path),
      isSocial ? 'there is no sign-in by other services' : 'it is not among the views that are served',
    )
}
