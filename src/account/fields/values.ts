import { openFieldStore } from '../../ports/field-store.ts'
import type { CommonFault, FoundFault, ReadValue, TypeFault } from '../../ports/user-field.ts'

/* What the readers of user fields share. They read as Django REST Framework 3.14 does. */

/** What every field has. */
export const common = { store: openFieldStore }

/** How many characters a number, a date or a choice may be written with. */
export const LONGEST_WRITTEN = 1000

export const refuse = (fault: CommonFault | TypeFault, more: Partial<FoundFault> = {}): ReadValue => ({
  faults: [{ fault, ...more }],
})

/** The faults, or the value if there are none. */
export const unless = (faults: readonly FoundFault[], value: unknown): ReadValue =>
  faults.length > 0 ? { faults } : { value }

/** A number, or the limit that it breaks. */
export const within = (value: number, min: number, max: number): ReadValue => {
  if (value > max) return refuse('too_large', { limit: max })
  return value < min ? refuse('too_small', { limit: min }) : { value }
}

/** A year, month and day that exist, in the calendar of Python's `date`: from year 1 on. */
export function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)
}

/** Digits of a date or a time, in so many places. */
export const padded = (number: number, places = 2) => String(number).padStart(places, '0')
