import { fromBase64url, utf8 } from './encoding.ts'
import type { JsonObject } from './scenario.ts'
import { type Found, isObject } from './values.ts'

type Jwt = { token: string; header: JsonObject; claims: JsonObject }
export type KeySet = { keys: { kid?: string; x?: string; y?: string }[] }

const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export function decodeJwt(token: Found): Jwt | undefined {
  if (typeof token !== 'string' || !JWT.test(token)) return undefined
  const [header = '', claims = ''] = token.split('.')
  try {
    return { token, header: decodePart(header), claims: decodePart(claims) }
  } catch {
    return undefined
  }
}

function decodePart(part: string): JsonObject {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const value: Found = JSON.parse(strict.decode(fromBase64url(part)))
  if (!isObject(value)) throw new Error('not an object')
  return value
}

/** Whether an ES256 signature is right, by the key in the set that the header names. */
export async function isSignedBy(set: KeySet, header: JsonObject, token: string): Promise<boolean> {
  const jwk = set.keys.find((key) => key.kid === header.kid)
  if (header.alg !== 'ES256' || jwk?.x === undefined || jwk.y === undefined) return false
  const end = token.lastIndexOf('.')
  try {
    // Only the point counts: what a key says about its own use is for others to check.
    const point = { kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y }
    const key = await crypto.subtle.importKey('jwk', point, ECDSA, false, ['verify'])
    const signature = fromBase64url(token.slice(end + 1))
    return await crypto.subtle.verify(ECDSA, key, signature, utf8(token.slice(0, end)))
  } catch {
    return false
  }
}
