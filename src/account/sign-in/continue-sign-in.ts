import type { ApiSessionKind } from '../../ports/schema.ts'
import { hashClient } from '../limits/login-throttle.ts'
import { Refusal } from '../refusal.ts'
import { requestApproval } from '../second-factor/approval.ts'
import { type Beside, sentCode } from '../second-factor/check-code.ts'
import type { CodePorts } from '../second-factor/factor-ports.ts'
import { mayApprove, methodsOf, requiredFactor } from '../second-factor/policy.ts'
import { offeredAfter, secondStep } from '../second-factor/second-step.ts'
import { readSignInToken } from '../second-factor/sign-in-token.ts'
import { type OpeningPorts, openAs } from './open-session.ts'

type ContinuePorts = CodePorts & OpeningPorts

/**
 * Goes on with a sign-in that lacks a code: two round trips and no hash. `as`: the only kind of session that is opened
 * here. Refuses as `sign_in_ended`, `code_wrong`, `invalid` or `too_many`.
 */
export async function continueSignIn(ports: ContinuePorts, token: string, sent: SentStep) {
  const { account, kind, step } = await passSecondStep(ports, token, sent)
  return { ...(await openAs(ports, account, kind, step)), trustedClient: step.trustedClient }
}

/** A code as it was sent, and whether it makes the client a trusted one. */
export type SentStep = Pick<Beside, 'otp'> & { trust?: boolean; as?: ApiSessionKind }

/** The second step of a sign-in: whose it is, and how its session is opened. Refuses as `continueSignIn` does. */
export async function passSecondStep(
  ports: ContinuePorts,
  token: string,
  { otp, trust = false, as }: SentStep,
) {
  const code = sentCode({ otp })
  if (!code) throw Refusal.of('otp', 'missing')
  const { candidate, kind, by } = await findSignIn(ports, token, as)
  const clientHash = await hashClient(ports)
  const step = await secondStep(ports, { candidate, code, proof: {}, clientHash, trust, by })
  return { account: candidate.account, kind, step }
}

/** Mails the owner to approve the sign-in. Refuses as `sign_in_ended`, and as `code_needed` where that is not possible. */
export async function askForApproval(ports: ContinuePorts, token: string): Promise<void> {
  const { candidate, factor, by } = await findSignIn(ports, token)
  const { account } = candidate
  if (by !== 'email' && mayApprove(ports, account, factor)) return requestApproval(ports, account)
  const methods = offeredAfter(by, methodsOf(ports, account, factor))
  throw Refusal.asking('code_needed', { methods, site: ports.settings.PUBLIC_URL, signIn: token })
}

async function findSignIn(ports: ContinuePorts, token: string, as?: ApiSessionKind) {
  const unfinished = await readSignInToken(ports, token)
  if (!unfinished || (as !== undefined && unfinished.as !== as)) throw new Refusal('sign_in_ended')
  const candidate = await ports.secondFactors.findById(unfinished.accountId, {}, ports.clock.now())
  const factor = candidate && requiredFactor(ports, candidate.factor)
  // Without a factor any more, a sign-in begins anew.
  if (!candidate || !factor || !unfinished.isOf(candidate.account)) throw new Refusal('sign_in_ended')
  return { candidate, factor, kind: unfinished.as, by: unfinished.first }
}
