import { Hono } from 'hono/tiny'
import type { AppEnv } from '../dialects/dialect.ts'
import { isReady } from '../ports/is-ready.ts'

/** For load balancers and operators. The responses hold no secret and no personal data. */
export const health = new Hono<AppEnv>()
  .get('/healthz', (c) => c.json({ status: 'ok' }))
  .get('/readyz', async (c) => {
    const readiness = await c.env.check()
    const ready = isReady(readiness)
    return c.json({ status: ready ? 'ok' : 'not ready', ...readiness }, ready ? 200 : 503)
  })
