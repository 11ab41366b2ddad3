import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { linkUp } from '../../src/account/passwords/password-hash.ts'
import { toBase64 } from '../../src/ports/bytes.ts'
import { openConnection } from '../load/connection.ts'
import { writeRequest } from '../load/request.ts'
import type { Script } from '../load/run-load.ts'
import type { Operation } from '../operations.ts'
import { startWorkerd } from '../world/workerd.ts'
import {
  type Circumstances,
  insertRows,
  oncePerClient,
  PASSWORDS,
  type Peer,
  passwordChanges,
  usingUp,
} from './peer.ts'

const SECRET = randomBytes(32).toString('base64url')
const MONTH = 30 * 86_400_000

/** Better Auth as its documents set it up, with as many accounts as Gatehouse has. */
export const openBetterAuth =
  ({ joins }: { joins: boolean }) =>
  async ({ bundle, condition, folder, accounts }: Circumstances): Promise<Peer> => {
    const options = {
      bindings: { SECRET, JOINS: String(joins) },
      d1Databases: { DB: 'DB' },
      compatibilityFlags: ['nodejs_compat'],
    }
    const workerd = await startWorkerd({ bundle, condition, folder, options })
    const d1 = await workerd.d1()
    for (const statement of await migrations()) await d1.prepare(statement).run()
    await fill(d1, accounts, condition === 'hashless')
    return { workerd, scripts: openScripts(workerd.origin, d1, accounts) }
  }

/** The tables that its own tool makes for these plugins. */
async function migrations(): Promise<string[]> {
  const [{ getMigrations }, { bearer, jwt }] = await Promise.all([
    import('better-auth/db/migration'),
    import('better-auth/plugins'),
  ])
  const made = await getMigrations({
    database: new DatabaseSync(':memory:'),
    emailAndPassword: { enabled: true },
    plugins: [bearer(), jwt()],
  })
  const sql = await made.compileMigrations()
  return sql.split(';').filter((statement) => statement.trim() !== '')
}

const userOf = (number: number) => `user${number}`
const emailOf = (number: number) => `${userOf(number)}@example.com`
const tokenOf = (number: number) => `token${String(number).padStart(27, '0')}`

async function fill(d1: D1Database, accounts: number, isHashless: boolean) {
  const salt = randomBytes(16) as Uint8Array<ArrayBuffer>
  const chain = { hash: 'SHA-256', iterations: 100_000, links: 6, salt } as const
  const link = isHashless ? new Uint8Array(32) : await linkUp(chain, PASSWORDS[0])
  const password = `${toBase64(salt)}:${toBase64(link)}`
  const now = new Date().toISOString()
  const times = { createdAt: now, updatedAt: now }
  const numbers = Array.from({ length: accounts }, (_, number) => number)
  await insertRows(
    d1,
    'user',
    numbers.map((number) => ({
      id: userOf(number),
      name: 'x',
      email: emailOf(number),
      emailVerified: 0,
      ...times,
    })),
  )
  await insertRows(
    d1,
    'account',
    numbers.map((number) => ({
      id: `account${number}`,
      accountId: userOf(number),
      providerId: 'credential',
      userId: userOf(number),
      password,
      ...times,
    })),
  )
  await insertRows(
    d1,
    'session',
    numbers.map((number) => sessionOf(number, tokenOf(number))),
  )
}

function sessionOf(number: number, token: string) {
  const now = new Date()
  return {
    id: `session${token}`,
    userId: userOf(number),
    token,
    expiresAt: new Date(now.getTime() + MONTH).toISOString(),
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    ipAddress: '',
    userAgent: 'Mozilla/5.0',
  }
}

function openScripts(origin: URL, d1: D1Database, accounts: number) {
  const numberOf = (client: number) => Math.floor((client * accounts) / 64)

  const changesOf = oncePerClient((client) => {
    const authorization = `Bearer ${tokenOf(numberOf(client) + 1)}`
    return passwordChanges(
      (currentPassword, newPassword) =>
        writeRequest('POST', '/api/auth/change-password', {
          authorization,
          json: { currentPassword, newPassword, revokeOtherSessions: false },
          client,
        }),
      200,
    )
  })

  return async function scripts(operation: Operation, clients: number, requests: number): Promise<Script[]> {
    const each = Array.from({ length: clients }, (_, client) => client)
    if (operation === 'password') return each.map(changesOf)
    if (operation === 'logout') {
      const stock = each.map(() =>
        Array.from({ length: Math.ceil(requests / clients) }, () => randomBytes(16).toString('hex')),
      )
      const rows = stock.flatMap((tokens, client) =>
        tokens.map((token) => sessionOf(numberOf(client), token)),
      )
      await insertRows(d1, 'session', rows)
      return each.map((client) => ({ expect: 200, next: logouts(stock[client] ?? [], client) }))
    }
    return Promise.all(each.map((client) => scriptOf(origin, operation, client, numberOf(client))))
  }
}

const logouts = (tokens: string[], client: number) =>
  usingUp(tokens, (token) =>
    writeRequest('POST', '/api/auth/sign-out', { authorization: `Bearer ${token}`, client, json: {} }),
  )

async function scriptOf(origin: URL, operation: Operation, client: number, number: number): Promise<Script> {
  const authorization = `Bearer ${tokenOf(number)}`
  const post = (path: string, json: object) => writeRequest('POST', path, { json, client })
  const again = (request: string): Script => ({ expect: 200, next: () => request })
  const fresh = writeRequest('GET', '/api/auth/token', { authorization, client })

  switch (operation) {
    case 'registration':
      return { expect: 200, next: () => post('/api/auth/sign-up/email', wish()) }
    case 'login':
      return again(post('/api/auth/sign-in/email', { email: emailOf(number), password: PASSWORDS[0] }))
    case 'read':
      return again(writeRequest('GET', '/api/auth/get-session', { authorization, client }))
    case 'refresh':
      return again(fresh)
    case 'verify':
      return again(post('/verify', { token: await askForJwt(origin, fresh) }))
    default:
      throw new Error(`Better Auth has no ${operation}`)
  }
}

const wish = () => {
  const name = `newcomer${randomBytes(8).toString('hex')}`
  return { name, email: `${name}@example.com`, password: PASSWORDS[0] }
}

async function askForJwt(origin: URL, request: string): Promise<string> {
  const connection = await openConnection(origin)
  const { body } = await connection.ask(request)
  connection.close()
  return (JSON.parse(body) as { token: string }).token
}
