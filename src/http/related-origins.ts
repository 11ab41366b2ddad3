import { Hono } from 'hono/tiny'
import { relatedOrigins } from '../account/passkeys/relying-party.ts'
import { isOffered } from '../account/second-factor/policy.ts'
import type { AppEnv } from '../dialects/dialect.ts'

/** The origins of other domains that may use passkeys (WebAuthn 3, section 5.11). There is no such file without any. */
export const relatedOriginsFile = new Hono<AppEnv>().get('/.well-known/webauthn', (c, next) => {
  const origins = isOffered(c.env) ? relatedOrigins(c.env) : []
  if (origins.length === 0) return next()
  return Promise.resolve(c.json({ origins }, 200, { 'Cache-Control': 'public, max-age=300' }))
})
