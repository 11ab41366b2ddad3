import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { startJob } from '../../src/account/staff/bulk-jobs.ts'
import { addWebhook, listWebhooks, removeWebhook } from '../../src/account/staff/webhooks.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { gif, gifControl, gifFrame } from '../account/image/samples.ts'
import { newAuthenticator } from '../support/authenticator.ts'
import { countedBindings } from '../support/counters.ts'
import { asked, BACK, browserOf, VERIFIER } from '../support/front-end.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { addressIn, codeOf, linkOf } from '../support/links.ts'
import { addPasskey, creationOptions, type Keyed, requestOptions } from '../support/passkeys.ts'
import { logIn, logInForJwt, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { enrol } from '../support/second-factor.ts'

const { bindings, counting } = countedBindings()

export { counting }
export const gatehouse = openGatehouse({
  ...AS_SHIPPED,
  ...bindings,
  SEND_VERIFICATION_EMAIL: 'true',
  RETURN_URLS: BACK,
  EMAIL_LOGIN: 'true',
} as Partial<Env>)
const telling = openGatehouse(
  { ...AS_SHIPPED, ...bindings },
  { config: defineConfig({ webhooks: true }), http: async () => new Response(null, { status: 204 }) },
)
/** Signs in where webhooks are on, and there are so many. */
const signInTelling =
  (number: number) =>
  (path: string): Ask =>
  async (ada) => {
    for (const { id } of await listWebhooks(telling.ports, null)) await removeWebhook(telling.ports, null, id)
    for (let left = number; left > 0; left--)
      await addWebhook(telling.ports, null, { url: 'https://hooks.example.com/' })
    return { ...post(path, credentials(ada)), at: telling }
  }
const NEXT = 'Rt5-harbour-Cormorant'
export const LINKS = Number(AS_SHIPPED.PASSWORD_HASH_LINKS)

export type BudgetCase = {
  path: string
  method?: string
  json?: object
  body?: FormData | URLSearchParams
  token?: string
  headers?: Record<string, string>
  /** Another house than that of the other rows. */
  at?: typeof gatehouse
}
/** A request, once whatever it needs is there. */
type Ask = (ada: SignedUp) => Promise<BudgetCase> | BudgetCase

const post = (path: string, json: object, token?: string): BudgetCase => ({
  path,
  json,
  ...(token !== undefined && { token }),
})
const get = (path: string, token?: string): BudgetCase => ({
  path,
  method: 'GET',
  ...(token !== undefined && { token }),
})

let newcomers = 0
const newcomer = (email = true) => {
  const username = `newcomer${newcomers++}`
  return { username, password: PASSWORD, ...(email && { email: `${username}@example.org` }) }
}
const credentials = ({ username, password }: SignedUp) => ({ username, password })
const uploadOf = (name: string, delay: number, fields: Record<string, string> = {}) => {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append(name, new File([gif({ blocks: [gifControl(delay), gifFrame()] })], 'a.gif'))
  return form
}
const newestTo = async ({ email }: SignedUp, about = '') =>
  (await gatehouse.emails()).find(({ to, subject }) => to === email && subject.includes(about))
const resetTokenOf = async (ada: SignedUp) => {
  await gatehouse.request('/api/password_reset/', { method: 'POST', json: { email: ada.email } })
  return /token=([\w-]+)/.exec((await newestTo(ada, 'Reset'))?.text ?? '')?.[1] ?? ''
}
const signInEmailTo = async (ada: SignedUp) => {
  const begun = await gatehouse.request('/account/login/email', {
    method: 'POST',
    json: { email: ada.email },
  })
  const { sign_in } = await begun.json<{ sign_in: string }>()
  return { sign_in, mail: await newestTo(ada, 'Sign in') }
}
const expressPair = async (ada: SignedUp) => {
  const response = await gatehouse.request('/api/v1/users/login', { method: 'POST', json: credentials(ada) })
  return (await response.json<{ data: { accessToken: string; refreshToken: string } }>()).data
}
const staffToken = async () => {
  const boss = await signUp(gatehouse)
  await makeStaff(boss)
  return boss.token
}
const uploaded = async ({ token }: SignedUp) => {
  const response = await gatehouse.request('/api/v1/users/updateAvatar', {
    method: 'PATCH',
    body: uploadOf('Avatar', 3),
    token,
  })
  return new URL((await response.json<{ data: { Avatar: string } }>()).data.Avatar).pathname
}

const YOURSELF = ['/api/profile/', '/auth/users/me/', '/api/v1/users/getUser', '/account']
const LOGINS = [
  '/api/login/',
  '/auth/token/login/',
  '/api-token-auth/',
  '/auth/jwt/create/',
  '/api/v1/users/login',
]
const liveCredentials: ((ada: SignedUp) => Promise<string>)[] = [
  async ({ token }) => token,
  async (ada) => (await logInForJwt(gatehouse, ada)).access,
  async (ada) => (await expressPair(ada)).accessToken,
]

const useOf = async ({ authenticator, userHandle }: Pick<Keyed, 'authenticator' | 'userHandle'>) => ({
  credential: await authenticator.use(await requestOptions(gatehouse), userHandle),
})

/** Every way in which a row of the table is asked for: each costs the same. */
export const asks: Record<string, Ask[]> = {
  'a read, with any live credential, at any API': [
    ...YOURSELF.flatMap((path) =>
      liveCredentials.map((of) => async (ada: SignedUp) => get(path, await of(ada))),
    ),
    async (ada) => get(`/api/v1/users/${ada.id}/`, ada.token),
    async (ada) => ({
      ...get('/api/v1/users/getUser'),
      headers: { cookie: `accessToken=${(await expressPair(ada)).accessToken}` },
    }),
  ],
  'a read, with a made-up or badly signed credential': [
    ...YOURSELF.flatMap((path) => [
      () => get(path, 'ab'.repeat(20)),
      () => get(path, 'made-up'),
      async (ada: SignedUp) =>
        get(path, `${(await logInForJwt(gatehouse, ada)).access.slice(0, -8)}AAAAAAAA`),
    ]),
  ],
  'sign-in for a token': LOGINS.slice(0, 3).map((path) => (ada) => post(path, credentials(ada))),
  'sign-in for JWTs': LOGINS.slice(3).map((path) => (ada) => post(path, credentials(ada))),
  'sign-in from a place where the account never was': LOGINS.slice(3).map((path) => (ada) => ({
    ...post(path, credentials(ada)),
    headers: { 'cf-connecting-ip': '203.0.113.9' },
  })),
  'sign-in, wrong password': LOGINS.map((path) => (ada) => ({
    ...post(path, { username: ada.username, password: NEXT }),
    headers: { 'cf-connecting-ip': '203.0.113.10' },
  })),
  'sign-in, unknown name': LOGINS.map((path) => () => ({
    ...post(path, { username: 'nobody', password: NEXT }),
    headers: { 'cf-connecting-ip': '203.0.113.11' },
  })),
  'sign-in with a code of an app, in any way': LOGINS.slice(0, 3).flatMap((path) => [
    async (ada: SignedUp) => {
      const { code } = await enrol(gatehouse, ada)
      return post(path, { ...credentials(ada), otp: await code(1) })
    },
    async (ada: SignedUp) => {
      const { code } = await enrol(gatehouse, ada)
      return post(path, { username: ada.username, password: `${ada.password}${await code(1)}` })
    },
  ]),
  'sign-in with a recovery code': [
    async (ada) => {
      const { recoveryCodes } = await enrol(gatehouse, ada)
      return post('/api/login/', { ...credentials(ada), otp: recoveryCodes[0] })
    },
  ],
  'sign-in from a trusted client': [
    async (ada) => {
      const { code } = await enrol(gatehouse, ada)
      const json = { ...credentials(ada), otp: await code(1), trust: true }
      const { headers } = await gatehouse.request('/account/login', { method: 'POST', json })
      const trusted = headers.get('x-trusted-client') ?? ''
      return { ...post('/api/login/', credentials(ada)), headers: { 'x-trusted-client': trusted } }
    },
  ],
  'the second step of a sign-in': [
    async (ada) => {
      const { code } = await enrol(gatehouse, ada)
      const begun = await gatehouse.request('/account/login', { method: 'POST', json: credentials(ada) })
      const { sign_in } = await begun.json<{ sign_in: string }>()
      return post('/account/login/code', { sign_in, otp: await code(1) })
    },
  ],
  'options for a sign-in with a passkey': [() => post('/account/login/passkey/options', {})],
  'sign-in with a passkey, in one step or as the second': [
    async (ada) => post('/account/login/passkey', await useOf(await addPasskey(gatehouse, ada))),
    async (ada) => {
      const keyed = await addPasskey(gatehouse, ada)
      const on = { method: 'PATCH', json: { required: true }, token: ada.token }
      await gatehouse.request('/account/second-factor', on)
      const begun = await gatehouse.request('/account/login', { method: 'POST', json: credentials(ada) })
      const { sign_in } = await begun.json<{ sign_in: string }>()
      return post('/account/login/passkey', { sign_in, ...(await useOf(keyed)) })
    },
  ],
  'sign-in with an unknown passkey': [
    async (ada) => {
      const { userHandle } = await addPasskey(gatehouse, ada)
      return post(
        '/account/login/passkey',
        await useOf({ authenticator: await newAuthenticator(), userHandle }),
      )
    },
  ],
  'options for a new passkey': [({ token }) => post('/account/passkeys/options', {}, token)],
  'a new passkey': [
    async ({ token }) => {
      const options = await creationOptions(gatehouse, token)
      return post('/account/passkeys', { credential: await (await newAuthenticator()).make(options) }, token)
    },
  ],
  'proof by a passkey': [
    async (ada) => post('/account/sudo', await useOf(await addPasskey(gatehouse, ada)), ada.token),
  ],
  'sign-in at the page, for a front end': [
    ({ username }) => ({
      path: '/sign-in',
      body: new URLSearchParams({ ...asked(), username, password: PASSWORD }),
    }),
  ],
  'code of the sign-in page, exchanged': [
    async (ada) =>
      post('/account/login/exchange', {
        code: await browserOf(gatehouse).codeFor(ada),
        code_verifier: VERIFIER,
      }),
  ],
  'sign-in by email, asked for': [({ email }) => post('/account/login/email', { email })],
  'sign-in by email, asked for with an unknown address': [
    () => post('/account/login/email', { email: 'nobody@example.com' }),
  ],
  'sign-in by email': [
    async (ada) => post('/account/login/email/verify', linkOf((await signInEmailTo(ada)).mail)),
    async (ada) => {
      const { sign_in, mail } = await signInEmailTo(ada)
      return post('/account/login/email/verify', { sign_in, code: codeOf(mail) })
    },
  ],
  'right password, but no code': LOGINS.map((path) => async (ada) => {
    await enrol(gatehouse, ada)
    return post(path, credentials(ada))
  }),
  'right password, but a wrong code': LOGINS.map((path) => async (ada) => {
    await enrol(gatehouse, ada)
    return post(path, { ...credentials(ada), otp: '000000' })
  }),
  'registration without an address': [() => post('/auth/users/', newcomer(false))],
  'registration without an address, for a token': [() => post('/api/v1/users/', newcomer(false))],
  registration: [() => post('/api/register/', newcomer()), () => post('/auth/users/', newcomer())],
  'registration for a token': [() => post('/api/v1/users/', newcomer())],
  'registration with a picture': [
    () => ({ path: '/api/v1/users/register', body: uploadOf('Avatar', 1, newcomer()) }),
  ],
  'registration, name or address taken': [
    ({ username }) => post('/auth/users/', { ...newcomer(), username }),
  ],
  'logout of a token': [
    async (ada) => post('/api/logout/', {}, await logIn(gatehouse, ada)),
    async (ada) => post('/auth/token/logout/', {}, await logIn(gatehouse, ada)),
    async (ada) => post('/api/v1/users/logout', {}, await logIn(gatehouse, ada)),
  ],
  'logout of JWTs': [
    async (ada) => post('/api/logout/', {}, (await logInForJwt(gatehouse, ada)).access),
    async (ada) => post('/auth/jwt/logout/', { refresh: (await logInForJwt(gatehouse, ada)).refresh }),
    async (ada) => post('/api/v1/users/logout', {}, (await expressPair(ada)).accessToken),
  ],
  'refresh of a JWT': [
    async (ada) => post('/auth/jwt/refresh/', { refresh: (await logInForJwt(gatehouse, ada)).refresh }),
  ],
  'refresh of a JWT, rotating': [
    async (ada) =>
      post('/api/v1/users/refreshToken', { refreshToken: (await expressPair(ada)).refreshToken }),
  ],
  'refresh of an Express session’s JWT at /auth/jwt/': [
    async (ada) => post('/auth/jwt/refresh/', { refresh: (await expressPair(ada)).refreshToken }),
  ],
  'verify of a JWT, also for another Worker': [
    async (ada) => post('/auth/jwt/verify/', { token: (await logInForJwt(gatehouse, ada)).access }),
    async (ada) => post('/auth/jwt/verify/', { token: (await expressPair(ada)).refreshToken }),
  ],
  'change of profile': [
    ({ token }) => ({ path: '/api/profile/', method: 'PUT', json: { first_name: 'Ada' }, token }),
  ],
  'change of name': [
    ({ token }) => ({
      path: '/auth/users/me/',
      method: 'PATCH',
      json: { username: newcomer().username },
      token,
    }),
  ],
  'change of address': [
    ({ token }) => ({ path: '/auth/users/me/', method: 'PATCH', json: { email: newcomer().email }, token }),
  ],
  'change of picture, the first': [
    ({ token }) => ({
      path: '/api/v1/users/updateAvatar',
      method: 'PATCH',
      body: uploadOf('Avatar', 2),
      token,
    }),
  ],
  'change of password': [
    ({ token }) => ({
      path: '/api/change_password/',
      method: 'PUT',
      json: { old_password: PASSWORD, new_password: NEXT },
      token,
    }),
    ({ token }) =>
      post('/auth/users/set_password/', { current_password: PASSWORD, new_password: NEXT }, token),
  ],
  'reset, asked for': [
    ({ email }) => post('/api/password_reset/', { email }),
    ({ email }) => post('/auth/users/reset_password/', { email }),
  ],
  'reset, asked for with an unknown address': [
    () => post('/api/password_reset/', { email: 'nobody@example.com' }),
    () => post('/auth/users/reset_password/', { email: 'nobody@example.com' }),
  ],
  'reset, finished': [
    async (ada) => post('/api/password_reset/confirm/', { token: await resetTokenOf(ada), password: NEXT }),
  ],
  'link of an email, looked at': [
    async (ada) => post('/api/password_reset/validate_token/', { token: await resetTokenOf(ada) }),
    async (ada) => {
      const { pathname, search } = addressIn(await newestTo(ada))
      return get(pathname + search)
    },
  ],
  'address confirmed by link': [async (ada) => post('/account/email/verify', linkOf(await newestTo(ada)))],
  'address confirmed by code': [
    async (ada) => post('/account/email/verify', { email: ada.email, code: codeOf(await newestTo(ada)) }),
  ],
  '“this was not me”': [
    async (ada) => {
      const json = { old_password: PASSWORD, new_password: NEXT }
      await gatehouse.request('/api/change_password/', { method: 'PUT', json, token: ada.token })
      return post('/account/not-me', linkOf(await newestTo(ada, 'changed')))
    },
  ],
  'a list of sessions, or of events': [
    ({ token }) => get('/account/sessions', token),
    ({ token }) => get('/account/events', token),
  ],
  'end of one session of JWTs': [
    async (ada) => {
      const { sid } = decodeJwt((await logInForJwt(gatehouse, ada)).access)
      return { path: `/account/sessions/${sid}`, method: 'DELETE', token: ada.token }
    },
  ],
  'end of all other sessions': [({ token }) => ({ path: '/account/sessions', method: 'DELETE', token })],
  'deletion of an account': [({ id, token }) => ({ path: `/api/v1/users/${id}/`, method: 'DELETE', token })],
  'a picture, or part of it': [async (ada) => get(await uploaded(ada))],
  'a page of two of everybody, for staff': ['/auth/users/', '/account/admin/users'].map(
    (path) => async () => get(`${path}?limit=2`, await staffToken()),
  ),
  'a search that finds nobody, for staff': ['/auth/users/', '/account/admin/users'].map(
    (path) => async () => get(`${path}?search=nobody-at-all`, await staffToken()),
  ),
  'a search by the id in another system, for staff': [
    async () => get('/account/admin/users?old_id=site:42', await staffToken()),
  ],
  'disabling or enabling, by staff': [
    async ({ id }) => post(`/account/admin/users/${id}/disable`, {}, await staffToken()),
    async ({ id }) => {
      const token = await staffToken()
      await gatehouse.request(`/account/admin/users/${id}/disable`, { method: 'POST', token })
      return post(`/account/admin/users/${id}/enable`, {}, token)
    },
  ],
  'end of all of somebody’s sessions, by staff': [
    async ({ id }) => ({
      path: `/account/admin/users/${id}/sessions`,
      method: 'DELETE',
      token: await staffToken(),
    }),
  ],
  // Several times, because the rows that are read hang on chance twice.
  'a look at a job that disables two people, with that slice, by staff': Array(6).fill(
    async (ada: SignedUp) => {
      const [boss, bea] = [await signUp(gatehouse), await signUp(gatehouse)]
      await makeStaff(boss)
      const selection = { ids: [ada.id, bea.id] }
      const id = await startJob(gatehouse.ports, null, { action: 'disable', selection })
      await env.DB.prepare('update bulk_jobs set started_by = ? where id = ?').bind(boss.id, id).run()
      return get(`/account/admin/jobs/${id}`, boss.token)
    },
  ),
  'a new job that disables two people, with that slice, by staff': Array(6).fill(async (ada: SignedUp) => {
    const [boss, bea] = [await signUp(gatehouse), await signUp(gatehouse)]
    await makeStaff(boss)
    const json = { action: 'disable', users: [ada.id, bea.id], current_password: PASSWORD }
    return post('/account/admin/jobs', json, boss.token)
  }),
  'sign-in for JWTs, where webhooks are on and there is none': LOGINS.slice(3).map(signInTelling(0)),
  'sign-in for JWTs that a webhook is told of': LOGINS.slice(3).map(signInTelling(1)),
}

/** The operations of the documents that a request is one of, and those that say that they cost a row. */
