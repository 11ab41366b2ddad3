import type { FieldOptions, ReadValue, UserField } from '../../ports/user-field.ts'
import { common, refuse } from './values.ts'

const LARGEST_JSON = 16_384
const MOST_DEEP = 16

/** Any JSON, of so many characters at most: DRF's JSONField. */
export const json = (options: FieldOptions & { maxLength?: number } = {}): UserField => {
  const { maxLength = LARGEST_JSON } = options
  return {
    ...common,
    ...options,
    type: 'json',
    read: (sent) => readJson(sent, maxLength),
    schema: { examples: [{ theme: 'dark' }] },
  }
}

function readJson(sent: unknown, maxLength: number): ReadValue {
  if (!isStorable(sent, MOST_DEEP)) return refuse('not_json')
  return JSON.stringify(sent).length > maxLength ? refuse('too_long', { limit: maxLength }) : { value: sent }
}

/** Whether a value can be written as JSON and read again: no file, no number beyond all, no broken text, not too deep. */
function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value === 'boolean') return true
  if (typeof value !== 'object' || depth === 0) return false
  if (Array.isArray(value)) return value.every((each) => isStorable(each, depth - 1))
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  return Object.entries(value).every(([name, each]) => isStorable(name, 1) && isStorable(each, depth - 1))
}
