import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { readText } from './text.ts'
import { common } from './values.ts'

const LONGEST_SLUG = 50

const SLUG = /^[-\w]+$/

/** Text of letters, digits, `-` and `_`: DRF's SlugField, which asks for its length first. */
export const slug = (options: FieldOptions & { maxLength?: number; minLength?: number } = {}): UserField => {
  const maxLength = options.maxLength ?? LONGEST_SLUG
  return {
    ...common,
    ...options,
    type: 'text',
    read: (sent) => readText(sent, { ...options, maxLength }, 'not_a_slug', (value) => SLUG.test(value)),
    schema: { type: 'string', maxLength, pattern: '^[-a-zA-Z0-9_]+$', examples: ['ada-lovelace'] },
  }
}
