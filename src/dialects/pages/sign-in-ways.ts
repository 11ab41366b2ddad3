import type { Context } from 'hono'
import { html } from 'hono/html'
import { isEmailOffered } from '../../account/second-factor/policy.ts'
import type { AppEnv } from '../dialect.ts'
import type { Html } from './layout.ts'
import { passkeyButton } from './passkey-button.ts'
import { type SignInRequest, wayBack, writeRequest } from './sign-in-request.ts'

/** What the sign-in page offers besides a password, below its button. */
export const otherWays = (c: Context<AppEnv>, request: SignInRequest | undefined): Html => html`
${passkeyButton({ to: '/sign-in/passkey', text: 'Sign in with a passkey' })}
${isEmailOffered(c.env) && way(`/sign-in/email?${new URLSearchParams(writeRequest(request))}`, 'Email me a link instead')}
${way('/password/forgot', 'Forgot your password?')}
${request && way(wayBack(request, { error: 'access_denied' }), 'Cancel')}`

const way = (to: string, text: string) => html`<p class="also"><a href="${to}">${text}</a></p>`
