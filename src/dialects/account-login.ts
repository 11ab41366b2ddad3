import type { Context } from 'hono'
import * as z from 'zod/mini'
import { levelOf } from '../account/second-factor/level.ts'
import { described, transformed } from '../account/shapes.ts'
import { askForApproval, continueSignIn } from '../account/sign-in/continue-sign-in.ts'
import { logInAs } from '../account/sign-in/login.ts'
import type { Opened } from '../account/sign-in/open-session.ts'
import { Login, Opaque, Password } from '../account/words.ts'
import type { ApiSessionKind } from '../ports/schema.ts'
import { presentAccount } from './account.ts'
import { accountVoice } from './account-voice.ts'
import { challenged, publicEndpoint } from './authorization.ts'
import { TRUSTED_HEADER } from './code-answers.ts'
import { refuseOtherSites, setCookies, setTrustedCookie, trustedCookie } from './cookies.ts'
import { type AppEnv, dialect } from './dialect.ts'
import { body, fields } from './django-request.ts'
import type { SignedIn } from './documents/account.ts'
import { SentCode, withCode } from './login-form.ts'
import { offered } from './offered.ts'
import { timeOf } from './time-of.ts'

const name = z.optional(Login)
const isTrue = (value: unknown) => value === true || value === 'true'
const Trust = transformed(
  described(z.optional(z.union([z.boolean(), z.enum(['true', 'false'])], 'malformed')), {
    description: 'After a right code of the app, this client is not asked for one again for a time.',
    examples: [true],
  }),
  isTrue,
)
/** Which API a credential is for. */
export const As = described(z.optional(z.enum(['token', 'jwt', 'express'], 'malformed')), {
  description: 'Which API the credential is of: `token` if it is left out.',
  examples: ['jwt'],
})
export const SignIn = described(Opaque, { description: 'What the sign-in goes on with.' })

const Credentials = z
  .object({
    username: name,
    email: name,
    identifier: name,
    password: Password,
    otp: SentCode,
    trust: Trust,
    as: As,
  })
  .check(
    z.refine(({ username, email, identifier }) => username ?? email ?? identifier, {
      error: 'missing',
      path: ['username'],
    }),
  )
const Code = fields({ sign_in: SignIn, otp: SentCode, trust: Trust })
const Approval = fields({ sign_in: SignIn })

/** The credential of any API, for who signed in. Those of the Express API are cookies too, also that of a trusted client. */
export function tellSignedIn(c: Context<AppEnv>, opened: Opened & { trustedClient?: string | undefined }) {
  const { account, session, trustedClient } = opened
  // No API opens a session of the console.
  const as = session.kind as ApiSessionKind
  if (trustedClient !== undefined) {
    if (as === 'express') setTrustedCookie(c, trustedClient)
    else c.header(TRUSTED_HEADER, trustedClient)
  }
  if (as === 'express' && 'tokenPair' in opened) setCookies(c, opened.tokenPair)
  const answer: z.infer<typeof SignedIn> = {
    as,
    ...('token' in opened ? { token: opened.token } : opened.tokenPair),
    expires_at: timeOf(session.idleExpiresAt),
    level: levelOf(session),
    account: presentAccount(c.env.config, account),
  }
  return c.json(answer)
}

/** Our own sign-in, in one step or two, for the credential of any API. */
export const accountLogin = dialect(accountVoice)
  .post('/login', offered, publicEndpoint, body(Credentials), challenged('login'), async (c) => {
    const { password, as = 'token', trust, otp: _, ...who } = c.req.valid('json')
    if (as === 'express') refuseOtherSites(c)
    const presented = { ...withCode(c, password, as === 'express' ? trustedCookie(c) : undefined), as, trust }
    return tellSignedIn(c, await logInAs(c.env, who, presented, as))
  })
  .post('/login/code', offered, publicEndpoint, body(Code), async (c) => {
    // It may be for the cookies of the Express API.
    refuseOtherSites(c)
    const { signIn, trust } = c.req.valid('json')
    return tellSignedIn(c, await continueSignIn(c.env, signIn, { otp: c.var.fields?.otp, trust }))
  })
  .post('/login/approval', offered, publicEndpoint, body(Approval), async (c) => {
    await askForApproval(c.env, c.req.valid('json').signIn)
    return c.body(null, 202)
  })
