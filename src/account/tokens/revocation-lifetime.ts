import type { Ports } from '../../ports/ports.ts'
import { longestJwt } from '../../ports/token-lifetimes.ts'

const DAY = 86_400

/**
 * How long, in milliseconds, services have to know that access tokens were revoked: for as long as one lives, and a day
 * at least, because the setting may have been longer.
 */
export const accessLifetime = ({ settings }: Pick<Ports, 'settings'>): number =>
  (Math.max(settings.JWT_ACCESS_SECONDS, settings.EXPRESS_ACCESS_SECONDS, DAY) + 60) * 1000

/**
 * When, in milliseconds, the last JWT signed until now will have expired everywhere. Refresh tokens count, because
 * `verifyJwt` accepts them without D1, too.
 */
export const tokensEnd = ({ clock, settings }: Pick<Ports, 'clock' | 'settings'>): number =>
  clock.now() + longestJwt(settings)
