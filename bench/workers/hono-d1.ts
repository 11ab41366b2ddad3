import { Hono } from 'hono'

type House = { Bindings: { DB: D1Database } }

/** A floor: what one read by a key costs. */
export default new Hono<House>().get('/:token', async (c) =>
  c.json(await c.env.DB.prepare('SELECT * FROM people WHERE token = ?').bind(c.req.param('token')).first()),
)
