import type { Settings } from './settings.ts'

/** How long the longest-lived JWT lives at most, in milliseconds, with a minute for clocks that differ. */
export const longestJwt = (settings: Settings): number =>
  (Math.max(
    settings.JWT_ACCESS_SECONDS,
    settings.JWT_REFRESH_SECONDS,
    settings.EXPRESS_ACCESS_SECONDS,
    settings.EXPRESS_REFRESH_SECONDS,
  ) +
    60) *
  1000
