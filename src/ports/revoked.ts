import type { Clock } from './clock.ts'
import type { InTime } from './deadline.ts'
import { Unavailable } from './unavailable.ts'

/** KV's own least lifetime of an entry, in seconds. */
const LEAST_SECONDS = 60
/** When every Worker of this deployment began to write one entry for each account, in milliseconds. */
const SINCE = 'since'
/** How long, in milliseconds, a Worker of the version before may still be answering. */
const OLD_WORKERS = 600_000

/**
 * The JWTs of a session are revoked (`session`), or all JWTs of an account from before `sessionVersion`, except those
 * of the session `keep`.
 */
export type Revocation = { session: string; account: string } | AccountRevocation
export type AccountRevocation = { account: string; sessionVersion: number; keep: string | null }

/**
 * All that is revoked of an account: JWTs of an older session version, except those of the session `keep`, and those of
 * the sessions that `ended`. `more`: others have ended too.
 */
export type RevokedJwts = {
  sessionVersion: number
  keep: string | null
  ended: string[]
  more: boolean
}

/** The same as it is stored, with the names that it had first. Entries of older versions have the first two only. */
type Stored = { epoch: number; keep: string | null; ended?: string[]; more?: true }

/** What is asked about a JWT, of its claims. */
export type AskedJwt = { sub: string; sid: string; ep: number; iat: number }

/** By the namespace, which is the same object in every request of an isolate. */
const begun = new WeakMap<KVNamespace, number>()

/** How long, in milliseconds, an isolate remembers what it revoked: KV may give an older entry for a minute. */
const REMEMBERED_FOR = 60_000
/** How many revocations an isolate remembers. */
const MOST_REMEMBERED = 1_000

/** What this isolate revoked, the oldest first: KV is told of it by a job, which the next request need not wait for. */
const remembered = new WeakMap<KVNamespace, Map<string, { revocation: Revocation; at: number }>>()

/** Makes this isolate forget what it revoked: for tests that bring an earlier state back. */
export const forgetRevocations = (kv: KVNamespace): boolean => remembered.delete(kv)

/**
 * Revoked JWTs in KV: one entry `u:<account>` with all that is revoked of it, kept until the last of these tokens has
 * expired. A missing entry proves nothing, because KV is eventually consistent (decision 13). Versions before decision
 * 77 wrote an entry `s:<session>` for each session that ended: a JWT that was signed before `since` is looked up there too.
 */
export const openRevoked = (kv: KVNamespace, inTime: InTime, clock: Clock) => {
  const write = (key: string, value: string, seconds: number) =>
    inTime('KV write', kv.put(key, value, { expirationTtl: Math.max(LEAST_SECONDS, Math.ceil(seconds)) }))

  /** What this isolate revoked a short time ago under a name: the id of a session or of an account. */
  function fresh(name: string): Revocation | undefined {
    const one = remembered.get(kv)?.get(name)
    return one && clock.now() - one.at < REMEMBERED_FOR ? one.revocation : undefined
  }

  function wasRevokedHere({ sub, sid, ep }: AskedJwt): boolean {
    const all = fresh(sub)
    if (all && 'sessionVersion' in all && ep < all.sessionVersion && sid !== all.keep) return true
    return fresh(sid) !== undefined
  }

  return {
    /** Remembers what D1 has just said, in this isolate. */
    remember(revocation: Revocation): void {
      const here = remembered.get(kv) ?? new Map()
      remembered.set(kv, here)
      const name = 'session' in revocation ? revocation.session : revocation.account
      here.delete(name)
      here.set(name, { revocation, at: clock.now() })
      const [oldest] = here.keys()
      if (here.size > MOST_REMEMBERED && oldest !== undefined) here.delete(oldest)
    },

    /** False if KV does not take it now: it takes one write a second for each key. */
    async write(account: string, jwts: RevokedJwts, seconds: number): Promise<boolean> {
      try {
        await write(`u:${account}`, writeStored(jwts), seconds)
        return true
      } catch (error) {
        if (error instanceof Error && /\b429\b/.test(error.message)) return false
        throw error
      }
    },

    /** Whether the entry says so already. */
    says: async (account: string, jwts: RevokedJwts): Promise<boolean> =>
      JSON.stringify(await inTime('KV', kv.get(`u:${account}`, 'json'))) === writeStored(jwts),

    /** For jobs of older versions, which do not say whose session it is. */
    writeSession: (session: string, seconds: number) => write(`s:${session}`, '1', seconds),

    /** Notes, once, since when there is one entry for each account. */
    async begin(): Promise<void> {
      if (begun.has(kv)) return
      let since = await inTime('KV', kv.get<number>(SINCE, 'json'))
      if (since === null) {
        since = clock.now() + OLD_WORKERS
        await inTime('KV write', kv.put(SINCE, String(since)))
      }
      begun.set(kv, since)
    },

    /**
     * Whether a JWT is revoked, by this isolate just now or as KV has it; undefined if KV cannot tell, because more sessions have ended than an entry holds. One
     * read. Throws Unavailable if KV does not answer, rather than guess.
     */
    async find(jwt: AskedJwt): Promise<boolean | undefined> {
      if (wasRevokedHere(jwt)) return true
      const key = `u:${jwt.sub}`
      const since = begun.get(kv)
      if (since !== undefined && jwt.iat * 1000 >= since) {
        const stored = await inTime('KV', kv.get<Stored>(key, 'json')).catch(refuse)
        return stored === null ? false : isRevoked(stored, jwt)
      }
      const old = `s:${jwt.sid}`
      const keys = since === undefined ? [key, old, SINCE] : [key, old]
      const entries = await inTime('KV', kv.get<unknown>(keys, 'json')).catch(refuse)
      const from = entries.get(SINCE)
      if (typeof from === 'number') begun.set(kv, from)
      if (entries.get(old) != null) return true
      const stored = entries.get(key) as Stored | null | undefined
      return stored == null ? false : isRevoked(stored, jwt)
    },
  }
}

const refuse = () => {
  throw new Unavailable('KV')
}

const writeStored = ({ sessionVersion, keep, ended, more }: RevokedJwts): string =>
  JSON.stringify({
    epoch: sessionVersion,
    keep,
    ...(ended.length > 0 && { ended }),
    ...(more && { more }),
  } satisfies Stored)

function isRevoked({ epoch, keep, ended, more }: Stored, { sid, ep }: AskedJwt): boolean | undefined {
  if (ended?.includes(sid) || (ep < epoch && sid !== keep)) return true
  return more ? undefined : false
}

export type Revoked = ReturnType<typeof openRevoked>
