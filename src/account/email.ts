import { orFound } from '../ports/lost-answer.ts'
import type { Ports } from '../ports/ports.ts'
import { commitErrands } from './commit-all.ts'
import { newEvent } from './event.ts'
import { verificationLetter } from './letters/letters.ts'
import { followLink, newLink, type Proof, wentTo } from './links.ts'
import { endLaterRecoveries, noteAddressChange } from './recoveries.ts'
import { Refusal } from './refusal.ts'
import type { Me } from './session.ts'
import { unlessTaken } from './taken.ts'
import { emailKey } from './words.ts'

/**
 * Notes that an address was proved, from the link that went there, or its code. An address that waited for it takes the
 * place of the old one, whose links die. Works once. Refuses as `unknown_uid`, `dead_link` or `invalid`.
 */
export async function verifyEmail(ports: Ports, proof: Proof): Promise<void> {
  const { accounts, byTicket, tickets, commit, clock } = ports
  const { account, ticket, hash } = await followLink(ports, 'email', proof)
  const { id, pendingEmail, emailKey: key } = account
  const now = clock.now()
  const isDone = () => ports.holds(accounts.isNow(id, { emailVerifiedAt: now }))
  const waits = pendingEmail !== null && (await wentTo(ports, ticket, pendingEmail))
  if (waits) {
    const email = { email: pendingEmail, emailKey: emailKey(pendingEmail) }
    const condition = byTicket.mayTakePendingEmail(id, hash, email, now)
    const isNow = accounts.isNow(id, email)
    const holds = await noteAddressChange(ports, id, { from: account.email, to: pendingEmail }, isNow)
    const later = await endLaterRecoveries(ports, id, pendingEmail, isNow)
    const batch = () =>
      commit(
        newEvent(ports, 'address_changed', id, { condition }),
        byTicket.takePendingEmail(id, hash, email, now),
        tickets.deleteAll(id, isNow),
        ...holds,
        ...later,
      ).then(([, rows]) => rows)
    const taken = await unlessTaken(() => orFound(batch(), isDone))
    if (taken.length === 0) throw new Refusal('dead_link')
    return
  }
  if (key === null || !(await wentTo(ports, ticket, key))) throw new Refusal('dead_link')
  const condition = byTicket.mayVerifyEmail(id, hash, key, now)
  const isProved = accounts.isNow(id, { emailKey: key, emailVerifiedAt: now })
  const later = await endLaterRecoveries(ports, id, account.email, isProved)
  const verified = await orFound(
    commit(
      newEvent(ports, 'address_verified', id, { condition }),
      byTicket.verifyEmail(id, hash, key, now),
      tickets.deleteUsed(ticket, isProved),
      ...later,
    ).then(([, rows]) => rows),
    isDone,
  )
  if (verified.length === 0) throw new Refusal('dead_link')
}

/** Mails the link again to one's own address that is not proved, if there is one. */
export async function resendVerification(ports: Ports, { account }: Me): Promise<void> {
  const email = account.pendingEmail ?? (account.emailVerifiedAt === null ? account.email : '')
  if (email === '') return
  const { statements, errands } = await newLink(
    ports,
    'email',
    { ...account, email, emailVerifiedAt: null },
    verificationLetter,
  )
  await commitErrands(ports, statements, errands)
  ports.outbox.dispatch(errands)
}
