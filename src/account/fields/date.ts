import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { common, isDay, padded, refuse } from './values.ts'

const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/

/** A day as `YYYY-MM-DD`: DRF's DateField. */
export const date = (options: FieldOptions = {}): UserField => ({
  ...common,
  ...options,
  type: 'date',
  read: (sent) => {
    const [year = 0, month = 0, day = 0] = (DAY.exec(String(sent)) ?? []).slice(1).map(Number)
    if (typeof sent !== 'string' || !isDay(year, month, day)) return refuse('not_a_date')
    return { value: `${padded(year, 4)}-${padded(month)}-${padded(day)}` }
  },
  schema: { type: 'string', format: 'date', examples: ['1990-02-28'] },
})
