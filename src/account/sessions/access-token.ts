import type { Ports } from '../../ports/ports.ts'
import { Refusal } from '../refusal.ts'
import type { ReadPorts } from './credentials.ts'
import { verifyJwt } from './token-pair.ts'

/**
 * Whose access token it is: the account's and the session's id, when it ends, in seconds since 1970, and 2 if a second
 * factor was used, otherwise 1.
 */
export type AccessTokenOwner = { user_id: string; session_id: string; expires_at: number; aal: 1 | 2 }

/**
 * The owner of an access JWT, by signature and KV, and D1 only if another system signed it or KV cannot tell; null for
 * whatever else it is. Throws Unavailable.
 */
export async function readAccessToken(
  ports: ReadPorts & Pick<Ports, 'revoked'>,
  token: unknown,
): Promise<AccessTokenOwner | null> {
  if (typeof token !== 'string') return null
  try {
    const { sub, sid, exp, aal = 1 } = await verifyJwt(ports, token, 'access')
    return { user_id: sub, session_id: sid, expires_at: exp, aal }
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
