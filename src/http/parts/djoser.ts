import { djoser } from '../../dialects/djoser.ts'
import { djoserLinks } from '../../dialects/djoser-links.ts'
import { djoserJwt, djoserTokens } from '../../dialects/djoser-tokens.ts'
import { trench, trenchJwt, trenchToken } from '../../dialects/djoser-trench.ts'
import type { Config } from '../../ports/config.ts'
import { type Mount, mountAt } from '../route-group.ts'

/** Djoser, its tokens and JWTs below it, and what django-trench adds to each. */
export function groupsOf(config: Config): Mount[] {
  const { at, tokens, jwt } = config.apis.djoser
  const below = (name: string) => ({
    api: 'djoser',
    standard: `/auth${name}`,
    paths: at.map((base) => base + name),
  })
  return [
    ...(tokens ? [djoserTokens, trenchToken] : []).flatMap((open) => mountAt(below('/token'), open, config)),
    ...(jwt ? [djoserJwt, trenchJwt] : []).flatMap((open) => mountAt(below('/jwt'), open, config)),
    ...[djoser, djoserLinks, ...(jwt ? [trenchJwt] : []), trench].flatMap((open) =>
      mountAt(below(''), open, config),
    ),
  ]
}
