import { forgotPage } from '../../../src/dialects/pages/forgot-page.ts'
import { linkPages } from '../../../src/dialects/pages/link-pages.ts'
import { pictures } from '../../../src/http/pictures.ts'
import { BLUE, cookieOf, formOf, GREY } from '../../support/express.ts'
import { PASSWORD } from '../../support/people.ts'
import { mounts } from '../../support/standard.ts'
import { REVOCATIONS_SECRET, type Town } from './town.ts'

/** A request that works; its address is that of the endpoint unless it is told. */
export type Asked = {
  path?: string
  json?: object
  body?: FormData | URLSearchParams
  token?: string
  headers?: Record<string, string>
}

type Ask = (town: Town) => Asked

const NEXT = 'Rt5-harbour-Cormorant'
const ADDRESS = 'other@example.org'
const wish = { username: 'grace', email: 'grace@example.com', password: PASSWORD }
const base64 = btoa(String.fromCharCode(...BLUE))

const asAda =
  (json?: object): Ask =>
  ({ ada }) => ({ token: ada.token, ...(json && { json }) })
const at =
  (path: (town: Town) => string, ask: Ask): Ask =>
  (town) => ({ path: path(town), ...ask(town) })
const own = (json?: object) => at(({ ada }) => `/api/v1/users/${ada.id}/`, asAda(json))
const other = (json?: object) => at(({ carl }) => `/auth/users/${carl.id}/`, asAda(json))
const staffs = (what: string, json?: object) =>
  at(({ carl }) => `/account/admin/users/${carl.id}${what}`, asAda(json))
const logIn: Ask = ({ ada }) => ({ json: { username: ada.username, password: PASSWORD } })
const byAddress: Ask = ({ ada }) => ({ json: { email: ada.email } })
const refresh: Ask = ({ jwt }) => ({ json: { refresh: jwt.refresh } })
const removal = { current_password: PASSWORD }
const passwords = { old_password: PASSWORD, new_password: NEXT }
const form = (fields: Record<string, string>) => ({ body: new URLSearchParams(fields) })

/** A request for each endpoint, by its method and pattern. */
const requests: Record<string, Ask> = {
  'POST /api/register': () => ({ json: { ...wish, image: base64 } }),
  'POST /api/login': logIn,
  'GET /api/profile': asAda(),
  'PUT /api/profile': asAda({ username: 'adele', email: ADDRESS, image: base64 }),
  'PATCH /api/profile': asAda({ first_name: 'Ada', image: null }),
  'PUT /api/change_password': asAda(passwords),
  'POST /api/logout': asAda({}),

  'GET /auth/': asAda(),
  'POST /auth/users': () => ({ json: wish }),
  'GET /auth/users': asAda(),
  'GET /auth/users/me': asAda(),
  'PUT /auth/users/me': asAda({ username: 'adele', email: 'ada@example.com' }),
  'PATCH /auth/users/me': asAda({ email: ADDRESS }),
  'DELETE /auth/users/me': asAda(removal),
  'POST /auth/users/set_password': asAda({ current_password: PASSWORD, new_password: NEXT }),
  'POST /auth/users/set_username': asAda({ current_password: PASSWORD, new_username: 'adele' }),
  'GET /auth/users/:id': other(),
  'PUT /auth/users/:id': other({ username: 'karl', email: ADDRESS }),
  'PATCH /auth/users/:id': other({ username: 'karl' }),
  'DELETE /auth/users/:id': other(removal),

  'POST /auth/users/activation': ({ links }) => ({ json: links.activation }),
  'POST /auth/users/resend_activation': ({ bob }) => ({ json: { email: bob.email } }),
  'POST /auth/users/reset_password': byAddress,
  'POST /auth/users/reset_password_confirm': ({ links }) => ({
    json: { ...links.reset, new_password: NEXT },
  }),
  'POST /auth/users/reset_username': byAddress,
  'POST /auth/users/reset_username_confirm': ({ links }) => ({
    json: { ...links.username, new_username: 'adele' },
  }),

  'POST /auth/token/login': logIn,
  'POST /auth/token/logout': asAda({}),
  'POST /auth/jwt/create': logIn,
  'POST /auth/jwt/refresh': refresh,
  'POST /auth/jwt/verify': ({ jwt }) => ({ json: { token: jwt.access } }),
  'POST /auth/jwt/blacklist': refresh,
  'POST /auth/jwt/logout': refresh,

  'POST /api/v1/users/': () => ({ json: wish }),
  'GET /api/v1/users/:id': own(),
  'PUT /api/v1/users/:id': own({ first_name: 'Ada', email: ADDRESS }),
  'PATCH /api/v1/users/:id': own({ last_name: 'Lovelace' }),
  'DELETE /api/v1/users/:id': own(),
  'POST /api/v1/users/:id': own(passwords),
  'POST /api-token-auth/': logIn,
  'POST /api/password_reset/': byAddress,
  'POST /api/password_reset/validate_token': ({ links }) => ({ json: { token: links.reset.token } }),
  'POST /api/password_reset/confirm': ({ links }) => ({
    json: { token: links.reset.token, password: NEXT },
  }),

  'POST /api/v1/users/register': () => ({ body: formOf({ ...wish, Avatar: BLUE, CoverImg: GREY }) }),
  'POST /api/v1/users/login': logIn,
  'POST /api/v1/users/logout': ({ express }) => ({ headers: { cookie: cookieOf(express) } }),
  'POST /api/v1/users/refreshToken': ({ express }) => ({ json: { refreshToken: express.refreshToken } }),
  'POST /api/v1/users/changePassword': asAda({ oldPassword: PASSWORD, newPassword: NEXT }),
  'GET /api/v1/users/getUser': asAda(),
  'PATCH /api/v1/users/updateProfile': asAda({ fullName: 'Ada Lovelace', email: ADDRESS }),
  'PATCH /api/v1/users/updateAvatar': ({ ada }) => ({ token: ada.token, body: formOf({ Avatar: BLUE }) }),
  'PATCH /api/v1/users/updateCoverImg': ({ ada }) => ({ token: ada.token, body: formOf({ CoverImg: BLUE }) }),

  'GET /account/': asAda(),
  'POST /account/email/verify': ({ links }) => ({ json: links.email }),
  'POST /account/email/resend': asAda({}),
  'POST /account/not-me': ({ links }) => ({ json: links.recovery }),
  'GET /account/sessions': asAda(),
  'GET /account/events': asAda(),
  'DELETE /account/sessions': asAda(),
  'DELETE /account/avatar': asAda(),
  'DELETE /account/cover': asAda(),
  'DELETE /account/sessions/:id': at(({ other }) => `/account/sessions/${other}`, asAda()),

  'GET /account/revocations': () => ({ token: REVOCATIONS_SECRET }),
  'GET /account/admin/users': at(() => '/account/admin/users?search=a&limit=1', asAda()),
  'GET /account/admin/users/:id': staffs(''),
  'POST /account/admin/users/:id/disable': staffs('/disable', {}),
  'POST /account/admin/users/:id/enable': at(
    ({ ids }) => `/account/admin/users/${ids.bob}/enable`,
    asAda({}),
  ),
  'GET /account/admin/users/:id/sessions': staffs('/sessions'),
  'DELETE /account/admin/users/:id/sessions': staffs('/sessions'),
  'GET /account/admin/users/:id/events': staffs('/events'),

  ...Object.fromEntries(
    (
      [
        ['reset', '/password/reset', { new_password: NEXT }],
        ['username', '/username/reset', { new_username: 'adele' }],
        ['activation', '/activate', {}],
        ['email', '/email/confirm', {}],
        ['recovery', '/not-me', {}],
      ] as const
    ).flatMap(([purpose, path, typed]): [string, Ask][] => [
      [`GET ${path}`, ({ links }) => ({ path: `${path}?${new URLSearchParams(links[purpose])}` })],
      [`POST ${path}`, ({ links }) => form({ ...links[purpose], ...typed })],
      [`GET ${path}/done`, () => ({})],
    ]),
  ),
  'GET /password/forgot': () => ({}),
  'POST /password/forgot': ({ ada }) => form({ email: ada.email }),
  'GET /password/forgot/done': () => ({}),
  'GET /media/:address': ({ picture }) => ({ path: picture }),
}

/** Every endpoint that is mounted, and a request for it if there is one. */
export const endpoints = [
  ...mounts,
  ...linkPages.map((app) => ({ base: '', app })),
  { base: '', app: forgotPage },
  { base: '', app: pictures },
].flatMap(({ base, app }) =>
  [...new Set(app.routes.map(({ method, path }) => `${method} ${base}${path}`))]
    .map((route) => route.replace(/\{.*\}/, ''))
    .map((route) => ({ route, ask: requests[route] })),
)

export const unusedRequests = Object.keys(requests).filter(
  (route) => !endpoints.some((endpoint) => endpoint.route === route),
)
