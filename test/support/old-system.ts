import { env } from 'cloudflare:workers'
import { SignJWT } from 'jose'
import { drfTokens } from '../../src/account/sessions/imported/drf-tokens.ts'
import { expressJwt } from '../../src/account/sessions/imported/express-jwt.ts'
import { importedTokenSession, writeTokenFilter } from '../../src/account/sessions/imported/for-import.ts'
import { simpleJwt } from '../../src/account/sessions/imported/simple-jwt.ts'
import { toBase64Url, utf8 } from '../../src/ports/bytes.ts'
import { defineConfig, type OwnConfig } from '../../src/ports/config.ts'
import type { Ports } from '../../src/ports/ports.ts'
import type { Session } from '../../src/ports/schema.ts'
import { type AppEnv, MORNING, openGatehouse } from './gatehouse.ts'
import { type SignedUp, signUp } from './people.ts'

/* People who were signed in at another system when they were imported. */

export const SECRET = 'django-insecure-of-the-tests-0123456789'
export const ACCESS = 'access-secret-of-the-tests'
export const REFRESH = 'refresh-secret-of-the-tests'
const OLD_JWT_SECRETS = JSON.stringify({ site: SECRET, shop: { access: ACCESS, refresh: REFRESH } })

/** Nothing is accepted from here on. */
export const UNTIL = '2027-03-01'
const all: OwnConfig = {
  importedSessions: [
    drfTokens({ until: UNTIL }),
    simpleJwt({ until: UNTIL }),
    expressJwt({ until: UNTIL, source: 'shop' }),
  ],
}

type Own = Partial<Env> & { OLD_JWT_SECRETS?: string }

export const openOldHouse = (own: Own = {}, config: OwnConfig = {}, http = fetch) =>
  openGatehouse({ OLD_JWT_SECRETS, ...own } as Partial<Env>, {
    config: defineConfig({ ...all, ...config }),
    http,
  })

let given = 40
const newId = (source: string) => {
  given += 1
  return source === 'shop' ? given.toString(16).padStart(24, '6') : String(given)
}

/** Somebody who was imported from a system, and the id there. */
export async function newcomer(gatehouse: AppEnv, source = 'site'): Promise<SignedUp & { oldId: string }> {
  const person = await signUp(gatehouse, 'old')
  const oldId = newId(source)
  await env.DB.prepare("insert into imported_accounts values (?, ?, ?, 0, 0, '')")
    .bind(source, oldId, person.id)
    .run()
  return { ...person, oldId }
}

export const NOW = MORNING / 1000
export const DAY = 86_400

const signed = (secret: string, claims: object, alg = 'HS256') =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg, typ: 'JWT' }).sign(utf8(secret))

/** A JWT of claims as they are written. */
export async function hs256(claims: string, secret = SECRET): Promise<string> {
  const parts = [utf8('{"alg":"HS256","typ":"JWT"}'), utf8(claims)].map(toBase64Url).join('.')
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8(secret), algorithm, false, ['sign'])
  return `${parts}.${toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(parts))))}`
}

let jtis = 0

/** A JWT of simplejwt. `own` are a test's claims. */
export function simple(oldId: string | number, own: object = {}, secret = SECRET): Promise<string> {
  jtis += 1
  const jti = jtis.toString(16).padStart(32, 'a')
  return signed(secret, { token_type: 'access', exp: NOW + DAY, iat: NOW - DAY, jti, user_id: oldId, ...own })
}

export const simpleRefresh = (oldId: string | number, own: object = {}) =>
  simple(oldId, { token_type: 'refresh', exp: NOW + 30 * DAY, ...own })

/** JWTs of an Express back end, of one sign-in. */
export const expressAccess = (_id: string, own: object = {}, secret = ACCESS) =>
  signed(secret, { _id, email: 'a@example.com', username: 'a', iat: NOW - DAY, exp: NOW + DAY, ...own })

export const expressRefresh = (_id: string, own: object = {}, secret = REFRESH) =>
  signed(secret, { _id, iat: NOW - DAY, exp: NOW + 9 * DAY, ...own })

/** Adds a session as the import does. */
export const addSession = ({ imported, commit }: Ports, session: Session) => {
  if (!imported) throw new Error('nothing is accepted')
  return commit(...imported.add([session]))
}

/** Imports tokens of Django REST Framework. */
export async function importTokens(ports: Ports, tokens: [id: string, token: string][]): Promise<void> {
  for (const [id, token] of tokens)
    await addSession(ports, await importedTokenSession(ports, id, token, { createdAt: MORNING - 1000 }))
  await writeTokenFilter(ports)
}
