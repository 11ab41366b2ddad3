import type { Context } from 'hono'
import { html } from 'hono/html'
import type { AppEnv } from '../dialect.ts'
import type { Html } from './layout.ts'
import { type SignInRequest, wayBack } from './sign-in-request.ts'

/** What the sign-in page offers besides a password, below its button. */
export const otherWays = (_c: Context<AppEnv>, request: SignInRequest | undefined): Html =>
  html`<p class="also"><a href="/password/forgot">Forgot your password?</a></p>
${request && html`<p class="also"><a href="${wayBack(request, { error: 'access_denied' })}">Cancel</a></p>`}`
