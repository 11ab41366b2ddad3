import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { common, LONGEST_WRITTEN, refuse, within } from './values.ts'

type IntegerOptions = FieldOptions & { min?: number; max?: number }

/** A whole number: DRF's IntegerField, within what JavaScript holds exactly. */
export const integer = (options: IntegerOptions = {}): UserField => {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options
  return {
    ...common,
    ...options,
    type: 'integer',
    read: (sent) => {
      const value = wholeNumber(sent)
      if (value === undefined) return refuse('not_an_integer')
      return within(value, min, max)
    },
    schema: { type: 'integer', minimum: min, maximum: max, examples: [Math.min(Math.max(7, min), max)] },
  }
}

/** Of digits, with a sign or without; `5.0` is 5. A body has its numbers as text (django-request.ts). */
function wholeNumber(sent: unknown): number | undefined {
  const written = typeof sent === 'number' ? String(sent) : sent
  if (typeof written !== 'string' || written.length > LONGEST_WRITTEN) return undefined
  // Adding 0 makes 0 of -0.
  return /^[+-]?\d+(\.0*)?$/.test(written.trim()) ? Number(written) + 0 : undefined
}
