import { orFound } from '../ports/lost-answer.ts'
import type { Ports } from '../ports/ports.ts'
import { askForLink } from './asked-links.ts'
import { newEvent } from './event.ts'
import { followLink, type Proof } from './links.ts'
import { endLaterRecoveries } from './recoveries.ts'
import { Refusal } from './refusal.ts'

/**
 * Opens an account from the link that was mailed, or its code. Refuses as `unknown_uid`, `dead_link`, `invalid` (a code)
 * or, again, `used_link`.
 */
export async function activate(ports: Ports, proof: Proof): Promise<void> {
  const { accounts, byTicket, clock, commit, holds } = ports
  const { account, hash } = await followLink(ports, 'activation', proof)
  const now = clock.now()
  const condition = byTicket.mayActivate(account.id, hash, now)
  const isOpen = accounts.isNow(account.id, { emailVerifiedAt: now })
  const later = await endLaterRecoveries(ports, account.id, account.email, isOpen)
  const activated = await orFound(
    commit(
      newEvent(ports, 'activated', account.id, { condition }),
      byTicket.activate(account.id, hash, now),
      ...later,
    ).then(([, rows]) => rows),
    () => holds(isOpen),
  )
  if (activated.length === 0) throw new Refusal('used_link')
}

/** Mails the link again to an account that waits for it, and says nothing about whether there is one. */
export async function resendActivation(ports: Ports, address: string): Promise<void> {
  if (!ports.settings.SEND_ACTIVATION_EMAIL) throw new Refusal('activation_off')
  await askForLink(ports, { purpose: 'activation', address })
}
