import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Key } from './key-set.ts'

// An ID that starts with "-" would be taken for an option on the command line.
const newId = (): string => {
  const id = randomBytes(8).toString('base64url')
  return id.startsWith('-') ? newId() : id
}

/** A new "oct" key of 32 bytes, for MASTER_KEYS (RFC 7517). `now` in unix seconds. */
export const newMasterKey = (now: number): Key => ({
  kty: 'oct',
  kid: newId(),
  k: randomBytes(32).toString('base64url'),
  iat: now,
})

/** A new private key of curve P-256, for SIGNING_KEYS (RFC 7517). `now` in unix seconds. */
export const newSigningKey = (now: number): Key => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y, d } = privateKey.export({ format: 'jwk' })
  return { kty, crv, alg: 'ES256', use: 'sig', kid: newId(), x, y, d, iat: now }
}
