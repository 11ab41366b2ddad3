/* Moments as a Django project writes and reads them: in its TIME_ZONE. They are stored in UTC. */

const known = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    known.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  known.set(timeZone, format)
  return format
}

const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/

/** How far a zone is ahead of UTC at a moment, in seconds. */
function offsetAt(ms: number, timeZone: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(formatOf(timeZone).format(ms)) ?? []
  const ahead = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return sign === '-' ? -ahead : ahead
}

/** `2026-11-20T08:00:00.123000Z` as the zone's clocks have it: `2026-11-20T13:30:00.123000+05:30`. */
export function inZone(utc: string, timeZone: string): string {
  const ms = Date.parse(utc)
  const offset = offsetAt(ms, timeZone)
  const local = new Date(ms + offset * 1000)
  // No calendar in use is beyond these years, nor is Python's.
  if (offset === 0 || local.getUTCFullYear() < 1 || local.getUTCFullYear() > 9999) return utc
  const fraction = /\.\d+/.exec(utc)?.[0] ?? ''
  return `${local.toISOString().slice(0, 19)}${fraction}${written(offset)}`
}

function written(offset: number): string {
  const ahead = Math.abs(offset)
  const parts = [
    Math.floor(ahead / 3600),
    Math.floor(ahead / 60) % 60,
    ...(ahead % 60 > 0 ? [ahead % 60] : []),
  ]
  return `${offset < 0 ? '-' : '+'}${parts.map((part) => String(part).padStart(2, '0')).join(':')}`
}

/**
 * The seconds that a zone is ahead of UTC when its clocks show a time, which is given as if it were one of UTC. Of two
 * moments with the same time it is the earlier one.
 */
export function offsetOfLocal(ms: number, timeZone: string): number {
  const day = 86_400_000
  const possible = [offsetAt(ms - day, timeZone), offsetAt(ms + day, timeZone)]
  return (
    possible.find((offset) => offsetAt(ms - offset * 1000, timeZone) === offset) ?? (possible[0] as number)
  )
}
