import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import type { Beside } from '../second-factor/check-code.ts'
import type { Step } from '../second-factor/second-step.ts'
import { passSecondStep, type SentStep } from './continue-sign-in.ts'
import { type HandOver, handOver } from './hand-over.ts'
import { type Identity, type LoginPorts, verifyCredentials } from './login.ts'
import { openForPage } from './open-session.ts'

/*
 * Sign-ins at the page `/sign-in`. They end with a code for the front end that asked, or, if none did, with a session of
 * the pages. That is also what those get who first have to set a second factor up.
 */

export type HostedPorts = LoginPorts & Pick<Ports, 'accounts' | 'usedOnce'>

/** The code for a front end, or the token of a session of the pages. */
export type Ended = ({ code: string } | { pageToken: string; sessionId: string }) & {
  trustedClient?: string | undefined
}

/** Signs in with a password: two round trips and a hash. Refuses as every sign-in, and as `code_needed` with `signIn`. */
export async function signInAtPage(
  ports: HostedPorts,
  who: Identity,
  presented: { password: string } & Beside,
  wanted?: HandOver,
): Promise<Ended> {
  const asked = { ...presented, as: wanted?.as ?? 'token', mayEnrol: true } as const
  const { account, step } = await verifyCredentials(ports, who, asked)
  return endAtPage(ports, account, step, wanted)
}

/** Goes on with a sign-in that lacked a code: two round trips. Refuses as `continueSignIn` does. */
export async function continueAtPage(
  ports: HostedPorts,
  signIn: string,
  sent: SentStep,
  wanted?: HandOver,
): Promise<Ended> {
  const { account, step } = await passSecondStep(ports, signIn, sent)
  return endAtPage(ports, account, step, wanted)
}

/** The end of every sign-in at the page, whatever was shown. */
export async function endAtPage(
  ports: HostedPorts,
  account: Account,
  step: Step,
  wanted: HandOver | undefined,
): Promise<Ended> {
  const { trustedClient, mustEnrol } = step
  if (wanted && !mustEnrol) return { code: await handOver(ports, account, step, wanted), trustedClient }
  const { token, session } = await openForPage(ports, account, step)
  return { pageToken: token, sessionId: session.id, trustedClient }
}
