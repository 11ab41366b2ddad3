import type { Ports } from '../../ports/ports.ts'
import { factorResetEmail } from '../emails/emails.ts'
import { newNotice } from '../emails/notices.ts'
import { newEvent } from '../events/event.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'
import { changedFactor } from '../second-factor/enrolment.ts'
import type { FactorPorts } from '../second-factor/factor-ports.ts'
import { isDemanded } from '../second-factor/policy.ts'
import { refuseWithoutFactor } from '../second-factor/proof.ts'
import { tokensEnd } from '../tokens/revocation-lifetime.ts'
import { mayAct, refuseWhoMayNot } from './actor.ts'
import { findUser } from './users.ts'

/**
 * Takes an account's second factor away: its app, passkeys, recovery codes, trusted clients, approvals and sessions end, and the
 * owner is told. False if there was none. Staff need a recent proof with a factor of their own; they cannot reset their
 * own, nor that of other staff where the policy requires one: an operator can. Refuses as `factor_needed`, `proof_needed`,
 * `own_account`, `not_yours` or `not_found`.
 */
export async function resetFactor(
  ports: FactorPorts & Pick<Ports, 'administration'>,
  actor: Me | null,
  id: string,
): Promise<boolean> {
  const { administration, secondFactors, passkeys, sessions, outbox, clock, change } = ports
  if (actor?.account.id === id) throw new Refusal('own_account')
  const account = await findUser(ports, actor, id)
  if (actor !== null) {
    refuseWithoutFactor(ports, actor)
    if (account.isStaff && isDemanded(ports, account)) throw new Refusal('not_yours')
  }
  const found = await secondFactors.find(id)
  if (!found.factor && found.passkeys === 0) return false

  const condition = administration.isAsRead(account, mayAct(ports, actor))
  const revocation = { account: id, sessionVersion: account.sessionVersion + 1, keep: null }
  const jobs = await outbox.prepare({ kind: 'revocation', revocation, until: tokensEnd(ports) })
  const notice = await newNotice(ports, account, condition, { about: 'factor', write: factorResetEmail })
  const isOurs = outbox.isPending(jobs[0]?.row.id ?? '')
  const done = await change({
    before: [
      newEvent(ports, 'factor_reset', id, { me: actor, condition }),
      ...changedFactor(ports, id, condition),
      ...notice.statements,
      ...outbox.insert(jobs, condition),
      secondFactors.remove(id, isOurs),
      passkeys.removeAll(id, isOurs),
    ],
    set: administration.raiseSessionVersion(id, undefined, clock.now(), isOurs),
    after: [sessions.deleteDead(id)],
    proof: isOurs,
  })
  if (done.length === 0) {
    await refuseWhoMayNot(ports, actor)
    throw new Refusal('busy')
  }
  outbox.dispatch([...jobs, ...notice.jobs])
  return true
}
