import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { isEmail } from '../words.ts'
import { readText } from './text.ts'
import { common } from './values.ts'

const LONGEST_EMAIL = 254

/** An email address besides the account's own: DRF's EmailField. */
export const email = (options: FieldOptions & { maxLength?: number } = {}): UserField => {
  const maxLength = options.maxLength ?? LONGEST_EMAIL
  return {
    ...common,
    ...options,
    type: 'email',
    read: (sent) => readText(sent, { ...options, maxLength }, 'not_an_email', isEmail),
    schema: { type: 'string', format: 'email', maxLength, examples: ['ada@example.com'] },
  }
}
