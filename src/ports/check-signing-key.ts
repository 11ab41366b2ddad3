import type { SigningKey } from './keys.ts'
import { Misconfigured } from './misconfigured.ts'

/** Throws Misconfigured, which names the key, unless both its halves belong together. */
export async function checkSigningKey({ kid, kty, crv, x, y, d }: SigningKey): Promise<void> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const works = async () => {
    const signer = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, algorithm, false, ['sign'])
    const verifier = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, ['verify'])
    const message = new Uint8Array(1)
    return crypto.subtle.verify(
      algorithm,
      verifier,
      await crypto.subtle.sign(algorithm, signer, message),
      message,
    )
  }
  if (!(await works().catch(() => false)))
    throw new Misconfigured(`SIGNING_KEYS: the key ${kid} does not sign`)
}
