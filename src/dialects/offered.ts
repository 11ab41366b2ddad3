import type { MiddlewareHandler } from 'hono'
import { isOffered } from '../account/second-factor/policy.ts'
import type { AppEnv } from './dialect.ts'
import { HttpError } from './http-error.ts'

/** Where the settings turn second factors off, these endpoints do not exist. */
export const offered: MiddlewareHandler<AppEnv> = async function offered(c, next) {
  if (!isOffered(c.env)) throw new HttpError('no_such_address')
  await next()
}
