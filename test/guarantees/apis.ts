import { env } from 'cloudflare:workers'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp } from '../support/people.ts'

/*
 * Every way in, every way to look, and every way out, for rounds that mix the APIs. Passwords have one link here: what
 * is proved is about sessions, and hashing is most of the time otherwise.
 */

/** So many rounds for `npm run prove`, a tenth of them in every test run. */
export const roundsOf = (all: number) => (env.MODE === 'prove' ? all : Math.ceil(all / 10))

/** A session: what signs requests, and the refresh token if it has one. */
export type SignedIn = { credential: string; refresh?: string }

export type Opened = ReturnType<typeof openMixedHouse>

export function openMixedHouse() {
  const weak = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' }
  const gatehouse = openGatehouse(weak as Partial<Env>)
  return { gatehouse, ...callerOf(gatehouse) }
}

const expectStatus = <Answer extends { status: number; body: unknown }>(
  answer: Answer,
  ...good: number[]
) => {
  if (!good.includes(answer.status)) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as Record<string, string> & { data: Record<string, string> }
}

type LogIn = (world: Opened, person: SignedUp, password?: string) => Promise<SignedIn>

const tokenFrom =
  (path: string, field: string): LogIn =>
  async ({ post }, { username }, password = PASSWORD) => {
    const body = expectStatus(await post(path, { username, password }), 200)
    return { credential: body[field] as string }
  }

/** The five sign-ins. */
export const logins: LogIn[] = [
  tokenFrom('/api/login/', 'token'),
  tokenFrom('/auth/token/login/', 'auth_token'),
  async ({ post }, { username }, password = PASSWORD) => {
    const { access = '', refresh = '' } = expectStatus(
      await post('/auth/jwt/create/', { username, password }),
      200,
    )
    return { credential: access, refresh }
  },
  tokenFrom('/api-token-auth/', 'token'),
  async ({ post }, { username }, password = PASSWORD) => {
    const { data } = expectStatus(await post('/api/v1/users/login', { username, password }), 200)
    return { credential: data.accessToken ?? '', refresh: data.refreshToken ?? '' }
  },
]

/** Requests that need a session, each at another API: the status. */
export const reads: ((world: Opened, person: SignedUp, credential: string) => Promise<number>)[] = [
  '/api/profile/',
  '/auth/users/me/',
  '/api/v1/users/{id}/',
  '/api/v1/users/getUser',
  '/account/sessions',
].map(
  (path) =>
    async ({ get }, { id }, credential) =>
      (await get(path.replace('{id}', id), credential)).status,
)

/** Ways out. Those that want a refresh token do without for a session that has none. */
export const logouts: ((world: Opened, session: SignedIn) => Promise<void>)[] = [
  async ({ post }, { credential }) => void expectStatus(await post('/api/logout/', {}, credential), 200),
  async ({ post }, { credential }) =>
    void expectStatus(await post('/auth/token/logout/', {}, credential), 204),
  async ({ post }, { credential }) =>
    void expectStatus(await post('/api/v1/users/logout', {}, credential), 200),
  async (world, { credential, refresh }) => {
    if (!refresh) return void expectStatus(await world.post('/api/logout/', {}, credential), 200)
    expectStatus(await world.post('/auth/jwt/blacklist/', { refresh }), 200)
  },
  async ({ get, call }, { credential }) => {
    const { body } = await get('/account/sessions', credential)
    const { sessions } = body as { sessions: { id: string; current: boolean }[] }
    const mine = sessions.find(({ current }) => current)?.id ?? ''
    expectStatus(await call('DELETE', `/account/sessions/${mine}`, { token: credential }), 204)
  },
]

/** What a session that has ended is still good for: nothing, so the list is empty. */
export async function stillAccepted(world: Opened, person: SignedUp, session: SignedIn, at: number) {
  const found: string[] = []
  const read = reads[at % reads.length] as (typeof reads)[number]
  if ((await read(world, person, session.credential)) !== 401) found.push(`read ${at % reads.length}`)
  if (!session.refresh) return found

  const { refresh } = session
  const apis = [
    ['/auth/jwt/refresh/', { refresh }],
    ['/api/v1/users/refreshToken', { refreshToken: refresh }],
  ] as const
  const [path, json] = apis[at % apis.length] as (typeof apis)[number]
  if ((await world.post(path, json)).status !== 401) found.push(path)
  return found
}

/** Runs rounds, several side by side, and collects what each found. */
export async function rounds(count: number, round: (at: number) => Promise<string[]>): Promise<string[]> {
  const SIDE_BY_SIDE = 4
  const found: string[] = []
  let next = 0
  const runner = async () => {
    for (let at = next++; at < count; at = next++) {
      for (const problem of await round(at)) found.push(`round ${at}: ${problem}`)
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, runner))
  return found
}

export const pick = <Item>(items: readonly Item[], at: number): Item => items[at % items.length] as Item
