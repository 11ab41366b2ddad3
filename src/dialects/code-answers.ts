import type { Asked, Refusal } from '../account/refusal.ts'
import type { Said, Voice } from './dialect.ts'

/*
 * What a sign-in says that needs a second factor. People read the sentence, which old clients show as it is, so it has at
 * most 200 characters and no markup; programs read the header.
 */

/** Tells programs that a code is asked for, or what was wrong with it. */
export const CODE_HEADER = 'X-OTP'
/** The token of a trusted client, in both directions. */
export const TRUSTED_HEADER = 'X-Trusted-Client'

const NOTHING: Asked = { methods: [], site: '' }
const APPEND = 'dd the 6-digit code from your authenticator app to the end of your password'

const sentences = {
  code_needed: ({ byEmail, inPassword, methods, site }: Asked) => {
    const hasApp = methods.includes('totp')
    if (byEmail)
      return `Check your email to approve this sign-in, then sign in again.${inPassword && hasApp ? ` Or a${APPEND}.` : ''}`
    if (!hasApp && methods.includes('passkey'))
      return `Sign in with your passkey at ${site}/sign-in${inPassword && methods.includes('recovery') ? ', or add a recovery code to the end of your password' : ''}.`
    return inPassword
      ? `A${APPEND}, and sign in again.`
      : 'A code from your authenticator app is needed to sign in.'
  },
  code_wrong: () => 'This code is wrong or was used already. Wait for the next one.',
  enrol_needed: ({ site }: Asked) => `Two-step sign-in is required. Set it up at ${site}/second-factor.`,
}

const headers = {
  code_needed: ({ methods }: Asked) => `required; methods="${methods.join(' ')}"`,
  code_wrong: ({ isUsed }: Asked) => (isUsed ? 'used' : 'invalid'),
  enrol_needed: () => 'enrol',
}

type CodeReason = keyof typeof sentences

/** The answers of an API to a sign-in that lacks a right code. `say` words one in its own form. */
export function codeAnswers(
  say: (sentence: string, reason: CodeReason, asked: Asked) => Said,
): Pick<Voice, CodeReason> {
  const answer =
    (reason: CodeReason) =>
    ({ asked = NOTHING }: Refusal): Said => {
      const [status, body, others] = say(sentences[reason](asked), reason, asked)
      return [status, body, { ...others, [CODE_HEADER]: headers[reason](asked) }]
    }
  return {
    code_needed: answer('code_needed'),
    code_wrong: answer('code_wrong'),
    enrol_needed: answer('enrol_needed'),
  }
}
