import type { Ports } from '../../ports/ports.ts'
import { Refusal } from '../refusal.ts'
import type { Claims, TokenType } from '../tokens/jwt.ts'
import { type ReadPorts, readClaims } from './credentials.ts'

/**
 * The claims of a JWT, of either type or of the one that is asked for. Refuses what is not ours, has expired or was
 * taken back. Asks KV, and D1 only for a JWT of another system, and where more sessions of the account have ended than KV
 * is told: a token that was taken back may pass for as long as decision 13 says. Throws Unavailable when KV does not
 * answer.
 */
export async function verifyJwt(
  ports: ReadPorts & Pick<Ports, 'revoked'>,
  token: string,
  type?: TokenType,
): Promise<Claims> {
  const claims = await readClaims(ports, token, type)
  if ((await ports.revoked.find(claims)) ?? !(await isLive(ports, claims))) throw new Refusal('jwt_ended')
  return claims
}

/** Whether D1 has the session of these claims. */
async function isLive({ sessions, clock }: Pick<Ports, 'sessions' | 'clock'>, { sid, sub }: Claims) {
  const found = await sessions.findById(sid, clock.now())
  return found?.account.id === sub && found.account.isActive
}

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
