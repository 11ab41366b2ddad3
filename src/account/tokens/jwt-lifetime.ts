import type { Ports } from '../../ports/ports.ts'

/**
 * When, in milliseconds, the last JWT signed until now will have expired everywhere. Refresh tokens count, because
 * `verifyJwt` accepts them without D1, too.
 */
export function tokensEnd({ clock, settings }: Pick<Ports, 'clock' | 'settings'>): number {
  const longest = Math.max(
    settings.JWT_ACCESS_SECONDS,
    settings.JWT_REFRESH_SECONDS,
    settings.EXPRESS_ACCESS_SECONDS,
    settings.EXPRESS_REFRESH_SECONDS,
  )
  return clock.now() + (longest + 60) * 1000
}
