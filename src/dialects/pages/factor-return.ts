import type { Context } from 'hono'
import type { Me } from '../../account/me.ts'
import { levelOf } from '../../account/second-factor/level.ts'
import { handOverEnrolled, readWaiting } from '../../account/sign-in/after-enrolment.ts'
import { setWaitingCookie, waitingCookie } from '../cookies.ts'
import type { AppEnv } from '../dialect.ts'
import { readRequest, type SignInRequest, wayBack } from './sign-in-request.ts'

/* The way back from the page `/second-factor` to the front end that sent somebody to sign in. */

/** Where a reader goes when they have a second factor, and where they go without one. */
export type Way = { host: string; origin: string; cancel: string }

/** Undefined where nobody waits for the reader. */
export async function returnOf(c: Context<AppEnv>, me: Me): Promise<Way | undefined> {
  const asked = await requestOf(c, me)
  if (!asked) return undefined
  const { host, origin } = new URL(asked.back)
  return { host, origin, cancel: wayBack(asked, { error: 'access_denied' }) }
}

/** The settings may have changed since: nobody is sent to an address that is not in them any more. */
async function requestOf(c: Context<AppEnv>, me: Me): Promise<SignInRequest | undefined> {
  const { settings } = c.env
  const sealed = waitingCookie(c)
  const waiting = sealed === '' ? undefined : await readWaiting(c.env, me, sealed)
  return waiting && settings.RETURN_URLS.includes(waiting.return ?? '')
    ? readRequest(settings, waiting)
    : undefined
}

/** Sends the reader back with the code that they came for. Without a second factor they stay. */
export async function goBack(c: Context<AppEnv>, me: Me): Promise<Response> {
  const asked = await requestOf(c, me)
  if (!asked || levelOf(me.session) === 1) return c.redirect('/second-factor', 303)
  const code = await handOverEnrolled(c.env, me, waitingCookie(c), asked)
  setWaitingCookie(c, '', 0)
  return c.redirect(wayBack(asked, { code }), 303)
}
