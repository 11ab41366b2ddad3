import { Hono } from 'hono/tiny'
import { publicKeys as publicKeysOf } from '../account/tokens/jwt.ts'
import type { AppEnv } from '../dialects/dialect.ts'

/** The public keys that verify JWTs. They may be cached for five minutes. */
export const publicKeys = new Hono<AppEnv>().get('/.well-known/jwks.json', (c) =>
  c.json(publicKeysOf(c.env), 200, { 'Cache-Control': 'public, max-age=300' }),
)
