import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { common, refuse } from './values.ts'

/** One of a few texts or numbers, each found by how it is written: DRF's ChoiceField. */
export const choice = (choices: readonly (string | number)[], options: FieldOptions = {}): UserField => ({
  ...common,
  ...options,
  type: 'choice',
  read: (sent) => {
    if (sent === '' && options.blank) return { value: '' }
    const isPlain = typeof sent === 'string' || typeof sent === 'number'
    const value = isPlain ? choices.find((each) => String(each) === String(sent)) : undefined
    return value !== undefined ? { value } : refuse('not_a_choice', { sent: written(sent) })
  },
  schema: {
    ...(choices.every((each) => typeof each === 'string') && { type: 'string' }),
    enum: [...choices, ...(options.blank && !choices.includes('') ? [''] : [])],
    examples: choices.slice(0, 1),
  },
})

/** As Python writes a truth value; lists and objects as JSON. The bytes of a file would become as many members of one. */
function written(sent: unknown): string {
  if (typeof sent === 'boolean') return sent ? 'True' : 'False'
  if (typeof sent === 'string') return sent
  return isOfJson(sent) ? JSON.stringify(sent) : 'A file'
}

const isOfJson = (sent: unknown) =>
  typeof sent !== 'object' || Array.isArray(sent) || Object.getPrototypeOf(sent ?? {}) === Object.prototype
