import { expect } from 'vitest'
import { callerOf } from './caller.ts'
import type { AppEnv } from './gatehouse.ts'
import { codeOf, linkOf } from './links.ts'
import type { SignedUp } from './people.ts'
import { problem } from './problem.ts'
import { sessionsOf } from './second-factor.ts'

export const SIGN_IN = expect.stringMatching(/^[\w-]+\.[\w-]{43}$/)

export const DEAD = problem(400, 'dead-link', 'This link does not work.')
export const ENDED = problem(401, 'sign-in-ended', 'This sign-in has ended. Begin again.')
export const WRONG = {
  status: 400,
  body: {
    type: 'urn:gatehouse:problem:invalid',
    title: 'Something in the request is not valid.',
    status: 400,
    errors: [{ parameter: 'code', detail: 'This is not valid.' }],
  },
}

/** Sign-in by email, as a client does it. */
export function emailSignIn(gatehouse: AppEnv) {
  const { post } = callerOf(gatehouse)
  /** Asks for the email of somebody, and returns all that comes of it. */
  const ask = async ({ email }: Pick<SignedUp, 'email'>, as?: string) => {
    const { status, body } = await post('/account/login/email', { email, ...(as && { as }) })
    expect([status, body]).toEqual([200, { sign_in: SIGN_IN }])
    const [mail] = (await gatehouse.emails()).filter(({ to }) => to === email)
    return { sign_in: (body as { sign_in: string }).sign_in, code: codeOf(mail), link: linkOf(mail) }
  }
  const verify = (proof: object) => post('/account/login/email/verify', proof)
  return { ask, verify }
}

/** The sessions besides that of the registration. */
export const methodsOf = async (ada: SignedUp) =>
  (await sessionsOf(ada))
    .map(({ kind, methods }) => `${kind} ${methods}`)
    .filter((each) => each !== 'token pwd')
