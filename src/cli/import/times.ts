const TIME =
  /^(\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)? ?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?$/i

const DAY = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone)
  if (known) return known
  const options = { year: 'numeric', month: '2-digit', day: '2-digit', era: 'short' } as const
  const made = new Intl.DateTimeFormat('en-US', {
    ...options,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
  })
  formats.set(timeZone, made)
  return made
}

export const isTimeZone = (name: string): boolean => {
  try {
    return formatOf(name) !== undefined
  } catch {
    return false
  }
}

/** How far the clocks of a zone are ahead of UTC at that time. */
const offsetAt = (timeZone: string, at: number): number => {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year)
  const shown = utc(year, Number(parts.month), Number(parts.day))
  const clock = Number(parts.hour) * 3_600 + Number(parts.minute) * 60 + Number(parts.second)
  return shown + clock * 1_000 - Math.floor(at / 1_000) * 1_000
}

/**
 * What a clock of a zone means. An hour that comes twice is the first one, and one that is left out is read by the clock
 * before it, as Python does.
 */
const fromClock = (clock: number, timeZone: string): number => {
  const [before, after] = [offsetAt(timeZone, clock - DAY), offsetAt(timeZone, clock + DAY)]
  const first = clock - before
  if (offsetAt(timeZone, first) === before) return first
  const second = clock - after
  return offsetAt(timeZone, second) === after ? second : first
}

/** Midnight of a day in UTC. Date.UTC would take the years 0 to 99 for those of the last century. */
const utc = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month - 1, day)

const offsetOf = (text: string): number => {
  if (text.toUpperCase() === 'Z') return 0
  const [hours = '0', minutes = '0', seconds = '0'] = text.slice(1).match(/\d\d/g) ?? []
  const size = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
  return (text.startsWith('-') ? -size : size) * 1_000
}

/** Seconds or milliseconds since 1970. A day of four digits is no such number. */
const EPOCH = /^-?\d{9,14}(\.\d+)?$/
/** Seconds reach this in the year 5138, milliseconds in 1973. */
const MOST_SECONDS = 1e11

const fromEpoch = (value: number): number | undefined => {
  if (!Number.isFinite(value)) return undefined
  return Math.trunc(Math.abs(value) < MOST_SECONDS ? value * 1_000 : value)
}

/**
 * A time in milliseconds: of SQLite and JSON (`2024-06-11 13:46:00.123456`, `…T…Z`), of Postgres (any offset), or a
 * number of seconds or milliseconds. Null for none; undefined for what is no time. Without an offset it is UTC, or of `timeZone`.
 */
export const readTime = (value: unknown, timeZone?: string): number | null | undefined => {
  if (value === null || value === undefined || value === '' || value === 'NULL') return null
  if (typeof value === 'number' || EPOCH.test(String(value))) return fromEpoch(Number(value))
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', part = '', offset] =
    TIME.exec(String(value)) ?? []
  if (year === '') return undefined
  const midnight = utc(Number(year), Number(month), Number(day))
  const isReal = new Date(midnight).getUTCMonth() === Number(month) - 1
  if (!isReal || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined
  const seconds = Number(hour) * 3_600 + Number(minute) * 60 + Number(second)
  const clock = midnight + seconds * 1_000 + Number(part.padEnd(3, '0').slice(0, 3))
  if (offset !== undefined) return clock - offsetOf(offset)
  return timeZone === undefined ? clock : fromClock(clock, timeZone)
}
