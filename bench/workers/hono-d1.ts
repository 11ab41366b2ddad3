import { Hono } from 'hono'

type AppEnv = { Bindings: { DB: D1Database } }

/** A floor: what one read by a key costs. */
export default new Hono<AppEnv>().get('/:token', async (c) =>
  c.json(await c.env.DB.prepare('SELECT * FROM people WHERE token = ?').bind(c.req.param('token')).first()),
)
