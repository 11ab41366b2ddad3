import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { countedBindings } from '../support/counters.ts'
import { AS_SHIPPED, openHouse } from '../support/house.ts'
import { addressIn, codeOf, linkOf } from '../support/links.ts'
import { logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { gif, gifControl, gifFrame } from './image/samples.ts'

const { bindings, costOf } = countedBindings()
const house = openHouse({ ...AS_SHIPPED, ...bindings, SEND_VERIFICATION_EMAIL: 'true' })
const NEXT = 'Rt5-harbour-Cormorant'

type Ask = (
  ada: SignedUp,
) => Promise<{ path: string; method?: string; json?: object; body?: FormData; token?: string }>

const post = (path: string, json: object, token?: string) => ({ path, json, ...(token && { token }) })
const resetTokenOf = async ({ email }: SignedUp) => {
  await house.request('/api/password_reset/', { method: 'POST', json: { email } })
  return /token=([\w-]+)/.exec((await house.letters())[0]?.text ?? '')?.[1] ?? ''
}
const uploadOf = (name: string, delay: number, fields: Record<string, string> = {}) => {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append(name, new File([gif({ blocks: [gifControl(delay), gifFrame()] })], 'a.gif'))
  return form
}

/** Links of hashes, D1 round trips, statements in them, calls to KV, calls to R2; with what runs after the answer. */
const table: [string, string, Ask][] = [
  ['registration', '6 4 10 0 0', async () => post('/api/register/', wish('one'))],
  ['registration with a token', '6 4 11 0 0', async () => post('/api/v1/users/', wish('two'))],
  [
    'registration with a picture',
    '6 5 12 0 1',
    async () => ({ path: '/api/v1/users/register', body: uploadOf('Avatar', 1, wish('three')) }),
  ],
  ['registration, name taken', '6 3 9 0 0', async ({ username }) => post('/auth/users/', wish(username))],
  ['login for a token', '6 2 8 0 0', async (ada) => post('/api/login/', credentials(ada))],
  ['login for JWTs', '6 2 8 0 0', async (ada) => post('/auth/jwt/create/', credentials(ada))],
  ['login at the Express door', '6 2 8 0 0', async (ada) => post('/api/v1/users/login', credentials(ada))],
  ['login, refused', '6 1 3 0 0', async () => post('/api/login/', { username: 'nobody', password: NEXT })],
  ['read, with a token', '0 1 1 0 0', async ({ token }) => ({ path: '/api/profile/', method: 'GET', token })],
  [
    'read, with a JWT',
    '0 1 1 0 0',
    async (ada) => ({
      path: '/auth/users/me/',
      method: 'GET',
      token: (await logInForJwt(house, ada)).access,
    }),
  ],
  [
    'read, made-up token',
    '0 0 0 0 0',
    async () => ({ path: '/api/profile/', method: 'GET', token: 'ab'.repeat(20) }),
  ],
  [
    'change of profile',
    '0 2 2 0 0',
    async ({ token }) => ({ path: '/api/profile/', method: 'PUT', json: { first_name: 'Ada' }, token }),
  ],
  [
    'change of picture, replacing none',
    '0 4 6 0 1',
    async ({ token }) => ({
      path: '/api/v1/users/updateAvatar',
      method: 'PATCH',
      body: uploadOf('Avatar', 2),
      token,
    }),
  ],
  [
    'JWT refresh, not rotating',
    '0 1 1 0 0',
    async (ada) => post('/auth/jwt/refresh/', { refresh: (await logInForJwt(house, ada)).refresh }),
  ],
  [
    'JWT refresh at the Express door',
    '0 1 1 0 0',
    async (ada) =>
      post('/api/v1/users/refreshToken', { refreshToken: (await logInForJwt(house, ada)).refresh }),
  ],
  [
    'JWT verify',
    '0 0 0 2 0',
    async (ada) => post('/auth/jwt/verify/', { token: (await logInForJwt(house, ada)).access }),
  ],
  ['logout of a token', '0 2 3 0 0', async (ada) => post('/api/logout/', {}, await logIn(house, ada))],
  [
    'logout of a JWT',
    '0 3 5 1 0',
    async (ada) => post('/auth/token/logout/', {}, (await logInForJwt(house, ada)).access),
  ],
  [
    'list of sessions',
    '0 2 2 0 0',
    async ({ token }) => ({ path: '/account/sessions', method: 'GET', token }),
  ],
  ['list of events', '0 2 2 0 0', async ({ token }) => ({ path: '/account/events', method: 'GET', token })],
  [
    'end of one session of JWTs',
    '0 4 6 1 0',
    async (ada) => {
      const { sid } = decodeJwt((await logInForJwt(house, ada)).access)
      return { path: `/account/sessions/${sid}`, method: 'DELETE', token: ada.token }
    },
  ],
  [
    'end of all other sessions',
    '0 3 7 2 0',
    async ({ token }) => ({ path: '/account/sessions', method: 'DELETE', token }),
  ],
  [
    'change of password',
    '12 5 13 2 0',
    async ({ token }) => ({
      path: '/api/change_password/',
      method: 'PUT',
      json: { old_password: PASSWORD, new_password: NEXT },
      token,
    }),
  ],
  ['reset asked for', '0 5 9 0 0', async ({ email }) => post('/api/password_reset/', { email })],
  [
    'reset asked for, unknown address',
    '0 3 3 0 0',
    async () => post('/api/password_reset/', { email: 'nobody@example.com' }),
  ],
  [
    'reset link checked',
    '0 1 1 0 0',
    async (ada) => post('/api/password_reset/validate_token/', { token: await resetTokenOf(ada) }),
  ],
  [
    'reset finished',
    '6 4 11 2 0',
    async (ada) => post('/api/password_reset/confirm/', { token: await resetTokenOf(ada), password: NEXT }),
  ],
  [
    'address confirmed, by link',
    '0 2 4 0 0',
    async (ada) => post('/account/email/verify', linkOf(await newestTo(ada))),
  ],
  [
    'address confirmed, by code',
    '0 3 5 0 0',
    async (ada) => post('/account/email/verify', { email: ada.email, code: codeOf(await newestTo(ada)) }),
  ],
  [
    '“this was not me”',
    '0 7 16 2 0',
    async (ada) => {
      const json = { old_password: PASSWORD, new_password: NEXT }
      await house.request('/api/change_password/', { method: 'PUT', json, token: ada.token })
      return post('/account/not-me', linkOf(await newestTo(ada, 'changed')))
    },
  ],
  [
    'page of a letter, read',
    '0 1 1 0 0',
    async (ada) => {
      const { pathname, search } = addressIn(await newestTo(ada))
      return { path: pathname + search, method: 'GET' }
    },
  ],
  [
    'deletion of an account',
    '0 4 8 2 0',
    async ({ id, token }) => ({ path: `/api/v1/users/${id}/`, method: 'DELETE', token }),
  ],
]

const newestTo = async ({ email }: SignedUp, about = '') =>
  (await house.letters()).find(({ to, subject }) => to === email && subject.includes(about))

const wish = (username: string) => ({ username, email: `${username}@example.org`, password: PASSWORD })
const credentials = ({ username, password }: SignedUp) => ({ username, password })

describe('what a request costs', () => {
  it.each(table)('%s: %s', async (kind, known, ask) => {
    const { path, ...init } = await ask(await signUp(house))
    await house.settled()
    let ok = false
    const cost = await costOf(async () => {
      ok = (await house.request(path, { method: 'POST', ...init })).ok
      await house.settled()
    })
    const { links, roundTrips, statements, kv, r2 } = cost
    expect([links, roundTrips, statements, kv, r2].join(' ')).toBe(known)
    expect(ok).toBe(!/refused|taken|made-up/.test(kind))
  })
})
