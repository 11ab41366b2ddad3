import type { Apis } from './config.ts'

/** What signs in with tokens and JWTs at djoser's API, by the path of each below a base path. */
export const DJOSER_VIEWS = [
  'token/login',
  'token/logout',
  'jwt/create',
  'jwt/refresh',
  'jwt/verify',
  'jwt/blacklist',
  'jwt/logout',
] as const
export type DjoserView = (typeof DJOSER_VIEWS)[number]

/** The paths of what signs in at djoser's API: below each base path, or where the configuration has it. */
export const viewPathsOf = (
  { at, tokens, jwt, views }: Apis['djoser'],
  view: DjoserView,
): readonly string[] =>
  views[view] ?? ((view.startsWith('token/') ? tokens : jwt) ? at.map((base) => `${base}/${view}`) : [])

/** Whether people can sign in at djoser's API for a token, and for JWTs. */
export const signInsOf = (djoser: Apis['djoser']) => ({
  tokens: viewPathsOf(djoser, 'token/login').length > 0,
  jwt: viewPathsOf(djoser, 'jwt/create').length > 0,
})
