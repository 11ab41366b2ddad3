import type { Condition } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'

/**
 * A member of staff whose bulk job goes on without a session. `may` is true, for a statement, while they still may act;
 * `mayStill` asks.
 */
export type Absent = {
  account: Me['account']
  session: undefined
  lacksFactor?: undefined
  may: Condition
  mayStill: () => Promise<boolean>
}

/**
 * A signed-in member of staff, one whose bulk job goes on, or null for an operator at a terminal, who may do everything. A
 * handler without a guard would pass undefined, and every use of that throws.
 */
export type Actor = Me | Absent | null

/** Refuses users who are not staff, before anything is read. */
export function refuseUnlessStaff(actor: Actor): void {
  if (actor !== null && !actor.account.isStaff)
    throw new Refusal(actor.lacksFactor ? 'factor_needed' : 'not_yours')
}

/** True while the actor may still make the change, for its statement (G10). Undefined for an operator. */
export const mayAct = ({ sessions }: Pick<Ports, 'sessions'>, actor: Actor): Condition | undefined =>
  actor === null ? undefined : actor.session ? sessions.livesAsStaff(actor.session.id) : actor.may

/**
 * True while a user may still change an account: their own, or as staff another's. For its statement (G10). Undefined for
 * an operator.
 */
export const mayChange = (ports: Pick<Ports, 'sessions'>, actor: Actor, id: string): Condition | undefined =>
  actor?.session && actor.account.id === id ? ports.sessions.lives(actor.session.id) : mayAct(ports, actor)

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
  if (!actor.session) {
    if (await actor.mayStill()) return
    throw new Refusal('not_yours')
  }
  const now = await sessions.findById(actor.session.id, clock.now())
  if (!now?.account.isActive) throw new Refusal('token_invalid')
  refuseUnlessStaff(now)
}

/** Staff who disabled, demoted or deleted themselves could not undo it. */
export function refuseOneself(actor: Actor, id: string): void {
  if (actor?.account.id === id) throw new Refusal('own_account')
}
