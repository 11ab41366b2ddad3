import { FIELD_TYPES, type PlannedField } from './plan.ts'

const SWITCHES = ['required', 'null', 'blank', 'unique'] as const
const NUMBERS: Record<string, 'maxLength' | 'min' | 'digits' | 'places'> = {
  max: 'maxLength',
  min: 'min',
  digits: 'digits',
  places: 'places',
}
/** The types of values: of attributes there are as many as there are names. */
const VALUES = FIELD_TYPES.filter((type) => type !== 'attribute')
const WRITERS = ['owner', 'registration', 'staff']

/** How a field is written in one line. */
export const FIELD_SYNTAX =
  'name:type, then options separated by commas: required, null, blank, unique, max=20, write=staff, of=a|b'

/**
 * Reads `phone:text,max=20,required,unique`. Throws Error with a sentence that tells what is wrong.
 */
export function readField(line: string): [name: string, field: PlannedField] {
  const [, name, kind, rest = ''] = /^\s*([A-Za-z]\w*)\s*:\s*(\w+)\s*(?:,(.*))?$/.exec(line) ?? []
  if (name === undefined || kind === undefined) throw new Error(`A field is ${FIELD_SYNTAX}.`)
  const type = VALUES.find((each) => each.toLowerCase() === kind.toLowerCase())
  if (type === undefined) throw new Error(`${kind} is no type. Types are ${VALUES.join(', ')}.`)
  const field: PlannedField = { type }
  for (const option of rest.split(',').filter((each) => each.trim() !== '')) readOption(option.trim(), field)
  if (type === 'choice' && !field.choices) throw new Error('A choice needs its values: of=a|b.')
  if (type === 'decimal') Object.assign(field, { digits: field.digits ?? 10, places: field.places ?? 2 })
  return [name, field]
}

function readOption(option: string, field: PlannedField): void {
  const [name = '', value] = option.split('=')
  const known = SWITCHES.find((each) => each === name)
  const number = NUMBERS[name]
  if (known && value === undefined) field[known] = true
  else if (number && /^\d{1,6}$/.test(value ?? '')) field[number] = Number(value)
  else if (name === 'write' && WRITERS.includes(value ?? '')) field.write = value as 'owner'
  else if (name === 'of' && value) field.choices = value.split('|')
  else throw new Error(`${option} is no option. A field is ${FIELD_SYNTAX}.`)
}
