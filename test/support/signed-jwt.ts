import { importJWK } from 'jose'
import { toBase64Url, utf8 } from '../../src/ports/bytes.ts'
import { MORNING } from './gatehouse.ts'
import { SECRETS } from './secrets.ts'

/* JWTs made by the tests' own signing key, whatever they say. */

export const [jwk] = JSON.parse(SECRETS.SIGNING_KEYS).keys as [Record<string, string>]
const ours = (await importJWK(jwk, 'ES256')) as CryptoKey
export const HEADER = { alg: 'ES256', typ: 'JWT', kid: 'test-1' }

/** When a house opens, in seconds. */
export const NOW = MORNING / 1000

/** Claims that readJwt takes in a house that has just been opened. */
export const GOOD = {
  token_type: 'access',
  user_id: 'ada',
  sub: 'ada',
  sid: 'session',
  jti: 'one',
  ep: 0,
  iss: 'http://localhost:8787',
  iat: NOW,
  exp: NOW + 300,
}

export const json = (value: unknown) => toBase64Url(utf8(JSON.stringify(value)))

export const signed = (payload: unknown, header: object = HEADER) =>
  signedText(JSON.stringify(payload), header)

export async function signedText(payload: string, header: object = HEADER): Promise<string> {
  const input = `${json(header)}.${toBase64Url(utf8(payload))}`
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, ours, utf8(input))
  return `${input}.${toBase64Url(new Uint8Array(signature))}`
}
