import type { Condition } from '../../ports/database.ts'
import type { EventKind } from '../../ports/events.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Actor } from './actor.ts'

/**
 * What a member of staff did to something that is of no account, such as a job, an email or a webhook: an event of their
 * own, with its id. A list of statements for the batch, empty for an operator, who has no account.
 */
export const ownEvent = (
  { events, clock }: Pick<Ports, 'events' | 'clock'>,
  kind: EventKind,
  actor: Actor,
  { id, condition }: { id: string; condition: Condition | undefined },
) =>
  actor === null
    ? []
    : [
        events.insert(
          {
            kind,
            accountId: actor.account.id,
            sessionId: null,
            actorId: actor.account.id,
            at: clock.now(),
            userAgent: '',
            location: null,
            note: id,
          },
          condition,
        ),
      ]
