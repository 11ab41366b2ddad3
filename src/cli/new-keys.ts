import { generateKeyPairSync, randomBytes } from 'node:crypto'

/** A JWK Set with one new "oct" key of 32 bytes, for MASTER_KEYS (RFC 7517). */
export const newMasterKeys = () => ({
  keys: [{ kty: 'oct', kid: '1', k: randomBytes(32).toString('base64url') }],
})

/** A JWK Set with one new private key of curve P-256, for SIGNING_KEYS (RFC 7517). */
export const newSigningKeys = () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y, d } = privateKey.export({ format: 'jwk' })
  const kid = randomBytes(8).toString('base64url')
  return { keys: [{ kty, crv, alg: 'ES256', use: 'sig', kid, x, y, d }] }
}
