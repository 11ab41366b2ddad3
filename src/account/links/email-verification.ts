import type { Ports } from '../../ports/ports.ts'
import { commitJobs } from '../commit-all.ts'
import { type AddressPorts, endLaterRecoveries, noteAddressChange } from '../emails/address-proofs.ts'
import { verificationEmail } from '../emails/emails.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import type { Me } from '../me.ts'
import { emailKey } from '../names/name-keys.ts'
import { unlessTaken } from '../names/taken.ts'
import { linkPurposes } from '../one-time-tokens/link-purposes.ts'
import {
  type LinkPorts,
  newLink,
  type Proof,
  type ProofPorts,
  verifyLink,
  wentTo,
} from '../one-time-tokens/one-time-link.ts'
import { Refusal } from '../refusal.ts'

type VerifyPorts = ProofPorts & AddressPorts & EventPorts & Pick<Ports, 'accounts' | 'change' | 'consume'>

/**
 * Marks an email address as verified, with the link or the code that was sent to it. A pending email address replaces
 * the current one, and links that were sent to that stop working. Works once. Refuses as `unknown_uid`, `dead_link` or
 * `invalid`.
 */
export async function verifyEmail(ports: VerifyPorts, proof: Proof): Promise<void> {
  const { accounts, consume, oneTimeTokens, change, clock } = ports
  const { account, oneTimeToken, hash } = await verifyLink(ports, 'email', proof)
  const { id, pendingEmail, emailKey: key } = account
  const now = clock.now()
  const isDone = accounts.isNow(id, { emailVerifiedAt: now })
  const waits = pendingEmail !== null && (await wentTo(ports, oneTimeToken, pendingEmail))
  if (waits) {
    const email = { email: pendingEmail, emailKey: emailKey(pendingEmail) }
    const condition = consume.mayTakePendingEmail(id, hash, email, now)
    const isNow = accounts.isNow(id, email)
    const history = await noteAddressChange(ports, id, { from: account.email, to: pendingEmail }, isNow)
    const later = await endLaterRecoveries(ports, id, pendingEmail, isNow)
    const taken = await unlessTaken(() =>
      change({
        before: [newEvent(ports, 'address_changed', id, { condition })],
        set: consume.takePendingEmail(id, hash, email, now),
        after: [oneTimeTokens.deleteAll(id, isNow), ...history, ...later],
        proof: isDone,
      }),
    )
    if (taken.length === 0) throw new Refusal('dead_link')
    return
  }
  if (key === null || !(await wentTo(ports, oneTimeToken, key))) throw new Refusal('dead_link')
  const condition = consume.mayVerifyEmail(id, hash, key, now)
  const isProved = accounts.isNow(id, { emailKey: key, emailVerifiedAt: now })
  const later = await endLaterRecoveries(ports, id, account.email, isProved)
  const verified = await change({
    before: [newEvent(ports, 'address_verified', id, { condition })],
    set: consume.verifyEmail(id, hash, key, now),
    after: [oneTimeTokens.deleteUsed(oneTimeToken, isProved), ...later],
    proof: isDone,
  })
  if (verified.length === 0) throw new Refusal('dead_link')
}

/** Sends the link again to the account's unverified or pending email address, if it has one. */
export async function resendVerification(
  ports: LinkPorts & Pick<Ports, 'commit' | 'rowExists'>,
  { account }: Me,
): Promise<void> {
  const email = account.pendingEmail ?? account.email
  if (email === '' || !linkPurposes.email.mayHave(account)) return
  const { statements, jobs } = await newLink(
    ports,
    'email',
    { ...account, email, emailVerifiedAt: null },
    { write: verificationEmail },
  )
  await commitJobs(ports, statements, jobs)
  ports.outbox.dispatch(jobs)
}
