import type { Condition } from '../../ports/database.ts'
import { passkeyOptionalEmail, passkeyRequiredEmail } from '../emails/emails.ts'
import { newNotice } from '../emails/notices.ts'
import { newEvent } from '../events/event.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'
import { changedFactor, endOthers } from '../second-factor/enrolment.ts'
import type { FactorPorts } from '../second-factor/factor-ports.ts'
import { isDemanded, requiredFactor, staffOr } from '../second-factor/policy.ts'
import { refuseUnproved, refuseWithoutPasskey } from '../second-factor/proof.ts'
import { newRecoveryCodes } from '../second-factor/recovery-codes.ts'

/*
 * A passkey by itself adds a way to sign in. The password alone goes on being another one, until the owner, or the policy,
 * requires a second step.
 */

/**
 * What makes a sign-in need a passkey or a recovery code, in the batch in which the condition holds: ten codes, the first
 * statement, and what follows, for a thief's session must not outlive it. Dispatch the jobs after it.
 */
export async function beginRequiring(ports: FactorPorts, me: Me, condition: Condition) {
  const { secondFactors, clock } = ports
  const { id } = me.account
  const { codes, recovery } = await newRecoveryCodes(ports, id)
  const isNow = secondFactors.isRecovery(id, recovery)
  const ended = await endOthers(ports, me, isNow)
  return {
    codes,
    isNow,
    first: secondFactors.require(id, { recovery, now: clock.now() }, condition),
    after: [newEvent(ports, 'factor_added', id, { me, condition: isNow }), ...ended.statements],
    jobs: ended.jobs,
  }
}

/**
 * Lets the password alone be enough no more, or again, for an account with passkeys. Returns the recovery codes that were
 * made. Refuses as `no_factor`, `proof_needed` or `last_factor` (the policy requires a factor), and as `invalid` while there
 * is an app, which is asked for until it is removed.
 */
export async function setRequired(ports: FactorPorts, me: Me, isRequired: boolean): Promise<string[]> {
  const found = await ports.secondFactors.find(me.account.id)
  const factor = requiredFactor(ports, found.factor)
  if ((factor !== undefined) === isRequired) return []
  if (isRequired) {
    if (found.passkeys === 0) throw new Refusal('no_factor')
    return requirePasskey(ports, me)
  }
  refuseUnproved(ports, me, found)
  if (factor?.totp) throw Refusal.of('required', 'malformed')
  if (isDemanded(ports, staffOr(me))) throw new Refusal('last_factor')
  await requireNothing(ports, me)
  return []
}

/** Only after a use of the passkey, so that nobody is shut out by one that does not work. */
async function requirePasskey(ports: FactorPorts, me: Me): Promise<string[]> {
  const { passkeys, sessions, change, outbox } = ports
  const { account, session } = me
  const { id } = account
  refuseWithoutPasskey(ports, me)
  const isMine = passkeys.hasOther(id, '', sessions.lives(session.id, session.sessionVersion))
  const { codes, isNow, first, after, jobs } = await beginRequiring(ports, me, isMine)
  const notice = await newNotice(ports, account, isNow, { about: 'factor', write: passkeyRequiredEmail })
  const done = await change({
    set: first,
    after: [...after, ...changedFactor(ports, id, isNow), ...notice.statements],
    proof: isNow,
  })
  if (done.length === 0) throw new Refusal('no_factor')
  outbox.dispatch([...jobs, ...notice.jobs])
  return codes
}

async function requireNothing(ports: FactorPorts, me: Me): Promise<void> {
  const { secondFactors, sessions, change, outbox } = ports
  const { account, session } = me
  const { id } = account
  const isMine = secondFactors.isTotp(id, null, sessions.lives(session.id))
  const isGone = secondFactors.isGone(id)
  const notice = await newNotice(ports, account, isMine, { about: 'factor', write: passkeyOptionalEmail })
  const done = await change({
    before: [newEvent(ports, 'factor_removed', id, { me, condition: isMine }), ...notice.statements],
    set: secondFactors.remove(id, isMine),
    after: changedFactor(ports, id, isGone),
    proof: isGone,
  })
  if (done.length === 0) throw new Refusal('no_factor')
  outbox.dispatch(notice.jobs)
}
