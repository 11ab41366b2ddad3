import { oldLogin, oldLoginMark } from '../../src/account/sign-in/old-login/old-login.ts'
import { defineConfig, type OwnConfig } from '../../src/ports/config.ts'
import type { Patience } from '../../src/ports/deadline.ts'
import type { OldApi } from '../../src/ports/old-apis.ts'
import { setHash } from './foreign.ts'
import { type AppEnv, openGatehouse } from './gatehouse.ts'
import { type SignedUp, signUp } from './people.ts'

/* The login of another back end that is asked, at the other end of HTTP. */

export const THERE = 'Rt5-harbour-Cormorant'
const HOST = 'https://old.example.com'

/** What `signIn` returns while the old back end does not answer. */
export const LATER = (after: string) => ({
  status: 503,
  body: { detail: 'Service temporarily unavailable, try again later.' },
  after,
})

type Options = Omit<Parameters<typeof oldLogin>[0], 'api' | 'until'> & { until?: string; api?: OldApi }
type Asked = { method: string; path: string; body: Record<string, unknown>; headers: Headers }

/** What each API answers to a right password, and to a wrong one; and the path of its login. */
export const APIS: Record<OldApi, { path: string; right: object; wrong: () => Response }> = {
  'djoser-token': {
    path: '/auth/token/login/',
    right: { auth_token: 'old-token' },
    wrong: () =>
      Response.json({ non_field_errors: ['Unable to log in with provided credentials.'] }, { status: 400 }),
  },
  'djoser-jwt': {
    path: '/auth/jwt/create/',
    right: { refresh: 'old-refresh', access: 'old-token' },
    wrong: () =>
      Response.json(
        { detail: 'No active account found with the given credentials', code: 'no_active_account' },
        { status: 401 },
      ),
  },
  'drf-token': {
    path: '/api/login/',
    right: { token: 'old-token', user_id: 42 },
    wrong: () =>
      Response.json({ non_field_errors: ['Unable to log in with provided credentials.'] }, { status: 400 }),
  },
  express: {
    path: '/api/v1/users/login',
    right: {
      statusCode: 200,
      data: { accessToken: 'old-token', refreshToken: 'old-refresh' },
      success: true,
    },
    wrong: () =>
      new Response('<pre>Error: Invalid user credentials<br></pre>', {
        status: 401,
        headers: { 'content-type': 'text/html' },
      }),
  },
}

/**
 * An old back end, where `people` can sign in with THERE, and a Gatehouse that asks it. `answer` takes the place of its
 * answers while it is set.
 */
export function openAsking(
  { api = 'djoser-token', until = '2027-03-01', ...options }: Options = {},
  own: Partial<Env> = {},
  config: OwnConfig = {},
  patience: Partial<Patience> = {},
) {
  const asked: Asked[] = []
  const people = new Map<string, object>()
  const old: {
    asked: Asked[]
    people: typeof people
    answer?: (asked: Asked) => Response | Promise<Response>
  } = { asked, people }
  const http = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    const body = request.method === 'POST' ? await request.json<Record<string, unknown>>() : {}
    const each = { method: request.method, path: pathname, body, headers: request.headers }
    asked.push(each)
    if (init?.redirect !== 'manual') throw new Error('redirects are followed')
    return old.answer?.(each) ?? answerTo(each)
  }
  function answerTo({ path, body, headers }: Asked): Response {
    const { path: login, right, wrong } = APIS[api]
    if (path !== login) return Response.json(people.get(headers.get('authorization') ?? '') ?? {})
    const name = String(body.username ?? body.email)
    const profile = people.get(name)
    if (!profile || body.password !== THERE) return wrong()
    people.set('Token old-token', profile).set('Bearer old-token', profile)
    return Response.json(right)
  }
  const house = openGatehouse({ OLD_LOGIN_URL: HOST + APIS[api].path, ...own } as Partial<Env>, {
    config: defineConfig({ oldLogin: oldLogin({ api, until, ...options }), ...config }),
    http: http as typeof fetch,
    patience,
  })
  return { house, old }
}

/** Somebody who was imported, whose password only the old back end knows. `before`: what they do while they know one here. */
export async function askedAbout<Person extends SignedUp = SignedUp>(
  house: AppEnv,
  old: { people: Map<string, object> },
  before: (person: SignedUp) => Promise<Person> = async (person) => person as Person,
): Promise<Person> {
  const person = await before(await signUp(house, 'asked'))
  const { oldLogin } = house.ports.config
  await setHash(person, (oldLogin && oldLoginMark(oldLogin, person)) ?? '')
  old.people.set(person.username, {}).set(person.email, {})
  return { ...person, password: THERE }
}

/** The answer to a sign-in. */
export async function signIn(house: AppEnv, json: object, path = '/auth/token/login/') {
  const response = await house.request(path, { method: 'POST', json })
  await house.settled()
  return { status: response.status, body: await response.json(), after: response.headers.get('retry-after') }
}
