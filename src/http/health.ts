import { Hono } from 'hono/tiny'
import type { AppEnv } from '../dialects/dialect.ts'

/** For load balancers and operators. The responses hold no secret and no personal data. */
export const health = new Hono<AppEnv>()
  .get('/healthz', (c) => c.json({ status: 'ok' }))
  .get('/readyz', async (c) => {
    const { checks, warnings } = await c.env.check()
    const ready = Object.values(checks).every((problem) => problem === null)
    return c.json({ status: ready ? 'ok' : 'not ready', checks, warnings }, ready ? 200 : 503)
  })
