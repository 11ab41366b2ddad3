import type { Apis } from '../../../../ports/config.ts'
import { pathOf, printed, type Value } from '../python/value.ts'
import type { Rows } from './row.ts'

type Kind = NonNullable<Apis['djoser']['authentication']>[number]

const KINDS: [RegExp, Kind | undefined][] = [
  [/^rest_framework_simplejwt\.authentication\.JWT(Stateless|Token)?(User)?Authentication$/, 'jwt'],
  [/^rest_framework\.authentication\.TokenAuthentication$/, 'tokens'],
  // They concern clients with a cookie or a password in each request, which are not served.
  [/^rest_framework\.authentication\.(Session|Basic|RemoteUser)Authentication$/, undefined],
]

/**
 * What DEFAULT_AUTHENTICATION_CLASSES become, if the paths of djoser do not say the same. `has`: whether there are tokens and
 * JWTs.
 */
export function authenticationOf(
  values: Map<string, Value>,
  has: { tokens: boolean; jwt: boolean },
  rows: Rows,
): { authentication?: Kind[] } {
  const name = 'DEFAULT_AUTHENTICATION_CLASSES'
  const rest = values.get('REST_FRAMEWORK')
  const value = rest instanceof Map ? rest.get(name) : undefined
  if (value === undefined) return {}
  const was = printed(value)
  const found = (Array.isArray(value) ? value : [value]).map((each) =>
    KINDS.find(([pattern]) => pattern.test(pathOf(each) ?? '')),
  )
  const kinds = [...new Set(found.flatMap((each) => each?.[1] ?? []))]
  if (found.includes(undefined) || kinds.length === 0) {
    rows.add('not served', name, was, 'tokens and JWTs of every API are let in')
    return {}
  }
  const byPaths: Kind[] = [...(has.tokens ? ['tokens' as const] : []), ...(has.jwt ? ['jwt' as const] : [])]
  const isPlain = kinds.length === 1 && byPaths.length === 1 && kinds[0] === byPaths[0]
  const shown = kinds.map((kind) => `'${kind}'`).join(', ')
  rows.add('taken', name, was, isPlain ? 'as the paths say' : `authentication: [${shown}]`)
  return isPlain ? {} : { authentication: kinds }
}
