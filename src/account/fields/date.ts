import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { momentSchema, shownIn, type Written } from './moment-format.ts'
import { common, isDay, padded, refuse } from './values.ts'

const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/

/** A day as `YYYY-MM-DD`: DRF's DateField. */
export const date = ({ format, ...options }: FieldOptions & Written = {}): UserField => ({
  ...common,
  ...options,
  ...shownIn({ format }),
  type: 'date',
  read: (sent) => {
    const [year = 0, month = 0, day = 0] = (DAY.exec(String(sent)) ?? []).slice(1).map(Number)
    if (typeof sent !== 'string' || !isDay(year, month, day)) return refuse('not_a_date')
    return { value: `${padded(year, 4)}-${padded(month)}-${padded(day)}` }
  },
  ...(format !== undefined && { format }),
  schema: momentSchema(format, '1990-02-28'),
})
