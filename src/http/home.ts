import { Hono } from 'hono/tiny'
import type { AppEnv } from '../dialects/dialect.ts'
import { sendHome } from './pages/home-page.ts'

/** For whoever opens the bare address: what runs here, and where to go on. */
export const home = new Hono<AppEnv>().get('/', (c) => sendHome(c))
