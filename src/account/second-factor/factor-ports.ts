import type { Ports } from '../../ports/ports.ts'
import type { EventPorts } from '../events/event.ts'
import type { LinkPorts } from '../one-time-tokens/one-time-link.ts'
import type { ConfirmPorts } from '../passwords/change-password.ts'

/** What a code is checked and used up with: its count, its event, and the email about a recovery code. */
export type CodePorts = LinkPorts &
  EventPorts &
  Pick<Ports, 'afterAnswer' | 'commit' | 'secondFactors' | 'throttle'>

/** What a second factor is changed with. */
export type FactorPorts = CodePorts &
  ConfirmPorts &
  Pick<Ports, 'accounts' | 'change' | 'passkeys' | 'sessions' | 'usedOnce'>
