import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { common, LONGEST_WRITTEN, refuse, within } from './values.ts'

type FloatOptions = FieldOptions & { min?: number; max?: number }

/** A number with a floating point, answered as a number: DRF's FloatField. */
export const float = (options: FloatOptions = {}): UserField => {
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = options
  return {
    ...common,
    ...options,
    type: 'float',
    read: (sent) => {
      const value = numberOf(sent)
      if (value === undefined) return refuse('not_a_number')
      return within(value, min, max)
    },
    schema: {
      type: 'number',
      ...(options.min !== undefined && { minimum: min }),
      ...(options.max !== undefined && { maximum: max }),
      examples: [Math.min(Math.max(1.5, min), max)],
    },
  }
}

/** JSON has neither NaN nor what is beyond all numbers. A body has its numbers as text (django-request.ts). */
function numberOf(sent: unknown): number | undefined {
  if (typeof sent === 'boolean') return Number(sent)
  const written = typeof sent === 'number' ? String(sent) : sent
  if (typeof written !== 'string' || written.length > LONGEST_WRITTEN) return undefined
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written.trim())) return undefined
  const value = Number(written) + 0
  return Number.isFinite(value) ? value : undefined
}
