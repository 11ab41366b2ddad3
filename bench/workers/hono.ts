import { Hono } from 'hono'

/** A floor: what a router alone costs. */
export default new Hono().get('/', (c) => c.json({ hello: 'world' }))
