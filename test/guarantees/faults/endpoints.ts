import { ACTIONS } from '../../../src/dialects/console/actions.ts'
import { consoleApp } from '../../../src/dialects/console/console.ts'
import { metrics } from '../../../src/dialects/metrics.ts'
import { factorPages } from '../../../src/dialects/pages/factor-pages.ts'
import { firstStaffPage } from '../../../src/dialects/pages/first-staff-page.ts'
import { forgotPage } from '../../../src/dialects/pages/forgot-page.ts'
import { linkPages } from '../../../src/dialects/pages/link-pages.ts'
import { signInPages } from '../../../src/dialects/pages/sign-in-pages.ts'
import { pictures } from '../../../src/http/pictures.ts'
import { SAME_ORIGIN } from '../../support/console.ts'
import { BLUE, cookieOf, formOf, GREY } from '../../support/express.ts'
import { asked, VERIFIER } from '../../support/front-end.ts'
import { PASSWORD } from '../../support/people.ts'
import { mounts } from '../../support/standard.ts'
import { factorForms } from './factor-forms.ts'
import { FIRST_STAFF_KEY, METRICS_SECRET, REVOCATIONS_SECRET, type Town } from './town.ts'

/** A request that works; its address is that of the endpoint unless it is told. */
export type Asked = {
  path?: string
  json?: object
  body?: FormData | URLSearchParams
  token?: string
  headers?: Record<string, string>
  /** SQL that changes the town before each request. */
  before?: string
}

export type Ask = (town: Town) => Asked

const NEXT = 'Rt5-harbour-Cormorant'
const ADDRESS = 'other@example.org'
const wish = { username: 'grace', email: 'grace@example.com', password: PASSWORD }
const NO_STAFF = 'update accounts set is_staff = 0'
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

const asFay =
  (jsonOf?: (factors: Town['factors']) => object): Ask =>
  ({ factors }) => ({ token: factors.fay.token, ...(jsonOf && { json: jsonOf(factors) }) })
const asIvy =
  (jsonOf?: (ivy: Town['factors']['ivy']) => object): Ask =>
  ({ factors: { ivy } }) => ({ token: ivy.token, ...(jsonOf && { json: jsonOf(ivy) }) })
const passkeyPath = ({ factors: { ivy } }: Town) => `/account/passkeys/${ivy.id}`
const confirm: Ask = ({ factors: { gus, firstCode } }) => ({ token: gus.token, json: { code: firstCode } })
const ownCode = asFay(({ fay }) => ({ code: fay.recoveryCodes[0] }))
const trenchCode = asFay(({ fay, jwtSignIn }) => ({ ephemeral_token: jwtSignIn, code: fay.recoveryCodes[0] }))
const atConsole =
  (path: string): Ask =>
  ({ console }) => ({ path, headers: { cookie: console.cookie } })
const sentAtConsole =
  (path: (town: Town) => string, fields: Record<string, string> = {}): Ask =>
  (town) => ({
    path: path(town),
    ...form({ ...fields, form: town.console.form }),
    headers: { ...SAME_ORIGIN, cookie: town.console.cookie },
  })

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
  'PATCH /api/v1/users/changePassword': asAda({ currentPassword: PASSWORD, newPassword: NEXT }),
  'GET /api/v1/users/getUser': asAda(),
  'PATCH /api/v1/users/updateProfile': asAda({ fullName: 'Ada Lovelace', email: ADDRESS }),
  'PATCH /api/v1/users/updateAvatar': ({ ada }) => ({ token: ada.token, body: formOf({ Avatar: BLUE }) }),
  'PATCH /api/v1/users/updateCoverImg': ({ ada }) => ({ token: ada.token, body: formOf({ CoverImg: BLUE }) }),

  'GET /account/': asAda(),
  'PATCH /account/': asAda({ language: 'en' }),
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
  'POST /account/login': asFay(({ fay }) => ({
    username: fay.username,
    password: PASSWORD,
    otp: fay.recoveryCodes[0],
  })),
  'POST /account/login/code': asFay(({ fay, signIn }) => ({ sign_in: signIn, otp: fay.recoveryCodes[0] })),
  'POST /account/login/exchange': ({ handedOver }) => ({
    json: { code: handedOver, code_verifier: VERIFIER },
  }),
  'POST /account/login/email': ({ ada }) => ({ json: { email: ada.email } }),
  'POST /account/login/email/verify': ({ links }) => ({ json: links.login }),
  'POST /account/login/approval': asFay(({ signIn }) => ({ sign_in: signIn })),
  'POST /account/login/passkey/options': () => ({ json: {} }),
  'POST /account/login/passkey': ({ factors: { ivy } }) => ({ json: { credential: ivy.used } }),
  'GET /account/passkeys': asIvy(),
  'POST /account/passkeys/options': asIvy(() => ({})),
  'POST /account/passkeys': asIvy(({ made }) => ({ credential: made })),
  'PATCH /account/passkeys/:id': at(
    passkeyPath,
    asIvy(() => ({ name: 'Laptop' })),
  ),
  'DELETE /account/passkeys/:id': at(passkeyPath, asIvy()),
  'GET /account/second-factor': asFay(),
  'PATCH /account/second-factor': asFay(() => ({ email_approval: false })),
  'POST /account/second-factor/totp': asFay(() => ({})),
  'POST /account/second-factor/totp/confirm': confirm,
  'DELETE /account/second-factor/totp': asFay(),
  'POST /account/second-factor/recovery-codes': asFay(() => ({})),
  'POST /account/sudo': asFay(({ fay }) => ({ otp: fay.recoveryCodes[0] })),
  'GET /account/trusted-clients': asFay(),
  'DELETE /account/trusted-clients': asFay(),
  'DELETE /account/trusted-clients/:id': at(
    ({ factors }) => `/account/trusted-clients/${factors.trusted}`,
    asFay(),
  ),
  'DELETE /account/admin/users/:id/second-factor': ({ factors: { fay, hal } }) => ({
    path: `/account/admin/users/${fay.id}/second-factor`,
    token: hal.token,
  }),

  'POST /auth/login': logIn,
  'POST /auth/login/code': trenchCode,
  'POST /auth/jwt/login': logIn,
  'POST /auth/jwt/login/code': trenchCode,
  'POST /auth/token/login/code': asFay(({ fay, signIn }) => ({
    ephemeral_token: signIn,
    code: fay.recoveryCodes[0],
  })),
  'GET /auth/mfa/config': asFay(),
  'GET /auth/mfa/user-active-methods': asFay(),
  'POST /auth/app/activate': asAda({}),
  'POST /auth/app/activate/confirm': confirm,
  'POST /auth/app/deactivate': ownCode,
  'POST /auth/app/codes/regenerate': ownCode,

  'GET /account/admin/users': at(() => '/account/admin/users?search=a&limit=1', asAda()),
  'GET /account/admin/users/:id': staffs(''),
  'POST /account/admin/users/:id/disable': staffs('/disable', {}),
  'POST /account/admin/users/:id/enable': at(
    ({ ids }) => `/account/admin/users/${ids.bob}/enable`,
    asAda({}),
  ),
  'PATCH /account/admin/users/:id': staffs('', { username: 'karl', first_name: 'Karl' }),
  'DELETE /account/admin/users/:id': staffs('', removal),
  'POST /account/admin/users/:id/promote': staffs('/promote', removal),
  'POST /account/admin/users/:id/demote': staffs('/demote', {}),
  'POST /account/admin/users/:id/send_reset': staffs('/send_reset', {}),
  'POST /account/admin/users/:id/send_verification': staffs('/send_verification', {}),
  'GET /account/admin/users/:id/waits': staffs('/waits'),
  'DELETE /account/admin/users/:id/waits': staffs('/waits'),
  'DELETE /account/admin/users/:id/sessions/:session': at(
    ({ carl, ids }) => `/account/admin/users/${carl.id}/sessions/${ids.carlsSession}`,
    asAda(),
  ),
  'GET /account/admin/users/:id/sessions': staffs('/sessions'),
  'DELETE /account/admin/users/:id/sessions': staffs('/sessions'),
  'GET /account/admin/users/:id/events': staffs('/events'),
  'GET /account/admin/overview': asAda(),
  'GET /account/admin/emails': at(() => '/account/admin/emails?state=given_up', asAda()),
  'POST /account/admin/emails/:id/retry': at(({ email }) => `/account/admin/emails/${email}/retry`, asAda()),
  'DELETE /account/admin/emails/:id': at(({ email }) => `/account/admin/emails/${email}`, asAda()),
  'GET /account/admin/keys': asAda(),
  'GET /account/admin/settings': asAda(),
  'GET /account/admin/events': at(
    () => '/account/admin/events?kind=sign_in&since=2020-01-01&until=2040-01-01',
    asAda(),
  ),

  ...Object.fromEntries(
    (
      [
        ['reset', '/password/reset', { new_password: NEXT }],
        ['username', '/username/reset', { new_username: 'adele' }],
        ['activation', '/activate', {}],
        ['email', '/email/confirm', {}],
        ['recovery', '/not-me', {}],
        ['approve', '/approve', {}],
      ] as const
    ).flatMap(([purpose, path, typed]): [string, Ask][] => [
      [`GET ${path}`, ({ links }) => ({ path: `${path}?${new URLSearchParams(links[purpose])}` })],
      [`POST ${path}`, ({ links }) => form({ ...links[purpose], ...typed })],
      [`GET ${path}/done`, () => ({})],
    ]),
  ),
  ...webhooks(),
  ...jobs(),
  ...factorForms,
  'GET /admin': atConsole('/admin'),
  'GET /admin/sign-in': () => ({}),
  'POST /admin/sign-in': ({ ada }) => ({
    ...form({ login: ada.username, password: PASSWORD }),
    headers: SAME_ORIGIN,
  }),
  'POST /admin/sign-out': sentAtConsole(() => '/admin/sign-out'),
  'GET /admin/events': (town) => atConsole(`/admin/events?user=${town.carl.username}&actor=any`)(town),
  'GET /admin/events.csv': atConsole('/admin/events.csv?kind=sign_in'),
  'GET /admin/people': atConsole('/admin/people?only=unverified'),
  'GET /admin/people/:id': (town) => atConsole(`/admin/people/${town.carl.id}`)(town),
  'GET /admin/people/:id/edit': (town) => atConsole(`/admin/people/${town.carl.id}/edit`)(town),
  'POST /admin/people/:id/edit': sentAtConsole(({ carl }) => `/admin/people/${carl.id}/edit`, {
    username: 'karl',
    first_name: 'Karl',
  }),
  'POST /admin/people/:id/sessions/:session/end': sentAtConsole(
    ({ carl, ids }) => `/admin/people/${carl.id}/sessions/${ids.carlsSession}/end`,
  ),
  ...Object.fromEntries(
    Object.entries(ACTIONS).flatMap(([name, { asks }]): [string, Ask][] => {
      const path = ({ carl, ids }: Town) => `/admin/people/${name === 'enable' ? ids.bob : carl.id}/${name}`
      if (name === 'reset-factor') return []
      const given = asks?.field === 'password' ? { password: PASSWORD } : { reason: 'Asked for it' }
      return [
        ...(asks
          ? [[`GET /admin/people/:id/${name}`, (town: Town) => atConsole(path(town))(town)] as [string, Ask]]
          : []),
        [`POST /admin/people/:id/${name}`, sentAtConsole(path, asks ? given : {})],
      ]
    }),
  ),
  'GET /admin/people/:id/reset-factor': (town) =>
    atConsole(`/admin/people/${town.factors.fay.id}/reset-factor`)(town),
  'POST /admin/people/:id/reset-factor': ({ factors: { fay }, halsConsole: { cookie, form: token } }) => ({
    path: `/admin/people/${fay.id}/reset-factor`,
    ...form({ form: token }),
    headers: { ...SAME_ORIGIN, cookie },
  }),
  'GET /admin/prove': atConsole('/admin/prove?to=/admin/people'),
  'POST /admin/prove': ({ factors: { hal }, halsConsole: { cookie, form: token } }) => ({
    ...form({ code: hal.recoveryCodes[0] ?? '', form: token }),
    headers: { ...SAME_ORIGIN, cookie },
  }),
  'GET /admin/email': atConsole('/admin/email?state=given_up'),
  'POST /admin/email/:email/retry': sentAtConsole(({ email }) => `/admin/email/${email}/retry`),
  'POST /admin/email/:email/drop': sentAtConsole(({ email }) => `/admin/email/${email}/drop`),
  'GET /admin/keys': atConsole('/admin/keys'),
  'GET /admin/settings': atConsole('/admin/settings'),
  'GET /sign-in': () => ({ path: `/sign-in?${new URLSearchParams(asked())}` }),
  'POST /sign-in': ({ ada }) => form({ ...asked(), username: ada.username, password: PASSWORD }),
  'POST /sign-in/code': ({ factors: { fay, signIn } }) =>
    form({ ...asked(), sign_in: signIn, code: fay.recoveryCodes[0] ?? '' }),
  'POST /sign-in/passkey': ({ factors: { ivy } }) =>
    form({ ...asked(), credential: JSON.stringify(ivy.used) }),
  'GET /sign-in/email': ({ links }) => ({ path: `/sign-in/email?${new URLSearchParams(links.login)}` }),
  'POST /sign-in/email': ({ links }) => form(links.login),
  'POST /sign-in/email/ask': ({ ada }) => form({ ...asked(), email: ada.email }),
  'POST /sign-in/email/code': ({ mailedCode }) => form({ ...asked(), ...mailedCode }),
  'GET /password/forgot': () => ({}),
  'POST /password/forgot': ({ ada }) => form({ email: ada.email }),
  'GET /password/forgot/done': () => ({}),
  'GET /dev/first-staff': () => ({ path: `/dev/first-staff?key=${FIRST_STAFF_KEY}`, before: NO_STAFF }),
  'POST /dev/first-staff': () => ({ ...form({ ...wish, key: FIRST_STAFF_KEY }), before: NO_STAFF }),
  'GET /dev/first-staff/done': () => ({}),
  'GET /dev/first-staff/late': () => ({}),
  'GET /metrics': () => ({ token: METRICS_SECRET }),
  'GET /media/:address': ({ picture }) => ({ path: picture }),
}

/** Jobs for many people, at the account API and at the console. */
function jobs(): Record<string, Ask> {
  const [api, page] = ['/account/admin/jobs', '/admin/jobs']
  const of = (job: (town: Town) => string, what = '', json?: object) =>
    at((town) => `${api}/${job(town)}${what}`, asAda(json))
  return {
    [`GET ${api}`]: asAda(),
    [`POST ${api}`]: asAda({ action: 'disable', search: 'carl', current_password: PASSWORD }),
    [`GET ${api}/:id`]: of(({ jobs: { running } }) => running),
    [`POST ${api}/:id/cancel`]: of(({ jobs: { running } }) => running, '/cancel', {}),
    [`GET ${api}/:id/people.csv`]: of(({ jobs: { file } }) => file, '/people.csv'),
    [`GET ${page}`]: atConsole(page),
    [`POST ${page}/confirm`]: sentAtConsole(() => `${page}/confirm`, {
      action: 'disable',
      whom: 'all',
      search: 'carl',
    }),
    [`POST ${page}/start`]: sentAtConsole(() => `${page}/start`, {
      action: 'send-reset',
      search: 'carl',
      password: PASSWORD,
    }),
    [`GET ${page}/:id`]: (town) => atConsole(`${page}/${town.jobs.running}`)(town),
    [`POST ${page}/:id/cancel`]: sentAtConsole(({ jobs: { running } }) => `${page}/${running}/cancel`),
    [`GET ${page}/:id/people.csv`]: (town) => atConsole(`${page}/${town.jobs.file}/people.csv`)(town),
  }
}

/** Webhooks, at the account API and at the console. */
function webhooks(): Record<string, Ask> {
  const url = 'https://hooks.example.org/'
  const [api, page] = ['/account/admin/webhooks', '/admin/webhooks']
  const below = (what: string, json?: object) => at(({ webhook }) => `${api}/${webhook}${what}`, asAda(json))
  const shown =
    (what: string): Ask =>
    (town) =>
      atConsole(`${page}/${town.webhook}${what}`)(town)
  const sent = (what: string, typed: Record<string, string> = {}) =>
    sentAtConsole(({ webhook }) => `${page}/${webhook}${what}`, typed)
  return {
    [`GET ${api}`]: asAda(),
    [`POST ${api}`]: asAda({ url }),
    [`GET ${api}/:id`]: below(''),
    [`PATCH ${api}/:id`]: below('', { url }),
    [`DELETE ${api}/:id`]: below(''),
    [`POST ${api}/:id/pause`]: below('/pause', {}),
    [`POST ${api}/:id/resume`]: below('/resume', {}),
    [`POST ${api}/:id/rotate`]: below('/rotate', {}),
    [`POST ${api}/:id/replay`]: below('/replay', { since: '2026-11-20' }),
    [`GET ${api}/:id/messages`]: below('/messages'),
    [`POST ${api}/:id/retry`]: below('/retry', {}),
    [`DELETE ${api}/:id/messages`]: below('/messages'),
    [`POST ${api}/:id/messages/:event/retry`]: below('/messages/7/retry', {}),
    [`DELETE ${api}/:id/messages/:event`]: below('/messages/7'),
    [`GET ${page}`]: atConsole(page),
    [`GET ${page}/add`]: atConsole(`${page}/add`),
    [`POST ${page}/add`]: sentAtConsole(() => `${page}/add`, { url }),
    [`GET ${page}/:id`]: shown(''),
    [`GET ${page}/:id/change`]: shown('/change'),
    [`POST ${page}/:id/change`]: sent('/change', { url }),
    [`GET ${page}/:id/replay`]: shown('/replay'),
    [`POST ${page}/:id/replay`]: sent('/replay', { since: '2026-11-20T08:00' }),
    [`GET ${page}/:id/remove`]: shown('/remove'),
    [`POST ${page}/:id/remove`]: sent('/remove'),
    ...Object.fromEntries(
      ['pause', 'resume', 'rotate', 'retry', 'drop'].map((name) => [
        `POST ${page}/:id/${name}`,
        sent(`/${name}`),
      ]),
    ),
    [`POST ${page}/:id/messages/:event/retry`]: sent('/messages/7/retry'),
    [`POST ${page}/:id/messages/:event/drop`]: sent('/messages/7/drop'),
  }
}

/** Endpoints of django-trench that are there to refuse: nothing that they ask for is here. */
const refusing = [
  'POST /auth/code/request',
  'POST /auth/mfa/change-primary-method',
  'POST /auth/:method/activate',
]

/** A route whose last word says what a form does is many endpoints. */
function formsAt(route: string): string[] {
  const [pattern, words] = /:action\{([^}]+)\}$/.exec(route) ?? []
  return pattern === undefined || words === undefined
    ? [route]
    : words.split('|').map((word) => route.replace(pattern, word.replace('\\', '')))
}

/** Every endpoint that is mounted, and a request for it if there is one. */
export const endpoints = [
  ...mounts,
  ...linkPages.map((app) => ({ base: '', app })),
  { base: '', app: forgotPage },
  { base: '', app: factorPages },
  { base: '', app: firstStaffPage },
  { base: '', app: signInPages },
  { base: '', app: consoleApp },
  { base: '', app: pictures },
  { base: '', app: metrics },
].flatMap(({ base, app }) =>
  [
    ...new Set(
      app.routes
        .filter(({ method }) => method !== 'ALL')
        .flatMap(({ method, path }) => formsAt(`${method} ${base}${path}`)),
    ),
  ]
    .map((route) => route.replace(/\{.*?\}+(?=\/|$)/g, ''))
    .filter((route) => !refusing.includes(route))
    .map((route) => ({ route, ask: requests[route] })),
)

export const unusedRequests = Object.keys(requests).filter(
  (route) => !endpoints.some((endpoint) => endpoint.route === route),
)
