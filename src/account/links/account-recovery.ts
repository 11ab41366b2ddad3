import type { OneTimeToken } from '../../ports/one-time-tokens.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import { type ClientPorts, forgetKnownClients } from '../limits/login-throttle.ts'
import { emailKey } from '../names/name-keys.ts'
import { unlessTaken } from '../names/taken.ts'
import { lifetimeOf, linkPurposes } from '../one-time-tokens/link-purposes.ts'
import { type Proof, verifyLink } from '../one-time-tokens/one-time-link.ts'
import { UNUSABLE } from '../passwords/password-hash.ts'
import { Refusal } from '../refusal.ts'
import { tokensEnd } from '../tokens/revocation-lifetime.ts'
import { type MailPorts, mailRequestedLink } from './requested-links.ts'

/** What an account is given back with. */
export type RecoveryPorts = MailPorts &
  EventPorts &
  ClientPorts &
  Pick<Ports, 'change' | 'consume' | 'secondFactors' | 'sessions'>

/**
 * "This was not me": gives the account back to the reader of the notice. The account gets the email address that the
 * notice was sent to, all sessions and links end, the password is disabled, and a link to choose a new one is sent.
 * Works once. Refuses as `unknown_uid`, `dead_link` or `invalid` (a code, or an email address that another account has
 * verified since).
 */
export async function recoverAccount(ports: RecoveryPorts, proof: Proof): Promise<void> {
  const { account, oneTimeToken, hash } = await verifyLink(ports, 'recovery', proof)
  const address = oneTimeToken.sealed === null ? undefined : await ports.keys.unseal(oneTimeToken.sealed)
  if (address === undefined || !linkPurposes.recovery.mayHave(account)) throw new Refusal('dead_link')

  await disown(ports, { account, oneTimeToken, hash, address, purpose: 'recovery' })
}

/**
 * The same for a reader who was asked to approve a sign-in: the address is the account's own, and stays. Refuses as
 * `dead_link`.
 */
export async function disownPassword(
  ports: RecoveryPorts,
  account: Account,
  oneTimeToken: OneTimeToken,
): Promise<void> {
  const hash = oneTimeToken.tokenHash
  await disown(ports, { account, oneTimeToken, hash, address: account.email, purpose: 'approve' })
}

type Disowned = {
  account: Account
  oneTimeToken: OneTimeToken
  hash: string
  address: string
  purpose: 'recovery' | 'approve'
}

async function disown(
  ports: RecoveryPorts,
  { account, oneTimeToken, hash, address, purpose }: Disowned,
): Promise<void> {
  const { accounts, consume, secondFactors, sessions, oneTimeTokens, outbox, random, clock, change } = ports
  const { id } = account
  const now = clock.now()
  const email = { email: address, emailKey: emailKey(address) }
  // No password has this hash, and no other recovery sets the same one.
  const unusable = `${UNUSABLE}${random.uuid()}`
  const recovered = accounts.passwordIs(id, unusable)
  const revocation = { account: id, sessionVersion: account.sessionVersion + 1, keep: null }
  const jobs = await outbox.prepare(
    { kind: 'revocation', revocation, until: tokensEnd(ports) },
    { kind: 'ask', ask: { purpose: 'reset', address, urgent: true } },
  )
  // Whatever was added at the time of the email or later may be an attacker's, and what is older is the owner's.
  const since = oneTimeToken.expiresAt - lifetimeOf(ports.settings, purpose) * 1000
  const forgotten = await forgetKnownClients(ports, id, recovered, { isOwnerHere: false })
  const done = await unlessTaken(() =>
    change({
      before: [consume.releaseEmail(id, hash, email.emailKey ?? '', now)],
      set: consume.recover(id, { hash, purpose }, { ...email, unusable }, now),
      after: [
        newEvent(ports, 'alarm', id, { condition: recovered }),
        sessions.deleteOthers(id, '', recovered),
        oneTimeTokens.deleteFrom(oneTimeToken, recovered),
        ...secondFactors.removeSince(id, since, recovered),
        secondFactors.distrust(id, '', recovered),
        secondFactors.endApprovals(id, recovered),
        ...forgotten,
        ...outbox.insert(jobs, recovered),
      ],
      proof: recovered,
    }),
  )
  if (done.length === 0) throw new Refusal('dead_link')
  outbox.dispatch(jobs, (ask, job) => mailRequestedLink(ports, ask, job))
}
