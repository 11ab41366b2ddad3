// Lets in requests with an access JWT of Gatehouse. One file for Express 4 and 5, on Node 18 or newer, without a
// package. MIT licence, as the rest of Gatehouse; README.md is beside it.

/**
 * @typedef {object} Options
 * @property {string} issuer PUBLIC_URL of Gatehouse, exactly.
 * @property {string} [revocationsSecret] REVOCATIONS_SECRET of Gatehouse. Without it a JWT is good until it expires.
 * @property {string} [claim] Which claim is the user's id: `user_id` unless USER_ID_CLAIM is another. Or `sub`.
 * @property {number} [staleAfter] After how many seconds without an answer the list of revocations is too old: 600.
 * @property {'refuse' | 'accept'} [whenStale] What happens then: `refuse` answers 503, the default.
 * @property {boolean} [optional] Lets requests without a credential pass, without `req.user`.
 * @property {() => number} [now] The time in milliseconds.
 * @property {typeof fetch} [fetch]
 */

/** @typedef {{ sub: string, sid: string, ep: number, exp: number, [claim: string]: unknown }} Claims */
/** @typedef {{ id: string | number, account: string, session: string, claims: Claims }} User */
/** @typedef {{ sessions: Set<string>, accounts: Map<string, { version: number, except: string | null }>, cursor: string }} Revoked */

const MINUTE = 60_000
/** How long keys are used before they are asked for again, and how often at most for an unknown one. */
const KEYS_FRESH = 5 * MINUTE
const KEYS_PAUSE = MINUTE / 2
/** How often the list is read from its beginning, so that what Gatehouse has purged is forgotten here. */
const FROM_START = 60 * MINUTE
const PATIENCE = 5_000
const LONGEST = 4096

/** Thrown when it cannot be told whether a JWT is good. */
export class Unavailable extends Error {}

/** @param {Options} options */
export function createVerifier(options) {
  const { issuer, revocationsSecret, claim = 'user_id', staleAfter = 600, whenStale = 'refuse' } = options
  const { now = Date.now, fetch: send = fetch } = options
  const keys = new Map()
  let keysAt = Number.NEGATIVE_INFINITY
  /** @type {Promise<void> | undefined} */ let keysComing
  /** @type {Revoked} */ let revoked = { sessions: new Set(), accounts: new Map(), cursor: '0' }
  let [listAt, triedAt, begunAt] = [
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  /** @type {Promise<void> | undefined} */ let listComing

  /** @param {string} path @param {Record<string, string>} [headers] @returns {Promise<any>} */
  async function read(path, headers = {}) {
    const response = await send(issuer + path, { headers, signal: AbortSignal.timeout(PATIENCE) })
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return response.json()
  }

  async function loadKeys() {
    keysAt = now()
    const { keys: jwks } = await read('/.well-known/jwks.json')
    const curve = { name: 'ECDSA', namedCurve: 'P-256' }
    const made = await Promise.all(
      jwks.map(async (/** @type {any} */ jwk) => [
        jwk.kid,
        await crypto.subtle.importKey('jwk', jwk, curve, false, ['verify']),
      ]),
    )
    keys.clear()
    for (const [kid, key] of made) keys.set(kid, key)
  }

  /** One request for all who wait. What fails leaves the keys that are known. */
  const renewKeys = () => {
    keysComing ??= loadKeys().finally(() => {
      keysComing = undefined
    })
    return keysComing
  }

  /** @param {string} kid */
  async function keyOf(kid) {
    const age = now() - keysAt
    if (keys.has(kid)) {
      if (age > KEYS_FRESH) renewKeys().catch(() => {})
      return keys.get(kid)
    }
    if (keysComing || age > KEYS_PAUSE || keys.size === 0) {
      await renewKeys().catch(() => {
        if (keys.size === 0) throw new Unavailable('no keys')
      })
    }
    return keys.get(kid)
  }

  async function loadList() {
    triedAt = now()
    const isAnew = triedAt - begunAt > FROM_START
    /** @type {Revoked} */
    const next = isAnew ? { sessions: new Set(), accounts: new Map(), cursor: '0' } : revoked
    for (let more = true; more; ) {
      const headers = { authorization: `Bearer ${revocationsSecret}` }
      const page = await read(`/account/revocations?after=${next.cursor}`, headers)
      for (const each of page.revocations) {
        if (each.kind === 'session') next.sessions.add(each.session)
        else if ((next.accounts.get(each.account)?.version ?? -1) <= each.session_version)
          next.accounts.set(each.account, { version: each.session_version, except: each.except_session })
      }
      next.cursor = page.cursor
      more = page.more
    }
    if (isAnew) begunAt = triedAt
    revoked = next
    listAt = triedAt
  }

  const renewList = () => {
    listComing ??= loadList().finally(() => {
      listComing = undefined
    })
    return listComing
  }

  /** Asks once a minute, in the background. Only while nothing recent is known, a request waits for the answer. */
  async function freshen() {
    if (revocationsSecret === undefined) return
    const isStale = () => now() - listAt > staleAfter * 1000
    const isDue = now() - triedAt >= MINUTE
    if (isDue) renewList().catch(() => {})
    if (isStale() && listComing) await listComing.catch(() => {})
    if (isStale() && whenStale === 'refuse') throw new Unavailable('the list of revocations is too old')
  }

  /**
   * Whose access JWT it is, or undefined for whatever else it is. Throws Unavailable.
   * @param {string} token @returns {Promise<User | undefined>}
   */
  return async function verify(token) {
    const parts = token.split('.')
    if (token.length > LONGEST || parts.length !== 3) return undefined
    const [head, body, signature] = parts.map(bytesOf)
    const header = jsonOf(head)
    const claims = jsonOf(body)
    if (!header || !claims || !signature || header.alg !== 'ES256' || typeof header.kid !== 'string')
      return undefined
    if (claims.iss !== issuer || claims.token_type !== 'access') return undefined
    if (![claims.sub, claims.sid, claims.jti].every((value) => typeof value === 'string')) return undefined
    if (![claims.ep, claims.exp, claims.iat].every(Number.isSafeInteger)) return undefined
    if (claims.exp * 1000 <= now()) return undefined

    const key = await keyOf(header.kid)
    const signed = new TextEncoder().encode(token.slice(0, token.lastIndexOf('.')))
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    if (!key || !(await crypto.subtle.verify(algorithm, key, signature, signed))) return undefined

    await freshen()
    const account = revoked.accounts.get(claims.sub)
    const isRevoked =
      revoked.sessions.has(claims.sid) ||
      (account && claims.ep < account.version && claims.sid !== account.except)
    if (isRevoked) return undefined
    return { id: claims[claim] ?? claims.sub, account: claims.sub, session: claims.sid, claims }
  }
}

/**
 * Sets `req.user`, or answers 401 (503 if it cannot be told).
 * @param {Options} options
 */
export function gatehouse(options) {
  const verify = createVerifier(options)
  /** @param {any} req @param {any} res @param {(error?: unknown) => void} next */
  return async function gatehouseMiddleware(req, res, next) {
    const [, token] = /^(?:Bearer|Token|JWT) +(\S+)$/i.exec(req.headers.authorization ?? '') ?? []
    try {
      const user = token === undefined ? undefined : await verify(token)
      if (user) req.user = user
      const isAllowed = user || (options.optional && req.headers.authorization === undefined)
      if (isAllowed) return next()
      return res.status(401).set('WWW-Authenticate', 'Bearer').json({ message: 'Unauthorized request' })
    } catch (error) {
      if (!(error instanceof Unavailable)) return next(error)
      return res.status(503).set('Retry-After', '60').json({ message: 'Not possible right now' })
    }
  }
}

/** @param {string} [part] Base64url, in its one spelling. */
function bytesOf(part = '') {
  if (!/^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(part) || part === '')
    return undefined
  return Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

/** @param {Uint8Array} [bytes] @returns {any} */
function jsonOf(bytes) {
  try {
    const value = bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return value !== null && typeof value === 'object' ? value : undefined
  } catch {
    return undefined
  }
}
