import { decodeProtectedHeader } from 'jose'
import type { Ports } from '../../ports/ports.ts'
import { isOpaqueToken, opaqueTokenHash } from './opaque-token.ts'

/** Whether a token or a JWT was issued here, live or not: without a read. One of another system was not. */
export async function isOwnCredential({ keys }: Pick<Ports, 'keys'>, credential: string): Promise<boolean> {
  if (isOpaqueToken(credential)) return (await opaqueTokenHash({ keys }, credential)) !== undefined
  try {
    // Other systems sign with HS256, without the name of a key.
    return decodeProtectedHeader(credential).alg !== 'HS256'
  } catch {
    return false
  }
}
