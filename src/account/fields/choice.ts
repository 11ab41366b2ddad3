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

/** As Python writes it. The bytes of a file would become as many members of one. */
const written = (sent: unknown): string =>
  typeof sent === 'string' ? sent : isOfJson(sent) ? inPython(sent) : 'A file'

function inPython(value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(inPython).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  const members = Object.entries(value as object).map(([name, each]) => `${quoted(name)}: ${inPython(each)}`)
  return `{${members.join(', ')}}`
}

/** In single quotes, or in double ones if only those are not in it. Of what Python escapes, a new line may be typed. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const plain = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return quote + (quote === "'" ? plain.replaceAll("'", "\\'") : plain) + quote
}

const isOfJson = (sent: unknown) =>
  typeof sent !== 'object' || Array.isArray(sent) || Object.getPrototypeOf(sent ?? {}) === Object.prototype
