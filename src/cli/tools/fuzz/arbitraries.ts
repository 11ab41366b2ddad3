import fc from 'fast-check'
import { naughtyStrings } from './naughty-strings.ts'
import type { Schema } from './operations.ts'

/** The smallest PNG. */
export const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
export const pixel = Uint8Array.from(atob(PIXEL), (character) => character.charCodeAt(0))

/** A value as a form has it. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')

/** Any text at all: lone surrogates, NUL and white space too. */
export const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...naughtyStrings) },
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
    .map((units) => String.fromCharCode(...units)),
)

export const anything = fc.oneof(
  { weight: 3, arbitrary: anyText },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

/** A part of a name or an address. */
export const label = fc.stringMatching(/^[a-z][a-z0-9]{5,20}$/)

const FORMATS: Record<string, fc.Arbitrary<unknown>> = {
  binary: fc.constant(pixel),
  email: fc.tuple(label, label).map(([local, domain]) => `${local}@${domain}.example`),
  uuid: fc.uuid(),
  'date-time': fc
    .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
}

/** What a schema allows. */
export const valid = ({ examples = [], ...schema }: Schema): fc.Arbitrary<unknown> =>
  examples.length > 0 ? fc.oneof(fc.constantFrom(...examples), bySchema(schema)) : bySchema(schema)

const bySchema = (schema: Schema): fc.Arbitrary<unknown> => {
  const { type, format = '', pattern, minimum: min = -1e6, maximum: max = 1e6 } = schema
  if (Array.isArray(type)) return fc.oneof(...type.map((each) => bySchema({ ...schema, type: each })))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valid))
  if (type === 'object') return validObject(schema, valid)
  if (type === 'array') return fc.array(valid(schema.items ?? {}), { maxLength: 5 })
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'integer') return fc.integer({ min, max })
  if (type === 'number') return fc.double({ min, max, noNaN: true })
  if (type !== 'string') return fc.jsonValue({ maxDepth: 2 })
  if (pattern) return fc.stringMatching(new RegExp(pattern))
  const { minLength = 0, maxLength = 300 } = schema
  return FORMATS[format] ?? fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 300) })
}

/** The fields of an object by their names and schemas. Those that are not required are often left out. */
export const validObject = (
  { properties = {}, required = [] }: Schema,
  field: (schema: Schema, name: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, field(schema, name)])),
    { requiredKeys: required.filter((name) => name in properties) },
  )

/** What a schema does not allow, or only just: another type, a little too long, a little too large. */
export const nearlyValid = (schema: Schema): fc.Arbitrary<unknown> => {
  const { maxLength = 150, minimum = 0, maximum = 100 } = schema
  return fc.oneof(
    fc.constantFrom<unknown[]>(null, true, 0, -0, 1.5, 1e308, 2 ** 53, [], {}, [null], [['x']], {
      $ne: null,
    }),
    fc.constantFrom(minimum - 1, minimum, maximum, maximum + 1),
    fc
      .tuple(fc.constantFrom('x', 'é', '👩‍👩‍👧'), fc.constantFrom(maxLength, maxLength + 1, 1025, 15_000))
      .map(([unit, length]) => unit.repeat(length).slice(0, length)),
    fc.tuple(valid(schema), anyText).map(([value, text]) => textOf(value) + text),
    valid(schema).chain((value) =>
      fc.constantFrom<unknown[]>([value], textOf(value).toUpperCase(), JSON.stringify(value)),
    ),
  )
}
