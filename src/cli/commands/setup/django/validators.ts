import { type Call, isCall, type Value } from '../python/value.ts'

/**
 * What Django's validators ask of a value. `taken`: the sentence of DRF's UniqueValidator. `code`: what is not read.
 * `isUsername`: Django's own rule for usernames.
 */
export type Validators = {
  minLength?: number
  maxLength?: number
  min?: number
  max?: number
  pattern?: RegExp
  patternError?: string
  taken?: string
  code?: string[]
  isUsername?: boolean
}

const NUMBERS: Record<string, 'minLength' | 'maxLength' | 'min' | 'max'> = {
  MinLengthValidator: 'minLength',
  MaxLengthValidator: 'maxLength',
  MinValueValidator: 'min',
  MaxValueValidator: 'max',
}

/** What DRF's UniqueValidator says by itself. */
const NOT_UNIQUE = 'This field must be unique.'

/** Reads `validators=[…]`. */
export function validatorsOf(value: Value | undefined): Validators {
  const found: Validators = {}
  for (const each of Array.isArray(value) ? value : []) read(each, found)
  return found
}

function read(value: Value, found: Validators): void {
  const name = isCall(value) ? (value.name.split('.').at(-1) ?? '') : ''
  const limit = isCall(value) ? (value.named.limit_value ?? value.args[0]) : undefined
  const number = NUMBERS[name]
  if (number && typeof limit === 'number') found[number] = limit
  else if (name === 'RegexValidator' && pattern(value as Call, found)) return
  else if (/^(Unicode|ASCII)UsernameValidator$/.test(name)) found.isUsername = true
  else if (name === 'UniqueValidator') {
    const { message } = (value as Call).named
    if (message === undefined || typeof message === 'string') found.taken = message ?? NOT_UNIQUE
  } else found.code = [...(found.code ?? []), name || nameOf(value)]
}

const nameOf = (value: Value) =>
  typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : 'a validator'

/** Takes a regular expression that means the same in JavaScript. Whether it did. */
function pattern({ args, named }: Call, found: Validators): boolean {
  const [regex, message] = [named.regex ?? args[0], named.message ?? args[1]]
  const isPlain =
    typeof regex === 'string' &&
    named.flags === undefined &&
    !named.inverse_match &&
    !/\(\?[^:=!]/.test(regex)
  const read = isPlain ? expression(regex.replaceAll('\\A', '^').replaceAll('\\Z', '$')) : undefined
  if (read === undefined) return false
  found.pattern = read
  if (typeof message === 'string') found.patternError = message
  return true
}

function expression(source: string): RegExp | undefined {
  try {
    return new RegExp(source)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
