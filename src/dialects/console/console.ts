import { Hono } from 'hono/tiny'
import type { AppEnv } from '../dialect.ts'
import { HttpError } from '../http-error.ts'
import { emailRoutes } from './email.ts'
import { eventRoutes } from './events.ts'
import { atConsole } from './guard.ts'
import { jobRoutes } from './jobs.ts'
import { keyRoutes } from './keys.ts'
import { overviewRoutes } from './overview.ts'
import { peopleRoutes } from './people.ts'
import { personRoutes } from './person.ts'
import { proofRoutes } from './prove.ts'
import { settingRoutes } from './settings.ts'
import { signInRoutes } from './sign-in.ts'
import { sayAtConsole } from './voice.ts'
import { webhookRoutes } from './webhooks.ts'

/** The console for staff, in the browser (docs/operations/console.md). It needs no script. */
export const consoleApp = new Hono<AppEnv>()
  .use('/admin/*', async function fromHere(c, next) {
    await next()
    // Without a referrer a browser sends no origin with a form, and forms are refused by their origin.
    c.res.headers.set('Referrer-Policy', 'same-origin')
  })
  .route('/', signInRoutes)
  .route('/', overviewRoutes)
  .route('/', peopleRoutes)
  .route('/', jobRoutes)
  .route('/', eventRoutes)
  .route('/', emailRoutes)
  .route('/', keyRoutes)
  .route('/', settingRoutes)
  .route('/', personRoutes)
  .route('/', proofRoutes)
  .route('/', webhookRoutes)
  .all('/admin/*', atConsole, () => {
    throw new HttpError('no_such_address')
  })
consoleApp.onError(sayAtConsole)
