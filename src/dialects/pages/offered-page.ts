import type { Context } from 'hono'
import { isOffered } from '../../account/second-factor/policy.ts'
import type { AppEnv } from '../dialect.ts'

/** Where the settings turn second factors off, these pages do not exist. */
export const offeredPage =
  (answer: (c: Context<AppEnv>) => Promise<Response>) => (c: Context<AppEnv>, next: () => Promise<void>) =>
    isOffered(c.env) ? answer(c) : next()
