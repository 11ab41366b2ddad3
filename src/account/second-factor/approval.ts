import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { commitAll } from '../commit-all.ts'
import { signInApprovalEmail } from '../emails/emails.ts'
import { newEvent } from '../events/event.ts'
import { disownPassword, type RecoveryPorts } from '../links/account-recovery.ts'
import { newOneTimeToken, type Proof, verifyLink } from '../one-time-tokens/one-time-link.ts'
import { Refusal } from '../refusal.ts'
import type { CodePorts } from './factor-ports.ts'
import { hashProgram } from './trusted-clients.ts'
import { whoSignsIn } from './who-signs-in.ts'

/*
 * Approval by email, for clients that repeat a stored password by themselves. The next sign-in from the same address and
 * program needs no code, once.
 */

/** How long, in milliseconds, an approval is good for. */
const GOOD_FOR = 10 * 60_000
/** How many of these emails an account gets in an hour. */
const MOST_AN_HOUR = 3

/** Mails the link that approves the sign-in of this client, after the response. */
export function requestApproval(ports: CodePorts, account: Account): void {
  ports.afterAnswer(() => mailApproval(ports, account))
}

/** One email for each client in ten minutes, and three an hour. */
async function mailApproval(ports: CodePorts, account: Account): Promise<void> {
  const { oneTimeTokens, outbox, budget, random, clock } = ports
  const clientHash = await hashProgram(ports)
  const { oneTimeToken, mailed } = await newOneTimeToken(ports, 'approve', account)
  const message = signInApprovalEmail(whoSignsIn(ports))(ports, account, mailed)
  const jobs = await outbox.prepare({ kind: 'email', message, limited: true })
  const asked = { id: random.uuid(), addressHash: `approve:${oneTimeToken.addressHash}`, at: clock.now() }
  await commitAll(ports, [
    budget.spend(asked, oneTimeTokens.isFirstFor(account.id, clientHash, clock.now()), {
      most: MOST_AN_HOUR,
    }),
    oneTimeTokens.insert({ ...oneTimeToken, sealed: clientHash }, budget.isSpent(asked)),
    ...outbox.insert(jobs, oneTimeTokens.isThere(oneTimeToken)),
  ])
  outbox.dispatch(jobs)
}

/** Approves the sign-in that an email was about. Works once. Refuses as `verifyLink` does. */
export async function approveSignIn(ports: CodePorts & Pick<Ports, 'change'>, proof: Proof): Promise<void> {
  const { secondFactors, oneTimeTokens, clock, change } = ports
  const { account, oneTimeToken, hash } = await verifyLink(ports, 'approve', proof)
  if (!account.isActive || oneTimeToken.sealed === null) throw new Refusal('dead_link')
  const now = clock.now()
  const isThere = oneTimeTokens.isLive(account.id, hash, 'approve', now)
  const until = now + GOOD_FOR
  const approved = await change({
    before: [newEvent(ports, 'sign_in_approved', account.id, { condition: isThere })],
    set: secondFactors.approve(account.id, oneTimeToken.sealed, until, isThere),
    after: [oneTimeTokens.deleteOne(hash)],
    proof: secondFactors.isApprovedUntil(account.id, oneTimeToken.sealed, until),
  })
  if (approved.length === 0) throw new Refusal('dead_link')
}

/** “This was not me”: somebody else knows the password, so none works any more, and a link for a new one is mailed. */
export async function refuseSignIn(ports: RecoveryPorts, proof: Proof): Promise<void> {
  const { account, oneTimeToken } = await verifyLink(ports, 'approve', proof)
  await disownPassword(ports, account, oneTimeToken)
}
