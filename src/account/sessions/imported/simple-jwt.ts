import type { ImportedPorts, ImportedSessions } from '../../../ports/imported-sessions.ts'
import { Refusal } from '../../refusal.ts'
import { type MeantFor, type OldPayload, verifyHs256 } from '../../tokens/hs256.ts'
import type { TokenType } from '../../tokens/jwt.ts'
import { claimsOf, type OldJwt } from './old-jwt.ts'
import { acceptUntil, type Options } from './options.ts'

const SECRETS = ['secret']

/**
 * JWTs that djangorestframework-simplejwt signed with `SECRET_KEY` and HS256, until a day or until they expire. Each
 * `jti` is a session. A refresh token may be used again and again, as there, and always continues the same session.
 * `userIdClaim`: `USER_ID_CLAIM` there, unless it is that of `apis.djoser.settings`. `issuer` and `audience`: `ISSUER` and
 * `AUDIENCE` there; without them, these claims are not checked.
 */
export const simpleJwt = ({
  userIdClaim,
  issuer,
  audience,
  ...options
}: Options & MeantFor & { userIdClaim?: string }): ImportedSessions =>
  acceptUntil(options, { name: 'simpleJwt', secrets: SECRETS }, (system) => ({
    async claimsOf(ports, token, type) {
      const meant = { ...(issuer !== undefined && { issuer }), ...(audience !== undefined && { audience }) }
      const payload = await verifyHs256(ports, token, () => secretOf(ports, system.source), meant)
      if (!payload) return undefined
      const claim = userIdClaim ?? ports.config.apis.djoser.settings.USER_ID_CLAIM
      const jwt = oldJwtOf(payload, payload[claim])
      if (!jwt) throw new Refusal('jwt_invalid')
      if (type && jwt.type !== type) throw new Refusal('jwt_wrong_kind')
      return claimsOf(ports, system, jwt)
    },
  }))

const secretOf = ({ imported }: ImportedPorts, source: string) =>
  imported?.secrets(source, SECRETS).secret ?? new Uint8Array()

/** The id is a number, or a text since simplejwt 5.5.1; a UUID always was a text. */
function oldJwtOf({ token_type, jti, exp, iat }: OldPayload, user: unknown): OldJwt | undefined {
  const oldId = typeof user === 'number' || typeof user === 'string' ? String(user) : ''
  const isToken = token_type === 'access' || token_type === 'refresh'
  if (!isToken || oldId === '' || typeof jti !== 'string' || jti === '' || exp === undefined) return undefined
  const type: TokenType = token_type
  return { type, kind: 'jwt', session: jti, oldId, step: 0, exp, iat: iat ?? 0 }
}
