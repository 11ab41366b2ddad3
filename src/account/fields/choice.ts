import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { common, refuse } from './values.ts'

/** One of a few texts: DRF's ChoiceField. */
export const choice = (choices: readonly string[], options: FieldOptions = {}): UserField => ({
  ...common,
  ...options,
  type: 'choice',
  read: (sent) => {
    if (sent === '' && options.blank) return { value: '' }
    const isOne = typeof sent === 'string' && choices.includes(sent)
    return isOne ? { value: sent } : refuse('not_a_choice', { sent: written(sent) })
  },
  schema: {
    type: 'string',
    enum: [...choices, ...(options.blank && !choices.includes('') ? [''] : [])],
    examples: choices.slice(0, 1),
  },
})

/** As Python writes a truth value; lists and objects as JSON. */
function written(sent: unknown): string {
  if (typeof sent === 'boolean') return sent ? 'True' : 'False'
  return typeof sent === 'string' ? sent : JSON.stringify(sent)
}
