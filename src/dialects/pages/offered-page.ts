import type { Context } from 'hono'
import { isEmailOffered, isOffered } from '../../account/second-factor/policy.ts'
import type { Ports } from '../../ports/ports.ts'
import type { AppEnv } from '../dialect.ts'

type Answer = (c: Context<AppEnv>) => Promise<Response>

const where =
  (isThere: (ports: Ports) => boolean) =>
  (answer: Answer) =>
  (c: Context<AppEnv>, next: () => Promise<void>) =>
    isThere(c.env) ? answer(c) : next()

/** Where the settings turn second factors off, these pages do not exist. */
export const offeredPage = where(isOffered)

/** And these only where they turn sign-in by email on. */
export const offeredByEmailPage = where(isEmailOffered)
