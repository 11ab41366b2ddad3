import type { Context, MiddlewareHandler } from 'hono'

// Lets in requests with an access JWT of Gatehouse. One file for Hono 4, on Workers, Node, Deno or Bun, without another
// package. MIT licence, as the rest of Gatehouse; README.md is beside it.

export type Options = {
  /** PUBLIC_URL of Gatehouse, exactly. */
  issuer: string
  /** REVOCATIONS_SECRET of Gatehouse. Without it a JWT is good until it expires. */
  revocationsSecret?: string | undefined
  /** Which claim is the user's id: `user_id` unless USER_ID_CLAIM is another. Or `sub`. */
  claim?: string
  /** After how many seconds without an answer the list of revocations is too old: 600. */
  staleAfter?: number
  /** What happens then: `refuse` answers 503, the default. */
  whenStale?: 'refuse' | 'accept'
  /** Lets requests without a credential pass, without `user`. */
  optional?: boolean
  /** The time in milliseconds. */
  now?: () => number
  fetch?: typeof fetch
}

export type Claims = { sub: string; sid: string; ep: number; exp: number; [claim: string]: unknown }
export type GatehouseUser = { id: string | number; account: string; session: string; claims: Claims }
export type GatehouseEnv = { Variables: { user: GatehouseUser } }

/** Keeps what goes on after the answer: `waitUntil` on Workers. */
type Later = (work: Promise<unknown>) => void

type Revoked = {
  sessions: Set<string>
  accounts: Map<string, { version: number; except: string | null }>
  cursor: string
}
type Page = {
  revocations: (
    | { kind: 'session'; session: string }
    | { kind: 'account'; account: string; session_version: number; except_session: string | null }
  )[]
  cursor: string
  more: boolean
}

const MINUTE = 60_000
/** How long keys are used before they are asked for again, and how often at most for an unknown one. */
const KEYS_FRESH = 5 * MINUTE
const KEYS_PAUSE = MINUTE / 2
/** How often the list is read from its beginning, so that what Gatehouse has purged is forgotten here. */
const FROM_START = 60 * MINUTE
const PATIENCE = 5_000
const LONGEST = 4096
const NEVER = Number.NEGATIVE_INFINITY

/** Thrown when it cannot be told whether a JWT is good. */
export class Unavailable extends Error {}

/**
 * Verifies access JWTs. On Workers a request may not wait for what another one began, so values are shared and promises
 * are not: while a request asks, the others go on with what is known.
 */
export function createVerifier({
  issuer,
  revocationsSecret,
  claim = 'user_id',
  staleAfter = 600,
  whenStale = 'refuse',
  now = Date.now,
  fetch: send = (...args) => fetch(...args),
}: Omit<Options, 'optional'>) {
  let keys = new Map<string, CryptoKey>()
  let keysAt = NEVER
  let revoked: Revoked = { sessions: new Set(), accounts: new Map(), cursor: '0' }
  let [listAt, triedAt, begunAt] = [NEVER, NEVER, NEVER]

  async function read<Json>(path: string, headers: Record<string, string> = {}): Promise<Json> {
    const response = await send(issuer + path, { headers, signal: AbortSignal.timeout(PATIENCE) })
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return response.json()
  }

  async function loadKeys(): Promise<void> {
    keysAt = now()
    const { keys: jwks } = await read<{ keys: (JsonWebKey & { kid: string })[] }>('/.well-known/jwks.json')
    const curve = { name: 'ECDSA', namedCurve: 'P-256' }
    const made = jwks.map(
      async (jwk) => [jwk.kid, await crypto.subtle.importKey('jwk', jwk, curve, false, ['verify'])] as const,
    )
    keys = new Map(await Promise.all(made))
  }

  /** What fails leaves the keys that are known. */
  async function keyOf(kid: string, later: Later): Promise<CryptoKey | undefined> {
    const age = now() - keysAt
    const known = keys.get(kid)
    if (known && age > KEYS_FRESH) later(loadKeys().catch(() => {}))
    if (!known && (age > KEYS_PAUSE || keys.size === 0))
      await loadKeys().catch(() => {
        if (keys.size === 0) throw new Unavailable('no keys')
      })
    return known ?? keys.get(kid)
  }

  async function loadList(): Promise<void> {
    const began = now()
    triedAt = began
    const isAnew = began - begunAt > FROM_START
    const sessions = new Set(isAnew ? [] : revoked.sessions)
    const accounts = new Map(isAnew ? [] : revoked.accounts)
    let cursor = isAnew ? '0' : revoked.cursor
    for (let more = true; more; ) {
      const headers = { authorization: `Bearer ${revocationsSecret}` }
      const page = await read<Page>(`/account/revocations?after=${cursor}`, headers)
      for (const each of page.revocations) {
        if (each.kind === 'session') sessions.add(each.session)
        else if ((accounts.get(each.account)?.version ?? -1) <= each.session_version)
          accounts.set(each.account, { version: each.session_version, except: each.except_session })
      }
      cursor = page.cursor
      more = page.more
    }
    // A request that began later may have been faster.
    if (began < listAt) return
    revoked = { sessions, accounts, cursor }
    listAt = began
    if (isAnew) begunAt = began
  }

  /** Asks once a minute, in the background. Only while nothing recent is known, a request waits for an answer. */
  async function freshen(later: Later): Promise<void> {
    if (revocationsSecret === undefined) return
    const isStale = () => now() - listAt > staleAfter * 1000
    const isDue = now() - triedAt >= MINUTE
    const isBeginning = listAt === NEVER && now() - triedAt < PATIENCE
    if (isBeginning || (isDue && isStale())) await loadList().catch(() => {})
    else if (isDue) later(loadList().catch(() => {}))
    if (isStale() && whenStale === 'refuse') throw new Unavailable('the list of revocations is too old')
  }

  /** Whose access JWT it is, or undefined for whatever else it is. Throws Unavailable. */
  return async function verify(token: string, later: Later = () => {}): Promise<GatehouseUser | undefined> {
    const parts = token.split('.')
    if (token.length > LONGEST || parts.length !== 3) return undefined
    const [head, body, signature] = parts.map(bytesOf)
    const header = jsonOf(head)
    const claims = jsonOf(body)
    if (!header || !claims || !signature || header.alg !== 'ES256' || typeof header.kid !== 'string')
      return undefined
    if (claims.iss !== issuer || claims.token_type !== 'access' || !hasAll(claims)) return undefined
    if (claims.exp * 1000 <= now()) return undefined

    const key = await keyOf(header.kid, later)
    const signed = new TextEncoder().encode(token.slice(0, token.lastIndexOf('.')))
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    if (!key || !(await crypto.subtle.verify(algorithm, key, signature, signed))) return undefined

    await freshen(later)
    const { sub, sid, ep } = claims
    const account = revoked.accounts.get(sub)
    if (revoked.sessions.has(sid) || (account && ep < account.version && sid !== account.except))
      return undefined
    const { [claim]: user } = claims
    const id = typeof user === 'string' || typeof user === 'number' ? user : sub
    return { id, account: sub, session: sid, claims }
  }
}

/** The same options, where the secret may be in the environment of a request, as on Workers. */
export type MiddlewareOptions = Omit<Options, 'revocationsSecret'> & {
  revocationsSecret?: string | undefined | ((c: Context) => string | undefined)
}

/** Sets `c.var.user`, or answers 401 (503 if it cannot be told). */
export function gatehouse({
  optional = false,
  revocationsSecret: secret,
  ...options
}: MiddlewareOptions): MiddlewareHandler<GatehouseEnv> {
  let verify: ReturnType<typeof createVerifier> | undefined
  const open = (c: Context) =>
    createVerifier({ ...options, revocationsSecret: typeof secret === 'function' ? secret(c) : secret })
  return async function gatehouseMiddleware(c, next) {
    const header = c.req.header('authorization')
    const [, token] = /^(?:Bearer|Token|JWT) +(\S+)$/i.exec(header ?? '') ?? []
    const later: Later = (work) => {
      try {
        c.executionCtx.waitUntil(work)
      } catch {
        // Not on Workers, where the work goes on by itself.
      }
    }
    // Once for all requests: it keeps the keys and the list.
    verify ??= open(c)
    try {
      const user = token === undefined ? undefined : await verify(token, later)
      if (user) c.set('user', user)
      else if (!optional || header !== undefined)
        return c.json({ message: 'Unauthorized request' }, 401, { 'WWW-Authenticate': 'Bearer' })
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      return c.json({ message: 'Not possible right now' }, 503, { 'Retry-After': '60' })
    }
    return next()
  }
}

/** Base64url, in its one spelling. */
function bytesOf(part: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(part) || part === '')
    return undefined
  return Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

function jsonOf(bytes: Uint8Array | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return value !== null && typeof value === 'object' ? { ...value } : undefined
  } catch {
    return undefined
  }
}

const hasAll = (claims: Record<string, unknown>): claims is Claims =>
  ['sub', 'sid', 'jti'].every((name) => typeof claims[name] === 'string') &&
  ['ep', 'exp', 'iat'].every((name) => Number.isSafeInteger(claims[name]))
