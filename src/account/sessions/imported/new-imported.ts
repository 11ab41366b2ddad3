import type { ImportedPorts } from '../../../ports/imported-sessions.ts'
import { IMPORTED_VERSION } from '../../../ports/imported-sessions.ts'
import type { Session } from '../../../ports/schema.ts'
import { lifetimesOf, sessionSeconds } from '../token-pair.ts'

export type Opening = Pick<Session, 'id' | 'kind' | 'step'> & {
  /** When it began in the other system, and until when it is good, in milliseconds. */
  from: number
  until: number
  /** Whether it is a refresh token's: it goes on with our own pair. */
  isRefreshed: boolean
}

/** A session of another system as one of ours, without its account, not stored yet. */
export function newImported(
  ports: Pick<ImportedPorts, 'clock' | 'clientInfo' | 'settings'>,
  { id, kind, step, from, until, isRefreshed }: Opening,
): Omit<Session, 'accountId'> {
  const { clock, clientInfo } = ports
  const now = clock.now()
  const idleExpiresAt = isRefreshed ? Math.max(until, now + lifetimesOf(ports, kind).refresh * 1000) : until
  return {
    id,
    kind,
    tokenHash: null,
    sessionVersion: IMPORTED_VERSION,
    step,
    steppedAt: now,
    createdAt: Math.min(from, now),
    lastSeenAt: now,
    idleExpiresAt,
    expiresAt: isRefreshed ? Math.max(idleExpiresAt, now + sessionSeconds(ports, kind) * 1000) : until,
    userAgent: clientInfo.userAgent,
    location: clientInfo.location,
    methods: 'pwd',
    provedAt: null,
  }
}
