import { Hono } from 'hono'

/** What a router alone costs, answering as the Worker does: the floor for its start. */
const app = new Hono().get('/healthz', (c) => c.json({ status: 'ok' }))

export { app as default }
