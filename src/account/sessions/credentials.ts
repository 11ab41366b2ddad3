import type { Ports } from '../../ports/ports.ts'
import type { Me } from '../me.ts'
import { type Claims, readJwt, type TokenType } from '../tokens/jwt.ts'
import { isOpaqueToken, opaqueTokenHash } from '../tokens/opaque-token.ts'

/*
 * Tokens and JWTs that were issued here, and those of another system that gatehouse.config.ts accepts for a time
 * (decision 60).
 */

/** What reads a credential. Most of it only for those of another system. */
export type ReadPorts = Pick<
  Ports,
  'keys' | 'settings' | 'clock' | 'config' | 'sessions' | 'commit' | 'clientInfo' | 'imported'
>

/**
 * The claims of a JWT, and for one of another system the session and account that were read with it. Refuses others as
 * `jwt_…`. Ours need no storage.
 */
export async function readClaims(
  ports: ReadPorts,
  token: string,
  type?: TokenType,
): Promise<Claims & { me?: Me }> {
  for (const { claimsOf } of ports.config.importedSessions) {
    const claims = await claimsOf?.(ports, token, type)
    if (claims) return claims
  }
  return readJwt(ports, token, type)
}

/** The hash of a token in D1. Undefined for a made-up one. */
export async function readTokenHash(ports: ReadPorts, token: string): Promise<string | undefined> {
  let hash = isOpaqueToken(token) ? await opaqueTokenHash(ports, token) : undefined
  for (const { hashOf } of ports.config.importedSessions) hash ??= await hashOf?.(ports, token)
  return hash
}
