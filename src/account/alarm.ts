import { orFound } from '../ports/lost-answer.ts'
import type { Ports } from '../ports/ports.ts'
import { mailAsked } from './asked-links.ts'
import { newEvent } from './event.ts'
import { followLink, type Proof } from './links.ts'
import { UNUSABLE } from './password-hash.ts'
import { forgetKnownClients } from './recoveries.ts'
import { Refusal } from './refusal.ts'
import { tokensEnd } from './session.ts'
import { unlessTaken } from './taken.ts'
import { emailKey } from './words.ts'

/**
 * "This was not me": gives the account back to whoever reads mail where the notice went. That address is the account's
 * again, every session and link ends, no password works any more, and a link to choose a new one is on its way. Works
 * once. Refuses as `unknown_uid`, `dead_link` or `invalid` (a code; an address that somebody else has proved since).
 */
export async function raiseAlarm(ports: Ports, proof: Proof): Promise<void> {
  const { accounts, byTicket, sessions, tickets, outbox, random, clock, commit, holds } = ports
  const { account, ticket, hash } = await followLink(ports, 'alarm', proof)
  const address = ticket.sealed === null ? undefined : await ports.keys.unseal(ticket.sealed)
  if (address === undefined || !(account.isActive || account.awaitsActivation)) throw new Refusal('dead_link')

  const { id } = account
  const now = clock.now()
  const email = { email: address, emailKey: emailKey(address) }
  // What no password makes, and no other alarm.
  const unusable = `${UNUSABLE}${random.uuid()}`
  const recovered = accounts.passwordIs(id, unusable)
  const revocation = { account: id, epoch: account.epoch + 1, keep: null }
  const errands = await outbox.pack(
    { kind: 'revocation', revocation, until: tokensEnd(ports) },
    { kind: 'ask', ask: { purpose: 'reset', address, urgent: true } },
  )
  const forgotten = await forgetKnownClients(ports, id, recovered, { isOwnerHere: false })
  const batch = () =>
    commit(
      byTicket.releaseEmail(id, hash, email.emailKey ?? '', now),
      byTicket.recover(id, hash, email, unusable, now),
      newEvent(ports, 'alarm', id, { condition: recovered }),
      sessions.deleteOthers(id, '', recovered),
      tickets.deleteFrom(ticket, recovered),
      ...forgotten,
      ...outbox.insert(errands, recovered),
    ).then(([, rows]) => rows)
  const done = await unlessTaken(() => orFound(batch(), () => holds(recovered)))
  if (done.length === 0) throw new Refusal('dead_link')
  outbox.dispatch(errands, (ask, errand) => mailAsked(ports, ask, errand))
}
