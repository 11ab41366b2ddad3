import { decodeUtf8, fromBase64Url } from '../../ports/bytes.ts'
import type { Ports } from '../../ports/ports.ts'
import { isOpaqueToken, opaqueTokenHash } from './opaque-token.ts'

/** Whether a token or a JWT may have been issued here, live or not: without a read. One of another system was not. */
export async function isOwnCredential({ keys }: Pick<Ports, 'keys'>, credential: string): Promise<boolean> {
  if (isOpaqueToken(credential)) return (await opaqueTokenHash({ keys }, credential)) !== undefined
  try {
    // Other systems sign with a shared secret.
    const [header = ''] = credential.split('.')
    return JSON.parse(decodeUtf8(fromBase64Url(header))).alg !== 'HS256'
  } catch {
    return false
  }
}
