import type { FieldOptions, FoundFault, UserField } from '../../ports/user-field.ts'
import { common, LONGEST_WRITTEN, refuse, unless } from './values.ts'

/** `digits` in all, `places` of them after the point. `asNumber`: answers have a number, which may be less exact. */
type DecimalOptions = FieldOptions & { digits: number; places: number; asNumber?: boolean }

/** A number with a fixed point, stored and answered as text: DRF's DecimalField. */
export const decimal = ({ asNumber = false, ...options }: DecimalOptions): UserField => ({
  ...common,
  ...options,
  ...(asNumber && {
    shownAs: (value) => (typeof value === 'string' ? Number(value) : value),
    typedAs: (value) => value,
  }),
  ...(typeof options.default === 'number' && { default: written(options.default, options.places) }),
  type: 'decimal',
  read: (sent) => {
    // A form has no other way to say null.
    if (options.null && typeof sent === 'string' && sent.trim() === '') return { value: null }
    const number = parse(typeof sent === 'number' ? String(sent) : sent)
    if (!number) return refuse('not_a_number')
    return unless(faultsOf(number, options), fixed(number, options.places))
  },
  schema: asNumber ? { type: 'number', examples: [1] } : schemaOf(options),
})

const schemaOf = (options: DecimalOptions) => ({
  type: 'string' as const,
  format: 'decimal',
  pattern: `^-?\\d{1,${Math.max(1, options.digits - options.places)}}(\\.\\d{1,${options.places}})?$`,
  examples: [fixed({ sign: '', digits: '1', exponent: 0 }, options.places)],
})

/** A default may be given as a number. */
function written(number: number, places: number): string {
  const parts = parse(String(number))
  return (parts && fixed(parts, places)) || String(number)
}

/** As Python's `Decimal.as_tuple` has it: the number is `digits` times ten to the power of `exponent`. */
type Parts = { sign: string; digits: string; exponent: number }

function parse(sent: unknown): Parts | undefined {
  if (typeof sent !== 'string' || sent.length > LONGEST_WRITTEN) return undefined
  const [, sign, whole = '', fraction = '', power = '0'] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,9}))?$/i.exec(sent.trim()) ?? []
  if (sign === undefined || whole + fraction === '') return undefined
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '')
  return { sign: sign === '-' ? '-' : '', digits, exponent: Number(power) - fraction.length }
}

/** The first limit that is broken, as DRF's `validate_precision` finds it. */
function faultsOf({ digits, exponent }: Parts, { digits: most, places }: DecimalOptions): FoundFault[] {
  const decimals = Math.max(0, -exponent)
  const whole = Math.max(0, digits.length + exponent)
  const total = exponent >= 0 ? whole : Math.max(digits.length, decimals)
  if (total > most) return [{ fault: 'too_many_digits', limit: most }]
  if (decimals > places) return [{ fault: 'too_many_places', limit: places }]
  return whole > most - places ? [{ fault: 'too_many_whole_digits', limit: most - places }] : []
}

/** With all its places after the point. Only for what is within the limits. */
function fixed({ sign, digits, exponent }: Parts, places: number): string {
  if (exponent > LONGEST_WRITTEN || exponent < -places) return ''
  const all = (digits + '0'.repeat(exponent + places)).padStart(places + 1, '0')
  const [whole, decimals] = [all.slice(0, all.length - places), all.slice(all.length - places)]
  return `${sign}${whole}${places > 0 ? `.${decimals}` : ''}`
}
