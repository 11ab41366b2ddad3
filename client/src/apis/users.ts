import { type Core, type CoreOptions, openCore } from '../core.ts'
import type { components, operations } from '../documents/management.ts'
import { readDjango } from '../result.ts'
import { accountOf, type SessionPage } from './account.ts'
import { callsOf, type Public } from './calls.ts'
import { signInPageOf } from './sign-in-page.ts'

type Schemas = components['schemas']
type Body<Name extends keyof operations> = operations[Name] extends {
  requestBody: { content: { 'application/json': infer Json } }
}
  ? Json
  : never

export type User = Schemas['User']

type Paths = {
  /** Where the accounts are: `/api/v1/users` unless the server is configured otherwise. */
  at?: string
  /** Where a token is: `/api-token-auth`. */
  tokenAt?: string
}
export type UsersOptions = CoreOptions & Paths & { api: 'users' }
export type ManagementOptions = CoreOptions &
  Paths & {
    api: 'management'
    /** Where the reset by email is: `/api/password_reset`. */
    resetAt?: string
  }

/** The collection of users. `Fields` are the user fields that the server declares. */
export const openUsers = <Fields>({ api, ...options }: UsersOptions) =>
  usersOf<Fields>(openCore(api, options), options)

/** The same with deletion, a change of password, and a reset by email. */
export function openManagement<Fields>({
  api,
  resetAt = '/api/password_reset',
  ...options
}: ManagementOptions) {
  const { at = '/api/v1/users' } = options
  const core = openCore(api, options)
  const { open, withId } = callsOf(core, readDjango)
  const reset = (path: string, json: object, challenge?: string) =>
    open<{ status: 'OK' }>({ method: 'POST', path: `${resetAt}/${path}`, json, challenge })
  return {
    ...usersOf<Fields>(core, options),
    deleteAccount: () => withId<undefined>((id) => ({ method: 'DELETE', path: `${at}/${id}/` })),
    changePassword: (form: Body<'changePassword'>) =>
      withId<operations['changePassword']['responses'][200]['content']['application/json']>((id) => ({
        method: 'POST',
        path: `${at}/${id}/`,
        json: form,
      })),
    requestPasswordReset: (form: Body<'requestPasswordReset'>, { challenge }: Public = {}) =>
      reset('', form, challenge),
    /** Whether the token of an emailed link is good. */
    validateResetToken: (form: Body<'validateResetToken'>) => reset('validate_token/', form),
    confirmPasswordReset: (form: Body<'confirmPasswordReset'>) => reset('confirm/', form),
  }
}

function usersOf<Fields>(core: Core, { at = '/api/v1/users', tokenAt = '/api-token-auth' }: Paths) {
  const { begin, end, withId } = callsOf(core, readDjango)
  const { account, sessions } = accountOf(core)
  return {
    ...core.state,
    signInPage: signInPageOf(core, 'token'),
    account,
    sessions,
    /** Registers, and is signed in. */
    signUp: (person: Body<'register'> & Partial<Fields>, { challenge }: Public = {}) =>
      begin<Schemas['NewUser'] & Partial<Fields>>(
        { method: 'POST', path: `${at}/`, json: person, challenge },
        ({ auth_token, id }) => ({ access: auth_token, id: String(id) }),
      ),
    /** `email` where people sign in by address. */
    signIn: (credentials: Body<'logIn'> | { email: string; password: string }, { challenge }: Public = {}) =>
      begin<Schemas['Token']>(
        { method: 'POST', path: `${tokenAt}/`, json: credentials, challenge },
        ({ token }) => ({
          access: token,
        }),
      ),
    /** This API has no sign-out, so the session ends at `/account/sessions`. */
    signOut: () =>
      end(async (session, as) => {
        for (let query = ''; ; ) {
          const sent = await as({ method: 'GET', path: `/account/sessions${query}` }, session)
          if ('kind' in sent || sent.status >= 300) return sent
          const { sessions: page, next } = sent.body as SessionPage
          const mine = page.find(({ current }) => current)
          if (mine) return as({ method: 'DELETE', path: `/account/sessions/${mine.id}` }, session)
          if (next === null) return sent
          query = next.replace(/^[^?]*/, '')
        }
      }),
    me: () => withId<User & Fields>((id) => ({ method: 'GET', path: `${at}/${id}/` })),
    change: (changes: Body<'changeUser'> & Partial<Fields>) =>
      withId<User & Fields>((id) => ({ method: 'PATCH', path: `${at}/${id}/`, json: changes })),
  }
}
