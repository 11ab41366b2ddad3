import type { Ports } from '../../ports/ports.ts'
import { endLaterRecoveries, type HistoryPorts } from '../emails/address-proofs.ts'
import { confirmationOf } from '../emails/confirmation.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import { type EmailPorts, type Proof, type ProofPorts, verifyLink } from '../one-time-tokens/one-time-link.ts'
import { Refusal } from '../refusal.ts'
import { type RequestPorts, requestLink } from './requested-links.ts'

type ActivatePorts = ProofPorts &
  HistoryPorts &
  EventPorts &
  EmailPorts &
  Pick<Ports, 'accounts' | 'change' | 'consume' | 'outbox'>

/**
 * Activates an account with the link or the code of its email. Refuses as `unknown_uid`, `dead_link`, `invalid` (a
 * code) or, the second time, `used_link`.
 */
export async function activate(ports: ActivatePorts, proof: Proof): Promise<void> {
  const { accounts, consume, outbox, clock, change } = ports
  const { account, hash } = await verifyLink(ports, 'activation', proof)
  const now = clock.now()
  const condition = consume.mayActivate(account.id, hash, now)
  const isOpen = accounts.isNow(account.id, { emailVerifiedAt: now })
  const later = await endLaterRecoveries(ports, account.id, account.email, isOpen)
  const jobs = await confirmationOf(ports, { ...account, emailVerifiedAt: now })
  const activated = await change({
    before: [newEvent(ports, 'activated', account.id, { condition })],
    set: consume.activate(account.id, hash, now),
    after: [...later, ...outbox.insert(jobs, isOpen)],
    proof: isOpen,
  })
  if (activated.length === 0) throw new Refusal('used_link')
  outbox.dispatch(jobs)
}

/** Sends the link again to an account that awaits activation. It does not say whether there is one. */
export async function resendActivation(ports: RequestPorts, address: string): Promise<void> {
  if (!ports.settings.SEND_ACTIVATION_EMAIL) throw new Refusal('activation_off')
  await requestLink(ports, { purpose: 'activation', address })
}
