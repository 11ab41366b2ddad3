import type { Rows } from './row.ts'
import type { Route } from './urls.ts'

/** `tokenAt`: paths of DRF's own sign-in for a token, which the users API has. */
type Mounted = { at: string[]; tokens?: false; jwt?: false }
type Found = { djoser: Mounted; tokenAt: string[] }

/** Views by themselves that djoser's API here has, and the path of each below a base path. */
const SERVED: [view: RegExp, path: RegExp, kind: 'tokens' | 'jwt', place: string][] = [
  [/^TokenCreateView$/, /\/token\/login$/, 'tokens', 'token/login/'],
  [/^TokenDestroyView$/, /\/token\/logout$/, 'tokens', 'token/logout/'],
  [/^TokenObtainPairView$/, /\/jwt\/create$/, 'jwt', 'jwt/create/'],
  [/^TokenRefreshView$/, /\/jwt\/refresh$/, 'jwt', 'jwt/refresh/'],
  [/^TokenVerifyView$/, /\/jwt\/verify$/, 'jwt', 'jwt/verify/'],
  [/^TokenBlacklistView$/, /\/jwt\/(blacklist|logout)$/, 'jwt', 'jwt/blacklist/'],
]

const unique = (paths: string[]) => [...new Set(paths)]
const shown = (path: string) => `${path}/`
const nameOf = ({ what }: Route) => what.split('.').at(-1) ?? what
const servedAs = (route: Route) => SERVED.find(([view]) => view.test(nameOf(route)))

/** Where djoser is mounted. `hasTokens`: there is a TOKEN_MODEL. */
export function mountDjoser(routes: Route[], hasTokens: boolean, rows: Rows): Found {
  const of = (what: RegExp) => unique(routes.filter((route) => what.test(route.what)).map(({ path }) => path))
  const views = routes.flatMap((route) => {
    const [, path, kind] = servedAs(route) ?? []
    return path?.test(route.path) ? [{ route, kind, base: route.path.replace(path, '') }] : []
  })
  const basesOf = (kind: string) => views.filter((each) => each.kind === kind).map(({ base }) => base)
  const users = of(/^djoser\.urls(\.base)?$/)
  const tokens = unique([...of(/^djoser\.urls\.authtoken$/), ...basesOf('tokens')])
  const jwts = unique([...of(/^djoser\.urls\.jwt$/), ...basesOf('jwt')])
  const found = unique([...users, ...tokens, ...jwts])
  const at = found.length > 0 ? found : ['/auth']
  tellBases(users, at, rows)

  const isHere = (route: Route) => views.some((each) => each.route === route)
  const rest = routes.filter((route) => !/^djoser\.urls/.test(route.what) && !isHere(route))
  const tokenAt = rest.filter(({ what }) => /obtain_?auth_?token/i.test(what)).map(({ path }) => path)
  for (const path of tokenAt) rows.add('taken', 'obtain_auth_token', shown(path), 'tokenAt of the users API')
  const has = { tokens: hasTokens && tokens.length > 0, jwt: jwts.length > 0 }
  for (const route of rest) if (!tokenAt.includes(route.path)) elsewhere(route, at[0] ?? '', has, rows)
  rows.add('taken', 'djoser.urls.authtoken', printed(has.tokens), `tokens: ${has.tokens}`)
  rows.add('taken', 'djoser.urls.jwt', printed(has.jwt), `jwt: ${has.jwt}`)
  return {
    djoser: {
      at: at.map((path) => path || '/'),
      ...(!has.tokens && { tokens: false }),
      ...(!has.jwt && { jwt: false }),
    },
    tokenAt,
  }
}

const printed = (isThere: boolean) => (isThere ? 'included' : 'not included')

function tellBases(users: string[], at: string[], rows: Rows): void {
  const paths = at.map(shown).join(', ')
  if (users.length === 0) rows.add('essential', 'urls.py', 'no include of djoser.urls', `${paths} was taken`)
  else
    rows.add(
      'taken',
      'urls.py',
      'djoser.urls',
      `at: ${paths}${at.length > 1 ? ', all of djoser at each' : ''}`,
    )
}

/** A view that is not served where the project has it. That is essential if it is the only way to sign in. */
function elsewhere(route: Route, base: string, has: { tokens: boolean; jwt: boolean }, rows: Rows): void {
  const [, , kind, place] = servedAs(route) ?? []
  const isSocial = /social|webauthn/.test(route.what)
  if (kind)
    rows.add(
      has[kind] ? 'not served' : 'essential',
      nameOf(route),
      shown(route.path),
      `it is only at ${base}/${place}: change the path in the client`,
    )
  else
    rows.add(
      'not served',
      isSocial ? route.what : nameOf(route),
      shown(route.path),
      isSocial ? 'there is no sign-in by other services' : 'it is not among the views that are served',
    )
}
