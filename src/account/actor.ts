import type { Condition } from '../ports/database.ts'
import type { Ports } from '../ports/ports.ts'
import { Refusal } from './refusal.ts'
import type { Me } from './session.ts'

/** Who administers: somebody of the staff who is signed in, or null for an operator at a terminal, who may do all. */
export type Actor = Me | null

/** Refuses who is not staff, before anything is looked up. */
export function refuseUnlessStaff(actor: Actor): void {
  if (actor && !actor.account.isStaff) throw new Refusal('not_yours')
}

/** Holds while the actor may still do it: for the statement that does (G10). Nothing is asked of an operator. */
export const mayAct = ({ sessions }: Pick<Ports, 'sessions'>, actor: Actor): Condition | undefined =>
  actor ? sessions.livesAsStaff(actor.session.id) : undefined

/** Refuses whose session ended meanwhile, or who is staff no more. */
export async function refuseWhoMayNot({ sessions, clock }: Ports, actor: Actor): Promise<void> {
  if (!actor) return
  const now = await sessions.findById(actor.session.id, clock.now())
  if (!now?.account.isActive) throw new Refusal('token_invalid')
  refuseUnlessStaff(now)
}
