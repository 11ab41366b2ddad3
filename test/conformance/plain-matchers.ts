import { compilePattern } from './pattern.ts'
import type { Json } from './scenario.ts'
import { isObject, shorten, typeName } from './values.ts'
import type { Variables } from './variables.ts'

/** Says what was expected of a value, or nothing when it is as expected. */
type PlainMatcher = (argument: Json, got: Json, variables: Variables) => string | undefined

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The matchers that look at a value as a whole, without expectations of its parts. */
export const plainMatchers: Record<string, PlainMatcher> = {
  $any() {
    return undefined
  },
  $re(argument, got, variables) {
    const pattern = compilePattern(argument as string, variables)
    return typeof got === 'string' && pattern.test(got) ? undefined : `a match of ${pattern}`
  },
  $type(argument, got) {
    return [argument].flat().includes(typeName(got)) ? undefined : `type ${shorten(argument)}`
  },
  $uuid(_argument, got) {
    return typeof got === 'string' && UUID.test(got) ? undefined : 'a UUID'
  },
  $len(argument, got) {
    return lengthOf(got) === argument ? undefined : `length ${argument}`
  },
  $range(argument, got) {
    const [low, high] = argument as [number | null, number | null]
    const fits = typeof got === 'number' && got >= (low ?? -Infinity) && got <= (high ?? Infinity)
    return fits ? undefined : `a number from ${low} to ${high}`
  },
  $tokens(argument, got) {
    const { include = [], exclude = [] } = argument as { include?: string[]; exclude?: string[] }
    const tokens = typeof got === 'string' ? got.split(',').map((token) => token.trim().toUpperCase()) : []
    const lacking = include.filter((token) => !tokens.includes(token.toUpperCase()))
    if (lacking.length > 0 || typeof got !== 'string') return `the tokens ${lacking.join(', ')}`
    const extra = exclude.filter((token) => tokens.includes(token.toUpperCase()))
    return extra.length > 0 ? `none of ${extra.join(', ')}` : undefined
  },
}

function lengthOf(value: Json): number | undefined {
  if (typeof value === 'string') return [...value].length
  if (Array.isArray(value)) return value.length
  return isObject(value) ? Object.keys(value).length : undefined
}
