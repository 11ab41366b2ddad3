import { type CoreOptions, openCore, type Session } from '../core.ts'
import type { components, operations } from '../documents/djoser.ts'
import { readDjango } from '../result.ts'
import { accountOf } from './account.ts'
import { callsOf, type Public } from './calls.ts'
import { signInPageOf } from './sign-in-page.ts'

type Schemas = components['schemas']
type Body<Name extends keyof operations> = operations[Name] extends {
  requestBody: { content: { 'application/json': infer Json } }
}
  ? Json
  : never

export type DjoserUser = Schemas['User']

export type DjoserOptions = CoreOptions & {
  api: 'djoser'
  /** `jwt` (the default) signs in at `/auth/jwt/`, `token` at `/auth/token/`. */
  credential?: 'jwt' | 'token'
  /** Where the API is mounted: `/auth` unless the server is configured otherwise. */
  at?: string
}

/** djoser's API. `Fields` are the user fields that the server declares. */
export function openDjoser<Fields>({ credential = 'jwt', at = '/auth', ...options }: DjoserOptions) {
  const isJwt = credential === 'jwt'
  const core = openCore('djoser', options, {
    renewal: isJwt
      ? {
          request: ({ refresh }) => ({ method: 'POST', path: `${at}/jwt/refresh/`, json: { refresh } }),
          read: (body) => sessionOf(body as Schemas['AccessToken']),
        }
      : undefined,
  })
  const { open, signed, begin, end } = callsOf(core, readDjango)
  const post = (path: string, json: object, challenge?: string) => ({
    method: 'POST',
    path: `${at}/users/${path}`,
    json,
    challenge,
  })
  const me = (method: string, json?: object) => ({ method, path: `${at}/users/me/`, json })
  const { account, sessions } = accountOf(core)

  return {
    ...core.state,
    signInPage: signInPageOf(core, isJwt ? 'jwt' : 'token'),
    account,
    sessions,
    /** Registers. Whether an email has to be confirmed first depends on the server. */
    signUp: (person: Body<'register'> & Partial<Fields>, { challenge }: Public = {}) =>
      open<DjoserUser & Partial<Fields>>(post('', person, challenge)),
    /** `email` where people sign in by address. */
    signIn: (
      credentials: Body<'createTokenPair'> | { email: string; password: string },
      { challenge }: Public = {},
    ) =>
      isJwt
        ? begin<Schemas['TokenPair'] | Schemas['Token']>(
            { method: 'POST', path: `${at}/jwt/create/`, json: credentials, challenge },
            sessionOf,
          )
        : begin<Schemas['TokenPair'] | Schemas['Token']>(
            { method: 'POST', path: `${at}/token/login/`, json: credentials, challenge },
            sessionOf,
          ),
    signOut: () =>
      end((session, as) =>
        isJwt
          ? as({ method: 'POST', path: `${at}/jwt/logout/`, json: { refresh: session.refresh } })
          : as({ method: 'POST', path: `${at}/token/logout/` }, session),
      ),
    me: () => signed<DjoserUser & Fields>(me('GET')),
    change: (changes: Body<'changeMe'> & Partial<Fields>) =>
      signed<DjoserUser & Fields>(me('PATCH', changes)),
    /** Deletes the account, with its password. */
    deleteAccount: (form: Body<'deleteMe'>) => signed<undefined>(me('DELETE', form)),
    changePassword: (form: Body<'changePassword'>) => signed<undefined>(post('set_password/', form)),
    changeUsername: (form: Body<'setUsername'>) => signed<undefined>(post('set_username/', form)),
    activate: (link: Body<'activate'>) => open<undefined>(post('activation/', link)),
    resendActivation: (form: Body<'resendActivation'>, { challenge }: Public = {}) =>
      open<undefined>(post('resend_activation/', form, challenge)),
    requestPasswordReset: (form: Body<'requestPasswordReset'>, { challenge }: Public = {}) =>
      open<undefined>(post('reset_password/', form, challenge)),
    /** `uid` and `token` are those of the emailed link. */
    confirmPasswordReset: (form: Body<'confirmPasswordReset'>) =>
      open<undefined>(post('reset_password_confirm/', form)),
  }
}

const sessionOf = (body: Schemas['AccessToken'] | Schemas['Token']): Session =>
  'access' in body
    ? { access: body.access, ...(body.refresh !== undefined && { refresh: body.refresh }) }
    : { access: body.auth_token }
