import { nestedMatchers, type Place } from './nested-matchers.ts'
import { plainMatchers } from './plain-matchers.ts'
import type { Json, JsonObject } from './scenario.ts'
import { type Found, isObject, shorten } from './values.ts'
import { fillIn, type Variables } from './variables.ts'

/** The differences between what was got and what was wanted; none when it is as wanted. */
export async function compare(
  wanted: Json,
  got: Found,
  variables: Variables,
  at = 'body',
): Promise<string[]> {
  if (isMatcher(wanted)) {
    const place = placeAt(at, variables)
    const all = Object.entries(wanted).map(([name, argument]) => match(name, argument, got, place))
    return (await Promise.all(all)).flat()
  }
  if (isObject(wanted)) {
    if (!isObject(got)) return [difference(at, 'an object', got)]
    const present = Object.entries(wanted).filter(([key]) => Object.hasOwn(got, key))
    const lacking = Object.keys(wanted).filter((key) => !Object.hasOwn(got, key))
    const extra = Object.keys(got).filter((key) => !Object.hasOwn(wanted, key))
    return [
      ...(await compareKeys(Object.fromEntries(present), got, variables, at)),
      ...lacking.map((key) => difference(`${at}.${key}`, shorten(wanted[key]), undefined)),
      ...extra.map((key) => difference(`${at}.${key}`, 'nothing', got[key])),
    ]
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(got)) return [difference(at, 'an array', got)]
    if (wanted.length !== got.length) return [difference(at, shorten(wanted), got)]
    const all = wanted.map((item, index) => compare(item, got[index], variables, `${at}[${index}]`))
    return (await Promise.all(all)).flat()
  }
  const filled = typeof wanted === 'string' ? fillIn(wanted, variables) : wanted
  return filled === got ? [] : [difference(at, shorten(filled), got)]
}

async function match(name: string, argument: Json, got: Found, place: Place): Promise<string[]> {
  // Only these two say something about what is not there.
  if (got === undefined && name !== '$not' && name !== '$in') return place.differ('something', got)
  const nested = nestedMatchers[name]
  if (nested) return nested(argument, got, place)
  const plain = plainMatchers[name]
  if (!plain) throw new Error(`unknown matcher ${name}`)
  const expected = plain(argument, got as Json, place.variables)
  return expected === undefined ? [] : place.differ(expected, got)
}

async function compareKeys(
  wanted: JsonObject,
  got: JsonObject,
  variables: Variables,
  at: string,
): Promise<string[]> {
  const all = Object.entries(wanted).map(([key, value]) => {
    const found = Object.hasOwn(got, key) ? got[key] : undefined
    return compare(value, found, variables, `${at}.${key}`)
  })
  return (await Promise.all(all)).flat()
}

function placeAt(at: string, variables: Variables): Place {
  return {
    at,
    variables,
    compare: (wanted, got, below = '') => compare(wanted, got, variables, at + below),
    compareKeys: (wanted, got) => compareKeys(wanted, got, variables, at),
    differ: (expected, got) => [difference(at, expected, got)],
  }
}

function difference(at: string, expected: string, got: Found): string {
  return `${at}: expected ${expected}, got ${shorten(got)}`
}

function isMatcher(wanted: Json): wanted is JsonObject {
  if (!isObject(wanted)) return false
  const keys = Object.keys(wanted)
  return keys.length > 0 && keys.every((key) => key.startsWith('$'))
}
