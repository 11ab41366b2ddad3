import { toBase64url, utf8 } from './encoding.ts'
import type { Json } from './scenario.ts'

export type Variables = Map<string, Json>

export class Unresolved extends Error {}

// Emails that the passwords of the scenarios hardly use, so that chance cannot make
// a user name look like a password.
const LETTERS = 'hjkqvwxyz'
const VARIABLE = /\$\{(?:([a-z0-9]+):)?([A-Za-z_][A-Za-z0-9_]*)\}/g

const filters: Record<string, (value: string) => string> = {
  b64url: (value) => toBase64url(utf8(value)),
  upper: (value) => value.toUpperCase(),
  lower: (value) => value.toLowerCase(),
  urlencode: (value) =>
    encodeURIComponent(value).replace(
      /[!'()*]/g,
      (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
}

export function newVariables(origin: string): Variables {
  const rand = Array.from({ length: 14 }, () => LETTERS[randomBelow(LETTERS.length)]).join('')
  const randint = String(10 ** 11 + randomBelow(9 * 10 ** 11))
  return new Map([
    ['origin', origin],
    ['rand', rand],
    ['randint', randint],
  ])
}

export function fillIn(template: string, variables: Variables, quote = (text: string) => text): string {
  return template.replace(VARIABLE, (_, filterName: string | undefined, name: string) => {
    const value = variables.get(name)
    if (value === undefined) throw new Unresolved(`\${${name}} was never captured`)
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return quote(filterName === undefined ? text : filterCalled(filterName)(text))
  })
}

function filterCalled(name: string): (value: string) => string {
  const filter = filters[name]
  if (!filter) throw new Error(`unknown filter ${name}`)
  return filter
}

function randomBelow(limit: number): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return Math.floor(((high * 2 ** 21 + (low >>> 11)) / 2 ** 53) * limit)
}
