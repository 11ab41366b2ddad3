import type { Condition } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'

/**
 * Who administers: somebody of the staff who is signed in, or null for an operator at a terminal, who may do all. An API
 * whose guard was forgotten has undefined, which is neither: whatever is done with it throws.
 */
export type Actor = Me | null

/** Refuses who is not staff, before anything is looked up. */
export function refuseUnlessStaff(actor: Actor): void {
  if (actor !== null && !actor.account.isStaff) throw new Refusal('not_yours')
}

/** Holds while the actor may still do it: for the statement that does (G10). Nothing is asked of an operator. */
export const mayAct = ({ sessions }: Pick<Ports, 'sessions'>, actor: Actor): Condition | undefined =>
  actor === null ? undefined : sessions.livesAsStaff(actor.session.id)

/** Holds while somebody may still change an account: their own, or as staff another's. For the statement that does (G10). */
export const mayChange = (ports: Pick<Ports, 'sessions'>, me: Me, id: string): Condition =>
  me.account.id === id ? ports.sessions.lives(me.session.id) : ports.sessions.livesAsStaff(me.session.id)

/** Refuses whose change of an account came too late. */
export async function refuseLate(ports: Ports, me: Me, id: string): Promise<never> {
  if (me.account.id !== id) await refuseWhoMayNot(ports, me)
  throw new Refusal('token_invalid')
}

/** Refuses whose session ended meanwhile, or who is staff no more. */
export async function refuseWhoMayNot({ sessions, clock }: Ports, actor: Actor): Promise<void> {
  if (actor === null) return
  const now = await sessions.findById(actor.session.id, clock.now())
  if (!now?.account.isActive) throw new Refusal('token_invalid')
  refuseUnlessStaff(now)
}
