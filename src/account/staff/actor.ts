import type { Condition } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'

/**
 * A signed-in member of staff, or null for an operator at a terminal, who may do everything. A handler without a guard
 * would pass undefined, and every use of that throws.
 */
export type Actor = Me | null

/** Refuses users who are not staff, before anything is read. */
export function refuseUnlessStaff(actor: Actor): void {
  if (actor !== null && !actor.account.isStaff)
    throw new Refusal(actor.lacksFactor ? 'factor_needed' : 'not_yours')
}

/** True while the actor may still make the change, for its statement (G10). Undefined for an operator. */
export const mayAct = ({ sessions }: Pick<Ports, 'sessions'>, actor: Actor): Condition | undefined =>
  actor === null ? undefined : sessions.livesAsStaff(actor.session.id)

/**
 * True while a user may still change an account: their own, or as staff another's. For its statement (G10). Undefined for
 * an operator.
 */
export const mayChange = (ports: Pick<Ports, 'sessions'>, actor: Actor, id: string): Condition | undefined =>
  actor?.account.id === id ? ports.sessions.lives(actor.session.id) : mayAct(ports, actor)

/** Refuses a change that came too late. */
export async function refuseLate(
  ports: Pick<Ports, 'sessions' | 'clock'>,
  actor: Actor,
  id: string,
): Promise<never> {
  // An operator may always: somebody else was faster.
  if (actor === null) throw new Refusal('busy')
  if (actor.account.id !== id) await refuseWhoMayNot(ports, actor)
  throw new Refusal('token_invalid')
}

/** Refuses an actor whose session ended meanwhile, or who is no longer staff. */
export async function refuseWhoMayNot(
  { sessions, clock }: Pick<Ports, 'sessions' | 'clock'>,
  actor: Actor,
): Promise<void> {
  if (actor === null) return
  const now = await sessions.findById(actor.session.id, clock.now())
  if (!now?.account.isActive) throw new Refusal('token_invalid')
  refuseUnlessStaff(now)
}

/** Staff who disabled, demoted or deleted themselves could not undo it. */
export function refuseOneself(actor: Actor, id: string): void {
  if (actor?.account.id === id) throw new Refusal('own_account')
}
