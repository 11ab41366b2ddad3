import { Hono } from 'hono/tiny'
import { publicKeys as publicKeysOf } from '../account/tokens/jwt.ts'
import type { AppEnv } from '../dialects/dialect.ts'

/** What the signatures of JWTs are checked with, to be kept for five minutes. */
export const publicKeys = new Hono<AppEnv>().get('/.well-known/jwks.json', (c) =>
  c.json(publicKeysOf(c.env), 200, { 'Cache-Control': 'public, max-age=300' }),
)
