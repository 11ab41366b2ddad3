import * as z from 'zod/mini'
import { Refusal } from '../account/refusal.ts'
import { described } from '../account/shapes.ts'
import { askToSignIn, logInByEmail, type SignInProof } from '../account/sign-in/email-sign-in.ts'
import { Email, Opaque } from '../account/words.ts'
import { As, tellSignedIn } from './account-login.ts'
import { accountVoice } from './account-voice.ts'
import { challenged, publicEndpoint } from './authorization.ts'
import { TRUSTED_HEADER } from './code-answers.ts'
import { refuseOtherSites, trustedCookie } from './cookies.ts'
import { dialect } from './dialect.ts'
import { body, fields } from './django-request.ts'
import type { EmailAsked } from './documents/sign-in.ts'
import { offeredByEmail } from './offered.ts'

const Asked = fields({ email: Email, as: As })

const part = (description: string) => described(z.optional(Opaque), { description })

const Proof = fields({
  sign_in: part('What the request for the email returned. With `code`.'),
  code: part('The code in the email.'),
  uid: part('Of the link in the email. With `token`.'),
  token: part('Of the link in the email.'),
})

function proofOf({ signIn, code, uid, token }: z.output<typeof Proof>): SignInProof {
  if (token !== undefined && uid !== undefined) return { uid, token }
  if (code !== undefined && signIn !== undefined) return { signIn, code }
  if (token !== undefined || uid !== undefined)
    throw Refusal.of(token === undefined ? 'token' : 'uid', 'missing')
  throw Refusal.of(code === undefined ? 'code' : 'signIn', 'missing')
}

/** Sign-in by an emailed link or code, in place of the password. */
export const accountEmailLogin = dialect(accountVoice)
  .post('/login/email', offeredByEmail, publicEndpoint, body(Asked), challenged('reset'), async (c) => {
    const { email, as = 'token' } = c.req.valid('json')
    const answer: z.infer<typeof EmailAsked> = { sign_in: await askToSignIn(c.env, email, { as }) }
    return c.json(answer)
  })
  .post('/login/email/verify', offeredByEmail, publicEndpoint, body(Proof), async (c) => {
    // It may be for the cookies of the Express API.
    refuseOtherSites(c)
    const proof = proofOf(c.req.valid('json'))
    const trustedClient = trustedCookie(c) ?? c.req.header(TRUSTED_HEADER)
    return tellSignedIn(c, await logInByEmail(c.env, proof, { trustedClient }))
  })
