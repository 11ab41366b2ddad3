import { inZone } from './time-zone.ts'
import { padded } from './values.ts'

/* Moments, days and times as a project writes them in answers: DRF's DATETIME_FORMAT, DATE_FORMAT and TIME_FORMAT. */

/** `format`: as Python's `strftime` has it, such as `'%d.%m.%Y %H:%M'`. Without one they are in ISO 8601. */
export type Written = { format?: string | undefined }

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

type Parts = {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  micro: string
  offset: string
}

const PARTS =
  /^(?:(\d{4})-(\d\d)-(\d\d))?T?(?:(\d\d):(\d\d):(\d\d)(?:\.(\d{6}))?)?(Z|[+-]\d\d:\d\d(?::\d\d)?)?$/

/** The parts of what is stored. Python has a time of day alone on the first of January 1900. */
function partsOf(iso: string): Parts | undefined {
  const found = PARTS.exec(iso)
  if (!found) return undefined
  const [year = 1900, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((digits) => (digits === undefined ? undefined : Number(digits)))
  return { year, month, day, hour, minute, second, micro: found[7] ?? '000000', offset: found[8] ?? '' }
}

const dateOf = ({ year, month, day }: Parts): Date => {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
}

const nameOf = (names: readonly string[], at: number): string => names[at] ?? ''
const twelve = (hour: number): number => hour % 12 || 12

function dayOfYear(parts: Parts): number {
  const first = dateOf({ ...parts, month: 1, day: 1 })
  return Math.round((dateOf(parts).getTime() - first.getTime()) / 86_400_000) + 1
}

/** What each letter of a format stands for, in Python's own language. */
const LETTERS: Record<string, (parts: Parts) => string> = {
  Y: ({ year }) => String(year),
  y: ({ year }) => padded(year % 100),
  m: ({ month }) => padded(month),
  d: ({ day }) => padded(day),
  H: ({ hour }) => padded(hour),
  I: ({ hour }) => padded(twelve(hour)),
  M: ({ minute }) => padded(minute),
  S: ({ second }) => padded(second),
  f: ({ micro }) => micro,
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  z: ({ offset }) => (offset === 'Z' ? '+0000' : offset.replaceAll(':', '')),
  B: ({ month }) => nameOf(MONTHS, month - 1),
  b: ({ month }) => nameOf(MONTHS, month - 1).slice(0, 3),
  A: (parts) => nameOf(DAYS, dateOf(parts).getUTCDay()),
  a: (parts) => nameOf(DAYS, dateOf(parts).getUTCDay()).slice(0, 3),
  j: (parts) => padded(dayOfYear(parts), 3),
  '%': () => '%',
}

/** glibc's forms without a zero before the number: `%-d`. */
const SHORT = /^-[mdHIMSj]$/

const TOKENS = /%(-?[a-zA-Z%])/g

/** The first part of a format that is not known here, undefined for a format that can be served. */
export const unknownIn = (format: string): string | undefined =>
  [...format.matchAll(TOKENS)].find(
    ([, letter = '']) => !Object.hasOwn(LETTERS, letter) && !SHORT.test(letter),
  )?.[0]

/** A moment, day or time in ISO 8601 as a format has it. What is none stays as it is. */
export function formatted(iso: string, format: string): string {
  const parts = partsOf(iso)
  if (!parts) return iso
  return format.replace(TOKENS, (whole, letter: string) => {
    const written = LETTERS[letter.at(-1) ?? '']?.(parts) ?? whole
    return letter.startsWith('-') ? written.replace(/^0+(?=\d)/, '') : written
  })
}

type Shown = { shownAs?: (value: unknown) => unknown; typedAs?: (value: unknown) => unknown }

/** How stored text is shown in a time zone and a format, and typed without the format. */
export function shownIn({ timeZone = 'UTC', format }: Written & { timeZone?: string }): Shown {
  if (timeZone === 'UTC' && format === undefined) return {}
  const typedAs = (value: unknown) =>
    typeof value === 'string' && timeZone !== 'UTC' ? inZone(value, timeZone) : value
  if (format === undefined) return { shownAs: typedAs }
  return {
    typedAs,
    shownAs: (value) => (typeof value === 'string' ? formatted(String(typedAs(value)), format) : value),
  }
}

/** What an API document says of such text, which is sent in ISO 8601 whatever its format. `iso`: an example. */
export const momentSchema = (format: string | undefined, iso: string) => ({
  type: 'string' as const,
  ...(format === undefined && {
    format: iso.includes('T') ? 'date-time' : iso.includes(':') ? 'time' : 'date',
  }),
  examples: [iso],
})
