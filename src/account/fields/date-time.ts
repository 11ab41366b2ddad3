import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { momentSchema, shownIn, type Written } from './moment-format.ts'
import { offsetOfLocal } from './time-zone.ts'
import { common, isDay, padded, refuse } from './values.ts'

const MOMENT =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/

/**
 * A moment in ISO 8601, stored in UTC: DRF's DateTimeField. Where it names no offset it is in the configuration's time
 * zone, as answers are.
 */
export const dateTime = (options: FieldOptions & Written = {}): UserField => ofZone(options, 'UTC')

const ofZone = ({ format, ...options }: FieldOptions & Written, timeZone: string): UserField => ({
  ...common,
  ...options,
  type: 'datetime',
  read: (sent) => {
    const value = typeof sent === 'string' ? inUtc(sent, timeZone) : undefined
    return value === undefined ? refuse('not_a_date_time') : { value }
  },
  ...shownIn({ timeZone, format }),
  inTimeZone: (zone) => ofZone({ ...options, ...(format && { format }) }, zone),
  ...(format !== undefined && { format }),
  schema: momentSchema(format, '2026-11-20T08:00:00Z'),
})

/** The moment as Django writes it: no fraction of a second, or one of six digits. */
function inUtc(written: string, timeZone: string): string | undefined {
  const found = MOMENT.exec(written)
  if (!found) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0))
  const offset = found[8] === undefined ? 0 : minutesOf(found[8])
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59 || offset === undefined)
    return undefined
  const moment = new Date(0)
  moment.setUTCFullYear(year, month - 1, day)
  moment.setUTCHours(hour, minute - offset, second)
  if (found[8] === undefined && timeZone !== 'UTC')
    moment.setTime(moment.getTime() - offsetOfLocal(moment.getTime(), timeZone) * 1000)
  const utc = moment.getUTCFullYear()
  if (utc < 1 || utc > 9999) return undefined
  const fraction = (found[7] ?? '').padEnd(6, '0')
  const rest = moment.toISOString().slice(4, 19)
  return `${padded(utc, 4)}${rest}${Number(fraction) > 0 ? `.${fraction}` : ''}Z`
}

/** The minutes of an offset such as `+05:30`; undefined for one of a day or more. */
function minutesOf(offset: string): number | undefined {
  if (offset === 'Z') return 0
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))]
  const all = hours * 60 + (offset.length > 3 ? minutes : 0)
  return all < 24 * 60 ? (offset.startsWith('-') ? -all : all) : undefined
}
