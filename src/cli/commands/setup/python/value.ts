/*
 * What a Python expression is worth, as far as it can be told without running it. Lists, tuples and sets are arrays,
 * dicts with keys of text are maps.
 */

/** A call: `models.CharField(max_length=20)` is `{ name: 'django.db.models.CharField', args: [], named: {…} }`. */
export type Call = { kind: 'call'; name: string; args: Value[]; named: Record<string, Value> }

/** A name that has no value in the files that are read, with its import: `django.db.models.CASCADE`. */
export type Name = { kind: 'name'; name: string }

/** A `timedelta`. */
export type Duration = { kind: 'duration'; seconds: number }

/** What only running the program would tell. `variable`: the environment variable that has it. */
export type Unknown = { kind: 'unknown'; text: string; variable?: string }

export type Value =
  | string
  | number
  | boolean
  | null
  | Value[]
  | Map<string, Value>
  | Call
  | Name
  | Duration
  | Unknown

type Kind = (Call | Name | Duration | Unknown)['kind']

const isOf =
  <Of extends Call | Name | Duration | Unknown>(kind: Kind) =>
  (value: Value | undefined): value is Of =>
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind

export const isCall = isOf<Call>('call')
export const isName = isOf<Name>('name')
export const isDuration = isOf<Duration>('duration')
export const isUnknown = isOf<Unknown>('unknown')

/** The texts of a list, without what else is in it. */
export const textsOf = (value: Value | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

/** The dotted path that a value stands for: a text such as `'accounts.serializers.User'`, or a name. */
export const pathOf = (value: Value | undefined): string | undefined => {
  if (typeof value === 'string') return value
  return isName(value) ? value.name : undefined
}

/** The value as a person would write it in Python, shortened. */
export function printed(value: Value | undefined): string {
  const text = plain(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function plain(value: Value | undefined): string {
  if (value === undefined || value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`
  if (value instanceof Map)
    return `{${[...value].map(([key, each]) => `'${key}': ${plain(each)}`).join(', ')}}`
  if (isDuration(value)) return `${value.seconds} seconds`
  return isUnknown(value) ? value.text : `${value.name}${isCall(value) ? '(…)' : ''}`
}
