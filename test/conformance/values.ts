import type { Json, JsonObject } from './scenario.ts'

// `undefined` is what is not there; JSON itself has no such value.
export type Found = Json | undefined

export function typeName(value: Found): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

export function isObject(value: Found): value is JsonObject {
  return typeName(value) === 'object'
}

export function shorten(value: Found): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length < 300 ? text : `${text.slice(0, 300)}...`
}
