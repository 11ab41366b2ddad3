import type { MiddlewareHandler } from 'hono'
import { isEmailOffered, isOffered } from '../account/second-factor/policy.ts'
import type { Ports } from '../ports/ports.ts'
import type { AppEnv } from './dialect.ts'
import { HttpError } from './http-error.ts'

const where = (isThere: (ports: Ports) => boolean): MiddlewareHandler<AppEnv> =>
  async function offered(c, next) {
    if (!isThere(c.env)) throw new HttpError('no_such_address')
    await next()
  }

/** Where the settings turn second factors off, these endpoints do not exist. */
export const offered = where(isOffered)

/** And these only where they turn sign-in by email on. */
export const offeredByEmail = where(isEmailOffered)
