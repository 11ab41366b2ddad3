import type { Input, MiddlewareHandler } from 'hono'
import { takeBackUnused } from '../account/limits/login-throttle.ts'
import { authenticateToConfirm } from '../account/passwords/change-password.ts'
import { Refusal } from '../account/refusal.ts'
import { authenticate } from '../account/sessions/session.ts'
import { describe, descriptionOf } from './description.ts'
import { type AppEnv, firstGood, guard, guarded, type ReadCredentials } from './dialect.ts'
import type { Complete } from './reading.ts'

/** `allow` may refuse who is signed in; `complete` adds to the refusal of the body. */
type Confirming = {
  allow?: MiddlewareHandler<AppEnv>
  complete?: Complete
}

/**
 * The guard of a request whose body has the password of the account: the try is counted in the round trip that reads the
 * session, so `reading` reads the body first. What is wrong with it is still told only to who is let in, and counts as no
 * try (decision 74).
 */
export const guardConfirming =
  (read: ReadCredentials) =>
  <I extends Input>(
    reading: MiddlewareHandler<AppEnv, string, I>,
    { allow = async () => {}, complete = (_, refusal) => refusal }: Confirming = {},
  ): MiddlewareHandler<AppEnv, string, I> => {
    const letIn: MiddlewareHandler<AppEnv, string, I> = async function signedIn(c, next) {
      const credentials = read(c)
      const fault = await reading(c, async () => {}).then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      const enter = fault ? authenticate : authenticateToConfirm
      const me = await firstGood(credentials, (credential) => enter(c.env, credential))
      c.set('me', me)
      try {
        await allow(c, async () => {})
        if (fault) throw fault.error instanceof Refusal ? await complete(c, fault.error) : fault.error
        await next()
      } finally {
        takeBackUnused(c.env, me)
      }
    }
    return describe(guarded(letIn, guard(read)), { ...descriptionOf(reading), needsLogin: true })
  }
