import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { momentSchema, shownIn, type Written } from './moment-format.ts'
import { common, padded, refuse } from './values.ts'

const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?$/

/** A time of day as `HH:MM:SS`, without a zone: DRF's TimeField. */
export const time = ({ format, ...options }: FieldOptions & Written = {}): UserField => ({
  ...common,
  ...options,
  ...shownIn({ format }),
  type: 'time',
  read: (sent) => {
    const [, hour, minute, second = '0', fraction = ''] = (typeof sent === 'string' && TIME.exec(sent)) || []
    if (Number(hour ?? 24) > 23 || Number(minute) > 59 || Number(second) > 59) return refuse('not_a_time')
    const micro = fraction.padEnd(6, '0')
    const whole = [hour, minute, second].map((digits) => padded(Number(digits))).join(':')
    return { value: Number(micro) > 0 ? `${whole}.${micro}` : whole }
  },
  ...(format !== undefined && { format }),
  schema: momentSchema(format, '07:30:00'),
})
