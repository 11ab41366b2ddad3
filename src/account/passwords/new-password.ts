import type { Condition } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { endLaterRecoveries, type HistoryPorts } from '../emails/address-proofs.ts'
import { passwordChangedEmail } from '../emails/emails.ts'
import { newNotice } from '../emails/notices.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import { type ClientPorts, forgetKnownClients, restoreTries } from '../limits/login-throttle.ts'
import type { LinkPorts } from '../one-time-tokens/one-time-link.ts'
import { isDemanded } from '../second-factor/policy.ts'
import { tokensEnd } from '../tokens/revocation-lifetime.ts'

/** What follows from a new password is done with. */
export type NewPasswordPorts = LinkPorts &
  HistoryPorts &
  EventPorts &
  Pick<Ports, 'accounts' | 'passkeys' | 'secondFactors' | 'sessions' | 'throttle'>

/**
 * How a password was changed: in a session, which may go on, by an emailed link, or by an operator at a terminal.
 */
export type Changing = { id: string; goesOn: boolean } | 'email' | 'operator'

/**
 * What follows from a new password: every session ends, but not the one that changed it if that goes on, emailed links
 * stop working, no client is trusted any more, and the owner is notified (decision 14). The statements do
 * something only in a batch that sets `passwordHash`; dispatch the jobs once it has committed.
 */
export async function passwordChanged(
  ports: NewPasswordPorts,
  account: Account,
  passwordHash: string,
  how: Changing,
) {
  const { accounts, sessions, oneTimeTokens, secondFactors, outbox } = ports
  const session = typeof how === 'object' ? how : undefined
  const keep = session?.goesOn ? session.id : null
  const revocation = { account: account.id, sessionVersion: account.sessionVersion + 1, keep }
  const jobs = await outbox.prepare({ kind: 'revocation', revocation, until: tokensEnd(ports) })
  const changed = accounts.passwordIs(account.id, passwordHash)
  const notice = await newNotice(ports, account, changed, {
    about: 'password',
    write: passwordChangedEmail,
  })
  const kind = how === 'email' ? 'password_reset' : 'password_changed'
  const by = how === 'operator' ? { me: null } : { sessionId: session?.id ?? null }
  const statements = [
    newEvent(ports, kind, account.id, { ...by, condition: changed }),
    ...(keep === null ? [] : [sessions.keep(keep, account.id, changed)]),
    sessions.deleteOthers(account.id, keep ?? '', changed),
    oneTimeTokens.deleteAll(account.id, changed),
    restoreTries(ports, account.id, changed),
    secondFactors.distrust(account.id, '', changed),
    secondFactors.endApprovals(account.id, changed),
    ...(how === 'email' ? await afterRecovery(ports, account, changed) : []),
    ...outbox.insert(jobs, changed),
    ...notice.statements,
  ]
  return { statements, jobs: [...jobs, ...notice.jobs] }
}

/** After a reset by email, an attacker's recovery links and known clients are removed too. */
const afterRecovery = async (
  ports: HistoryPorts & ClientPorts & EventPorts & Pick<Ports, 'passkeys' | 'secondFactors' | 'settings'>,
  account: Account,
  changed: Condition,
) => [
  ...(mayHaveStrangersPasskeys(ports, account) ? endStrangersPasskeys(ports, account.id, changed) : []),
  // Otherwise the mailbox alone would be both steps of a sign-in.
  ports.secondFactors.bar(account.id, changed),
  ...(await endLaterRecoveries(ports, account.id, account.email, changed)),
  ...(await forgetKnownClients(ports, account.id, changed, { isOwnerHere: true })),
]

/** Of staff whom the policy asks for a factor, a passkey is one: the mailbox must not lead to what staff may. */
const mayHaveStrangersPasskeys = (ports: Pick<Ports, 'settings'>, account: Account) =>
  account.emailVerifiedAt === null && !(account.isStaff && isDemanded(ports, account))

/**
 * Anyone who registered with somebody else's address may have added a passkey, and would sign in with it for ever. Those
 * that a sign-in requires stay: the mailbox alone is not enough there.
 */
function endStrangersPasskeys(
  ports: EventPorts & Pick<Ports, 'passkeys' | 'secondFactors'>,
  accountId: string,
  changed: Condition,
) {
  const { passkeys, secondFactors } = ports
  const isFree = secondFactors.isFree(accountId, changed)
  const condition = passkeys.hasOther(accountId, '', isFree)
  return [newEvent(ports, 'passkey_removed', accountId, { condition }), passkeys.removeAll(accountId, isFree)]
}
