import type { InTime } from './deadline.ts'
import { Unavailable } from './unavailable.ts'

/** KV's own least lifetime of an entry, in seconds. */
const LEAST_SECONDS = 60

/**
 * The JWTs of a session are revoked (`session`), or all JWTs of an account from before `sessionVersion`, except those
 * of the session `keep`.
 */
export type Revocation = { session: string; account: string } | AccountRevocation
export type AccountRevocation = { account: string; sessionVersion: number; keep: string | null }

/**
 * Revocations in KV: `s:<session>` and `u:<account>`, each kept until the last of its tokens has expired. A missing
 * entry proves nothing, because KV is eventually consistent (decision 13).
 */
export const openRevoked = (kv: KVNamespace, inTime: InTime) => ({
  /** A revocation that was `derived` from D1 does not replace the original one of the same session version. */
  async add(revocation: Revocation, seconds: number, derived = false) {
    const options = { expirationTtl: Math.max(LEAST_SECONDS, seconds) }
    if ('session' in revocation) return inTime('KV write', kv.put(`s:${revocation.session}`, '1', options))
    const { account, sessionVersion, keep } = revocation
    const known = await inTime('KV', kv.get<{ epoch: number }>(`u:${account}`, 'json'))
    // A revocation that arrives late must not replace a newer one.
    if (known && (known.epoch > sessionVersion || (derived && known.epoch === sessionVersion))) return
    return inTime(
      'KV write',
      kv.put(`u:${account}`, JSON.stringify({ epoch: sessionVersion, keep }), options),
    )
  },

  /** Both entries in one call. Throws Unavailable if KV does not answer, rather than guess. */
  async has(session: string, account: string, sessionVersion: number): Promise<boolean> {
    const [ended, begun] = [`s:${session}`, `u:${account}`]
    const entries = await inTime('KV', kv.get([ended, begun], 'json')).catch(() => {
      throw new Unavailable('KV')
    })
    const version = entries.get(begun) as { epoch: number; keep: string | null } | null | undefined
    return (
      entries.get(ended) != null ||
      (version != null && sessionVersion < version.epoch && session !== version.keep)
    )
  },
})

export type Revoked = ReturnType<typeof openRevoked>
