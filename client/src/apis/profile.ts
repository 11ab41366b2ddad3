import { type CoreOptions, openCore } from '../core.ts'
import type { components, operations } from '../documents/profile.ts'
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

export type Profile = Schemas['Profile']

export type ProfileOptions = CoreOptions & {
  api: 'profile'
  /** Where the API is mounted: `/api` unless the server is configured otherwise. */
  at?: string
}

/** The API of one profile for each person. `Fields` are the user fields that the server declares. */
export function openProfile<Fields>({ at = '/api', api, ...options }: ProfileOptions) {
  const core = openCore(api, options)
  const { open, signed, begin, end } = callsOf(core, readDjango)
  const { account, sessions, removeAvatar } = accountOf(core)
  const change = (changes: Body<'changeProfile'> & Partial<Fields>) =>
    signed<Profile & Fields>({ method: 'PATCH', path: `${at}/profile/`, json: changes })

  return {
    ...core.state,
    signInPage: signInPageOf(core, 'token'),
    account,
    sessions,
    signUp: (person: Body<'register'> & Partial<Fields>, { challenge }: Public = {}) =>
      open<Schemas['Message']>({ method: 'POST', path: `${at}/register/`, json: person, challenge }),
    /** `email` where people sign in by address. */
    signIn: (credentials: Body<'logIn'> | { email: string; password: string }, { challenge }: Public = {}) =>
      begin<Schemas['Token']>(
        { method: 'POST', path: `${at}/login/`, json: credentials, challenge },
        ({ token }) => ({ access: token }),
      ),
    signOut: () => end((session, as) => as({ method: 'POST', path: `${at}/logout/` }, session)),
    me: () => signed<Profile & Fields>({ method: 'GET', path: `${at}/profile/` }),
    change,
    changePassword: (form: Body<'changePassword'>) =>
      signed<Schemas['Message']>({ method: 'PUT', path: `${at}/change_password/`, json: form }),
    pictures: {
      /** Shows another picture: JPEG, PNG, GIF or WebP. */
      setAvatar: async (picture: Blob) =>
        signed<Profile & Fields>({
          method: 'PATCH',
          path: `${at}/profile/`,
          json: { image: base64(new Uint8Array(await picture.arrayBuffer())) },
        }),
      removeAvatar,
    },
  }
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
