import type { Ports } from '../../ports/ports.ts'
import type { Passkey } from '../../ports/schema.ts'
import { passkeyOptionalEmail, passkeyRemovedEmail } from '../emails/emails.ts'
import { newNotice } from '../emails/notices.ts'
import { newEvent } from '../events/event.ts'
import { takeBackTries } from '../limits/login-throttle.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'
import { changedFactor } from '../second-factor/enrolment.ts'
import type { FactorPorts } from '../second-factor/factor-ports.ts'
import { withMethod } from '../second-factor/level.ts'
import { isDemanded, requiredFactor, staffOr } from '../second-factor/policy.ts'
import { refuseUnproved } from '../second-factor/proof.ts'
import { type Assertion, checkAssertion } from './assertion.ts'
import { readPasskeys } from './registration.ts'
import { relyingParty, userHandleOf } from './relying-party.ts'

/** The passkeys of an account, the oldest first, with what a browser forgets others by (`signalAllAcceptedCredentials`). */
export async function listPasskeys(
  ports: Pick<Ports, 'passkeys' | 'settings'>,
  { account }: Pick<Me, 'account'>,
) {
  const rows = await ports.passkeys.list(account.id)
  return { rows, rpId: relyingParty(ports).id, userHandle: userHandleOf(account) }
}

/** Refuses as `not_found`. */
export async function renamePasskey(
  { passkeys, sessions, change }: Pick<Ports, 'passkeys' | 'sessions' | 'change'>,
  { account, session }: Me,
  id: string,
  name: string,
): Promise<Passkey> {
  const renamed = await change<Passkey, Passkey>({
    set: passkeys.rename(account.id, id, name, sessions.lives(session.id)),
    proof: async () => {
      const named = (await passkeys.named(id)).filter((row) => row.name === name)
      return named.length > 0 ? named : undefined
    },
  })
  const [row] = renamed
  if (!row) throw new Refusal('not_found')
  return row
}

/**
 * Takes a passkey away; with the last factor that a sign-in needs, the recovery codes go too. Refuses as `not_found`,
 * `proof_needed` or `last_factor` (the policy requires one).
 */
export async function removePasskey(ports: FactorPorts, me: Me, id: string): Promise<void> {
  const { passkeys, secondFactors, sessions, change, outbox } = ports
  const { account, session } = me
  const { id: accountId } = account
  const { rows, found } = await readPasskeys(ports, accountId)
  if (!rows.some((row) => row.id === id)) throw new Refusal('not_found')
  refuseUnproved(ports, me, found)
  const isLast = rows.length === 1 && !found.factor?.totp
  if (isLast && isDemanded(ports, staffOr(me))) throw new Refusal('last_factor')

  const isFactor = requiredFactor(ports, found.factor) !== undefined
  const isMine = passkeys.isThere(
    accountId,
    id,
    sessions.lives(session.id),
    // Another request may take the other factors away.
    ...(isFactor && !isLast ? [secondFactors.hasOther(accountId, id)] : []),
  )
  const write = isFactor && isLast ? passkeyOptionalEmail : passkeyRemovedEmail
  const notice = await newNotice(ports, account, isMine, { about: 'factor', write })
  const isGone = passkeys.isGone(id)
  const done = await change({
    before: [newEvent(ports, 'passkey_removed', accountId, { me, condition: isMine }), ...notice.statements],
    set: passkeys.remove(accountId, id, isMine),
    after: [
      ...changedFactor(ports, accountId, isGone),
      ...(isFactor && isLast ? [secondFactors.remove(accountId, secondFactors.isAlone(accountId))] : []),
    ],
    proof: isGone,
  })
  if (done.length === 0) throw new Refusal('not_found')
  outbox.dispatch(notice.jobs)
}

/** Proves by a passkey that the owner is there, which lifts the session to level 2. Refuses as `passkey_refused`. */
export async function proveByPasskey(ports: FactorPorts, me: Me, assertion: Assertion): Promise<void> {
  const { sessions, clock, change } = ports
  const { account, session } = me
  const { attempt, conditions, note } = await checkAssertion(ports, assertion, account.id)
  const proved = { methods: withMethod(session, 'passkey'), provedAt: clock.now() }
  const isNow = sessions.isProved(session.id, proved)
  const done = await change({
    set: sessions.prove(session.id, proved, sessions.lives(session.id), ...conditions),
    after: [...note(isNow), ...takeBackTries(ports, attempt)],
    proof: isNow,
  })
  if (done.length === 0) throw new Refusal('passkey_refused')
}
