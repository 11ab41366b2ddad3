import type { InTime } from './deadline.ts'
import { Unavailable } from './unavailable.ts'

/** KV's own least lifetime of an entry, in seconds. */
const LEAST_SECONDS = 60

/**
 * A session's JWTs were taken back (`session`), or all of an account's from before `session version`, but for the session that
 * goes on (`keep`).
 */
export type Revocation = { session: string } | AccountRevocation
export type AccountRevocation = { account: string; sessionVersion: number; keep: string | null }

/**
 * What was taken back, in KV: `s:<session>` and `u:<account>`, each for as long as any of its tokens could still live.
 * A hit refuses; a miss proves nothing, because KV is eventually consistent (decision 13).
 */
export const openRevoked = (kv: KVNamespace, inTime: InTime) => ({
  /** What is `derived` from D1 gives way to what was told of the same session version by whoever began it. */
  async add(revocation: Revocation, seconds: number, derived = false) {
    const options = { expirationTtl: Math.max(LEAST_SECONDS, seconds) }
    if ('session' in revocation) return inTime('KV write', kv.put(`s:${revocation.session}`, '1', options))
    const { account, sessionVersion, keep } = revocation
    const known = await inTime('KV', kv.get<{ epoch: number }>(`u:${account}`, 'json'))
    // A revocation that is told late must not take back a later one.
    if (known && (known.epoch > sessionVersion || (derived && known.epoch === sessionVersion))) return
    return inTime(
      'KV write',
      kv.put(`u:${account}`, JSON.stringify({ epoch: sessionVersion, keep }), options),
    )
  },

  /** Throws Unavailable when KV does not answer: then nobody knows. */
  async has(session: string, account: string, sessionVersion: number): Promise<boolean> {
    const [ended, begun] = await inTime(
      'KV',
      Promise.all([
        kv.get(`s:${session}`),
        kv.get<{ epoch: number; keep: string | null }>(`u:${account}`, 'json'),
      ]),
    ).catch(() => {
      throw new Unavailable('KV')
    })
    return ended !== null || (begun !== null && sessionVersion < begun.epoch && session !== begun.keep)
  },
})

export type Revoked = ReturnType<typeof openRevoked>
