import type { FieldOptions, UserField } from '../../ports/user-field.ts'
import { common, refuse } from './values.ts'

const WORDS: [value: boolean | null, words: RegExp][] = [
  [true, /^(t|y|yes|true|on|1|1\.0)$/i],
  [false, /^(f|n|no|false|off|0|0\.0)$/i],
  [null, /^(null)?$/i],
]

/** True or false, and the words for them that DRF's BooleanField knows. */
export const boolean = (options: FieldOptions = {}): UserField => ({
  ...common,
  ...options,
  type: 'boolean',
  read: (sent) => {
    const word = typeof sent === 'boolean' || typeof sent === 'number' ? String(sent) : sent
    const [value] = WORDS.find(([, words]) => typeof word === 'string' && words.test(word)) ?? []
    const isAllowed = value === null ? options.null === true : value !== undefined
    return isAllowed ? { value } : refuse('not_a_boolean')
  },
  schema: { type: 'boolean', examples: [true] },
})
