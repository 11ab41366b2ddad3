import type { ImportedPorts, ImportedSessions } from '../../../ports/imported-sessions.ts'
import { Refusal } from '../../refusal.ts'
import { type OldPayload, verifyHs256 } from '../../tokens/hs256.ts'
import type { TokenType } from '../../tokens/jwt.ts'
import { claimsOf } from './old-jwt.ts'
import { acceptUntil, type Options } from './options.ts'

const TYPES = ['access', 'refresh'] as const

/** An access token's session has no refresh token: this is the step of none. */
const NO_REFRESH = -1

/**
 * JWTs of an Express back end, signed by jsonwebtoken with HS256 and a secret for each type, until a day or until they
 * expire. They have no `jti`; a sign-in there made both tokens in the same second, which tells its session. A refresh
 * token is accepted once, and only if the import found it in its user's document.
 */
export const expressJwt = (options: Options): ImportedSessions =>
  acceptUntil(options, { name: 'expressJwt', secrets: TYPES }, (system) => ({
    async claimsOf(ports, token, type) {
      const read = await readEither(ports, system.source, token)
      if (!read) return undefined
      const { exp, iat } = read.payload
      const oldId = oldIdOf(read.payload)
      if (oldId === undefined || exp === undefined || iat === undefined) throw new Refusal('jwt_invalid')
      if (type && read.type !== type) throw new Refusal('jwt_wrong_kind')
      return claimsOf(ports, system, {
        type: read.type,
        kind: 'express',
        session: expressSession(oldId, iat),
        oldId,
        step: read.type === 'access' ? NO_REFRESH : undefined,
        exp,
        iat,
      })
    },
  }))

/** Whose it is: `_id` in most back ends, text or a number. */
export const oldIdOf = ({ _id, id, userId }: OldPayload): string | undefined => {
  const claimed = _id ?? id ?? userId
  return typeof claimed === 'string' || typeof claimed === 'number' ? String(claimed) : undefined
}

/** What tells a session of an Express back end from others. */
export const expressSession = (oldId: string, iat: number) => `${oldId} ${iat}`

/** The secret that signed a JWT tells its type. */
async function readEither(
  ports: ImportedPorts,
  source: string,
  token: string,
): Promise<{ type: TokenType; payload: OldPayload } | undefined> {
  for (const type of TYPES) {
    const secret = () => ports.imported?.secrets(source, TYPES)[type] ?? new Uint8Array()
    const payload = await verifyHs256(ports, token, secret)
    if (payload) return { type, payload }
  }
  return undefined
}
