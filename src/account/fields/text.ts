import type {
  CommonFault,
  FieldOptions,
  FoundFault,
  ReadValue,
  TypeFault,
  UserField,
} from '../../ports/user-field.ts'
import { common, refuse, unless } from './values.ts'

/** The length of a text that names none: a row is read with every request of its owner. */
const LONGEST_TEXT = 10_000

/** The length of text that is searched for a pattern in any case. */
const MOST_SEARCHED = 1000

/**
 * Lengths are in code points. `pattern`: the text is one that the regular expression is found in, as Django's
 * RegexValidator has it; `patternError`: what is said otherwise.
 */
type TextOptions = FieldOptions & {
  maxLength?: number
  minLength?: number
  pattern?: RegExp
  patternError?: string
}

/** Text, trimmed: DRF's CharField. */
export const text = (options: TextOptions = {}): UserField => ({
  ...common,
  ...options,
  type: 'text',
  read: (sent) => readText(sent, options),
  schema: {
    type: 'string',
    maxLength: options.maxLength ?? LONGEST_TEXT,
    ...(options.minLength !== undefined && { minLength: options.minLength }),
    ...(options.pattern && { pattern: options.pattern.source }),
    examples: ['Ada'],
  },
})

/**
 * Reads text, trimmed. `malformed`: the fault of what is no text, and of text that is not `isMet`. A text that is empty
 * is checked for nothing else.
 */
export function readText(
  sent: unknown,
  { maxLength = LONGEST_TEXT, minLength = 0, blank = false, pattern, patternError }: TextOptions,
  malformed: CommonFault | TypeFault = 'not_text',
  isMet: (value: string) => boolean = () => true,
): ReadValue {
  if (typeof sent !== 'string') return refuse(malformed)
  const value = sent.trim()
  if (value === '') return blank ? { value } : refuse('blank')
  if (!value.isWellFormed()) return refuse('surrogate')
  const length = [...value].length
  const faults: FoundFault[] = []
  // Django asks the model's validators first. Text that is much too long is not searched.
  if (pattern && length <= Math.max(MOST_SEARCHED, maxLength) && !pattern.test(value))
    faults.push({ fault: 'not_the_pattern', ...(patternError !== undefined && { sentence: patternError }) })
  if (length > maxLength) faults.push({ fault: 'too_long', limit: maxLength })
  if (length < minLength) faults.push({ fault: 'too_few_characters', limit: minLength })
  if (value.includes('\0')) faults.push({ fault: 'null_character' })
  if (length <= LONGEST_TEXT && !isMet(value)) faults.push({ fault: malformed })
  return unless(faults, value)
}
