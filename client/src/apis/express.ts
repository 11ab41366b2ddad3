import { type CoreOptions, openCore, type Session } from '../core.ts'
import type { components, operations } from '../documents/express.ts'
import { readExpress } from '../result.ts'
import { accountOf } from './account.ts'
import { callsOf, formOf, type Public } from './calls.ts'
import { signInPageOf } from './sign-in-page.ts'

type Schemas = components['schemas']
type Body<Name extends keyof operations> = operations[Name] extends {
  requestBody: { content: infer Content }
}
  ? Content[keyof Content]
  : never
type TokenPair = Schemas['TokenPair']

export type ExpressUser = Schemas['User']

export type ExpressOptions = CoreOptions & {
  api: 'express'
  /** The browser keeps the tokens as cookies, which no script can read. The page is of the same site as the server. */
  cookies?: boolean
  /** Where the API is mounted: `/api/v1/users` unless the server is configured otherwise. */
  at?: string
}

/** The Express API. `Fields` are the user fields that the server declares. Envelopes are taken off. */
export function openExpress<Fields>({
  at = '/api/v1/users',
  cookies = false,
  api,
  ...options
}: ExpressOptions) {
  const refreshOf = ({ refresh }: Session) => ({
    method: 'POST',
    path: `${at}/refreshToken`,
    json: refresh === undefined ? {} : { refreshToken: refresh },
  })
  /** With cookies a session is what tells that they changed: no token is kept where a script could read it. */
  const sessionOf = ({ accessToken, refreshToken }: TokenPair): Session =>
    cookies ? { access: `${Date.now()} ${Math.random()}` } : { access: accessToken, refresh: refreshToken }
  const renewed = (body: unknown) => sessionOf((body as { data: TokenPair }).data)

  const core = openCore(api, options, { renewal: { request: refreshOf, read: renewed }, cookies })
  const { open, signed, begin, end } = callsOf(core, readExpress, (body) => Object(body).data)
  const { account, sessions, removeAvatar, removeCover } = accountOf(core)
  const picture = (path: string, name: string) => (file: Blob) =>
    signed<ExpressUser & Fields>({ method: 'PATCH', path: `${at}/${path}`, form: formOf({ [name]: file }) })
  const logout = { method: 'POST', path: `${at}/logout` }

  return {
    ...core.state,
    signInPage: signInPageOf(core, 'express', ({ access, refresh }) =>
      sessionOf({ accessToken: access ?? '', refreshToken: refresh ?? '' }),
    ),
    account,
    sessions,
    /** Registers. This API asks for a picture, unless the server has `avatar: 'optional'`. */
    signUp: (
      person: Omit<Body<'register'>, 'Avatar'> & { Avatar?: Blob } & Partial<Fields>,
      { challenge }: Public = {},
    ) =>
      open<ExpressUser & Partial<Fields>>({
        method: 'POST',
        path: `${at}/register`,
        form: formOf(person),
        challenge,
      }),
    signIn: (credentials: Body<'logIn'>, { challenge }: Public = {}) =>
      begin<TokenPair & { user: ExpressUser & Fields }>(
        { method: 'POST', path: `${at}/login`, json: credentials, challenge },
        sessionOf,
      ),
    signOut: () =>
      end(async (session, as) => {
        const sent = await as(logout, session)
        if ('kind' in sent || sent.status !== 401) return sent
        // The access token has expired; the session may have not.
        const again = await as(refreshOf(session))
        return 'kind' in again || again.status >= 300 ? again : as(logout, renewed(again.body))
      }),
    me: () => signed<ExpressUser & Fields>({ method: 'GET', path: `${at}/getUser` }),
    change: (changes: Body<'updateProfile'> & Partial<Fields>) =>
      signed<ExpressUser & Fields>({ method: 'PATCH', path: `${at}/updateProfile`, json: changes }),
    changePassword: (form: Body<'changePassword'>) =>
      signed<Record<string, never>>({ method: 'POST', path: `${at}/changePassword`, json: form }),
    pictures: {
      /** Shows another picture: JPEG, PNG, GIF or WebP. */
      setAvatar: picture('updateAvatar', 'Avatar'),
      setCover: picture('updateCoverImg', 'CoverImg'),
      removeAvatar,
      removeCover,
    },
  }
}
