import type { JWTPayload } from 'jose'
import * as errors from 'jose/errors'
import { decodeJwt } from 'jose/jwt/decode'
import { jwtVerify } from 'jose/jwt/verify'
import { fromBase64Url } from '../../ports/bytes.ts'
import type { Ports } from '../../ports/ports.ts'
import { parseExact } from '../imported/exact-json.ts'
import { isJwt, LONGEST_JWT } from './jwt.ts'

/** The claims of a JWT of another system, whose own claims may be anything. */
export type OldPayload = JWTPayload

/** What a JWT must have as `iss`, and in its `aud` (RFC 7519 section 4.1), where one secret signs for several services. */
export type MeantFor = { issuer?: string; audience?: string | string[] }

/**
 * What a JWT says that another system signed with HS256 (RFC 7518 section 3.2) and this secret. Undefined if it is of
 * another algorithm, another secret signed it, it is for another service, or it has expired or does not expire. The
 * secret is asked for only if the algorithm is right.
 */
export async function verifyHs256(
  { clock }: Pick<Ports, 'clock'>,
  token: string,
  secret: () => Uint8Array<ArrayBuffer>,
  meant: MeantFor = {},
): Promise<OldPayload | undefined> {
  if (token.length > LONGEST_JWT || !isJwt(token)) return undefined
  try {
    await jwtVerify(token, secret, {
      ...meant,
      algorithms: ['HS256'],
      requiredClaims: ['exp'],
      currentDate: new Date(clock.now()),
    })
    return exactPayload(token)
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

/** What a JWT says, with ids of 64 bits as they are: rounded, they would be somebody else's. */
const exactPayload = (token: string): OldPayload =>
  parseExact(new TextDecoder().decode(fromBase64Url(token.split('.')[1] ?? ''))) as OldPayload

/** What a JWT says, no matter who made it: empty if it is none. Nothing may be allowed because of it. */
export function readUnverified(token: string): OldPayload {
  try {
    return decodeJwt(token)
  } catch {
    return {}
  }
}
