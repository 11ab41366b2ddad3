import { noClient } from '../../ports/client-info.ts'
import type { Condition } from '../../ports/database.ts'
import type { EventKind } from '../../ports/events.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, Session } from '../../ports/schema.ts'

/** What an event is recorded with. */
export type EventPorts = Pick<Ports, 'events' | 'clock' | 'clientInfo'>

type Asking = { account: Pick<Account, 'id'>; session: Pick<Session, 'id'> | undefined }

/** `me` and `condition` are told below; `note` is the reason that staff gave. */
type NewEvent = {
  me?: Asking | null
  sessionId?: string | null
  condition?: Condition
  note?: string | null
}

/** The actor of an operator at a terminal, who need not have an account. */
export const OPERATOR = 'operator'

/**
 * Records what a batch does to an account: a statement for that batch, which adds nothing unless the condition is true
 * when it runs. `me` is the actor and the session; null for an operator at a terminal. Of staff only the account is
 * recorded, never their user agent or location.
 */
export function newEvent(
  { events, clock, clientInfo }: EventPorts,
  kind: EventKind,
  accountId: string,
  { me, sessionId = null, condition, note = null }: NewEvent = {},
) {
  const actorId = me === null ? OPERATOR : me && me.account.id !== accountId ? me.account.id : null
  const { userAgent, location } = actorId === null ? clientInfo : noClient
  const session = actorId === null ? (me?.session?.id ?? sessionId) : null
  const event = { kind, accountId, sessionId: session, actorId, at: clock.now(), userAgent, location, note }
  return events.insert(event, condition)
}
