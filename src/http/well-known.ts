import { Hono } from 'hono/tiny'
import { relatedOrigins } from '../account/passkeys/relying-party.ts'
import { isOffered } from '../account/second-factor/policy.ts'
import { publicKeys } from '../account/tokens/jwt.ts'
import type { AppEnv } from '../dialects/dialect.ts'

/** Both may be cached for five minutes. */
const CACHED = { 'Cache-Control': 'public, max-age=300' }

/**
 * The public keys that verify JWTs, and the origins of other domains that may use passkeys (WebAuthn 3, section 5.11).
 * There is no such file without any.
 */
export const wellKnown = new Hono<AppEnv>()
  .get('/.well-known/jwks.json', (c) => c.json(publicKeys(c.env), 200, CACHED))
  .get('/.well-known/webauthn', (c, next) => {
    const origins = isOffered(c.env) ? relatedOrigins(c.env) : []
    return origins.length === 0 ? next() : Promise.resolve(c.json({ origins }, 200, CACHED))
  })
