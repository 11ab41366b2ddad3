import { randomBytes } from 'node:crypto'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import config from '../../gatehouse.config.ts'
import { newSessionId } from '../../src/account/sessions/session.ts'
import { signTokenPair } from '../../src/account/sessions/token-pair.ts'
import { makeOpaqueToken } from '../../src/account/tokens/opaque-token.ts'
import { projectRoot } from '../../src/cli/project-root.ts'
import { systemClock } from '../../src/ports/clock.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { systemRandom } from '../../src/ports/random.ts'
import { sessions } from '../../src/ports/schema.ts'
import { readSettings } from '../../src/ports/settings.ts'
import { writeRequest } from '../load/request.ts'
import type { Script } from '../load/run-load.ts'
import type { Distance, Operation } from '../operations.ts'
import { openProgress } from '../progress.ts'
import { openQuickKeys } from '../seed/quick-keys.ts'
import { seedFolder, storedRow } from '../seed/seed-folder.ts'
import { SEEDED_PASSWORD, sessionOf, tokenOf, usernameOf } from '../seed/seeded.ts'
import { startWorkerd } from '../world/workerd.ts'
import { type Circumstances, insertRows, oncePerClient, type Peer, passwordChanges, usingUp } from './peer.ts'

/** djoser's base path, and the sign-in field, as the Worker that is measured has them. */
const { at, loginField } = config.apis.djoser
const [base = '/auth'] = at
const signInAs = (username: string) =>
  loginField === 'email' ? { email: `${username}@example.com` } : { username }

const MUCH = '100000'
const MOST_CLIENTS = 64
const VARIETY = 200
/** What PBKDF2 makes where it is taken out (workers/no-hash.ts): so many zeros. */
const LINK_BYTES = 32

/** As it is shipped, but that one machine may ask as often as it likes, that mail goes nowhere, and JWTs last the run. */
export const bindings = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'http://localhost',
  MAIL_FROM: 'bench@example.com',
  MAIL_PROVIDER: 'resend',
  MAIL_API_URL: 'http://mail.invalid',
  RESEND_API_KEY: 'stub',
  SEND_VERIFICATION_EMAIL: 'false',
  LOGIN_TRIES: MUCH,
  LOGIN_TRIES_PER_CLIENT: MUCH,
  REGISTRATIONS_PER_CLIENT: MUCH,
  JWT_ACCESS_SECONDS: '86400',
  REQUEST_LOG: 'false',
}

/** Takes every email, in the same workerd. */
const postOffice = {
  name: 'post-office',
  modules: true,
  script: 'export default { fetch: () => Response.json({ id: "1" }) }',
}

/** The one file beside the Worker that an API asks for: the table of common passwords. */
const files = () => ({
  name: 'files',
  modules: true,
  script: `const table = Uint8Array.from(atob('${readFileSync(join(projectRoot, 'build/assets/common-passwords.bin'), 'base64')}'), (char) => char.charCodeAt(0))
    export default { fetch: () => new Response(table) }`,
})

const options = (vars: Record<string, string>) => ({
  bindings: vars,
  d1Databases: { DB: 'DB' },
  kvNamespaces: ['REVOKED'],
  r2Buckets: ['PICTURES'],
  ratelimits: { GATE: { namespace_id: '1001', simple: { limit: 1_000_000_000, period: 60 } } },
  outboundService: 'post-office',
  serviceBindings: { ASSETS: 'files' },
})

/** `spread`: each request comes for another account, from all over the table. */
type Difference = { vars?: Record<string, string>; spread?: boolean; distance?: Distance }

/** Opens Gatehouse with so many accounts in it. */
export const openGatehouse =
  ({ vars = {}, spread = false, distance }: Difference = {}) =>
  async ({ bundle, condition, folder, template, secrets, accounts, stop }: Circumstances): Promise<Peer> => {
    const keys = openQuickKeys(secrets)
    cpSync(template, folder, { recursive: true })
    const link = condition === 'hashless' ? new Uint8Array(LINK_BYTES) : undefined
    const progress = spread ? openProgress(accounts, 'accounts') : undefined
    const tell = (done: number) =>
      progress?.draw(done, `Filling a database with ${accounts.toLocaleString('en')}`)
    // Seen an hour from now: a read notes that a session was seen when five minutes have gone by, and a fill takes longer.
    const now = Date.now() + 3_600_000
    await seedFolder({ folder, keys, accounts, recent: accounts, now, link, stop, tell })
    progress?.end()
    const env = { ...bindings, ...vars, ...secrets }
    const workerd = await startWorkerd({
      bundle,
      condition,
      distance,
      folder,
      options: options(env),
      others: [postOffice, files()],
    })
    // As the cron leaves it: nothing is left of a version with an entry for each session.
    await (await workerd.kv('REVOKED')).put('since', '0')
    const [clock, random, settings] = [systemClock, systemRandom, readSettings(env)]
    const ports = { keys, clock, random, settings, config } as Ports
    return {
      workerd,
      scripts: openScripts({ ports, d1: await workerd.d1(), accounts, variety: spread ? VARIETY : 1 }),
    }
  }

type AppEnv = { ports: Ports; d1: D1Database; accounts: number; variety: number }

function openScripts({ ports, d1, accounts, variety }: AppEnv) {
  const spare = async (number: number, count: number) => {
    const made = await Promise.all(Array.from({ length: count }, () => makeOpaqueToken(ports)))
    const now = Date.now()
    const rows = made.map(({ hash }) => ({
      ...sessionOf(number, 'token', now, hash),
      id: newSessionId(ports),
    }))
    return { tokens: made.map(({ token }) => token), rows }
  }

  // Who changes a password has an account that nobody else uses, for it ends other sessions.
  const shared = accounts - MOST_CLIENTS
  const step = Math.max(1, Math.floor(shared / MOST_CLIENTS / variety))
  const numberOf = (client: number) => Math.floor((client * shared) / MOST_CLIENTS)
  const numbersOf = (client: number) =>
    Array.from({ length: variety }, (_, at) => (numberOf(client) + at * step) % shared)

  const changesOf = oncePerClient(async (client) => {
    const { token } = await tokenOf(ports.keys, shared + client)
    return passwordChanges(
      (current_password, new_password) =>
        writeRequest('POST', `${base}/users/set_password/`, {
          authorization: `Token ${token}`,
          json: { current_password, new_password },
          client,
        }),
      204,
    )
  })

  return async function scripts(operation: Operation, clients: number, requests: number): Promise<Script[]> {
    const each = Array.from({ length: clients }, (_, client) => client)
    if (operation === 'logout') {
      const stock = await Promise.all(
        each.map((client) => spare(numberOf(client), Math.ceil(requests / clients))),
      )
      await insertRows(
        d1,
        'sessions',
        stock.flatMap(({ rows }) => rows).map((row) => storedRow(sessions, row)),
      )
      return each.map((client) => ({ expect: 204, next: logouts(stock[client]?.tokens ?? [], client) }))
    }
    if (operation === 'password') return Promise.all(each.map(changesOf))
    return Promise.all(each.map((client) => scriptOf(ports, operation, client, numbersOf(client))))
  }
}

const logouts = (tokens: string[], client: number) =>
  usingUp(tokens, (token) =>
    writeRequest('POST', `${base}/token/logout/`, { authorization: `Token ${token}`, client }),
  )

async function scriptOf(
  ports: Ports,
  operation: Operation,
  client: number,
  numbers: number[],
): Promise<Script> {
  if (operation === 'registration')
    return { expect: 201, next: () => writeRequest('POST', `${base}/users/`, { json: wish(), client }) }
  const requests = await Promise.all(numbers.map((number) => requestOf(ports, operation, client, number)))
  let at = 0
  return { expect: 200, next: () => requests[at++ % requests.length] }
}

async function requestOf(
  ports: Ports,
  operation: Operation,
  client: number,
  number: number,
): Promise<string> {
  const post = (path: string, json: object) => writeRequest('POST', path, { json, client })
  const read = (authorization: string) => writeRequest('GET', `${base}/users/me/`, { authorization, client })
  if (operation === 'read') return read(`Token ${(await tokenOf(ports.keys, number)).token}`)
  if (operation === 'login')
    return post(`${base}/token/login/`, { ...signInAs(usernameOf(number)), password: SEEDED_PASSWORD })

  const session = sessionOf(number, 'jwt', Date.now(), null)
  const tokenPair = await signTokenPair(ports, session, session.accountId)
  if (operation === 'read-jwt') return read(`Bearer ${tokenPair.access}`)
  if (operation === 'refresh') return post(`${base}/jwt/refresh/`, { refresh: tokenPair.refresh })
  if (operation === 'verify') return post(`${base}/jwt/verify/`, { token: tokenPair.access })
  throw new Error(`${operation} has scripts of its own`)
}

const wish = () => {
  const username = `newcomer${randomBytes(8).toString('hex')}`
  return { username, email: `${username}@example.com`, password: SEEDED_PASSWORD }
}
