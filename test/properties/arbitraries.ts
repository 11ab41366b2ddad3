import fc from 'fast-check'
import { naughtyStrings } from '../../src/cli/tools/fuzz/naughty-strings.ts'
import { type FieldSchema, type Operation, PICTURE } from '../support/operations.ts'
import type { SignedUp } from '../support/people.ts'

/** Any text at all: lone surrogates, NUL and white space too. */
const anyText = fc.oneof(
  fc.constantFrom(...naughtyStrings.filter((text) => text.length < 3000)),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
    .map((units) => String.fromCharCode(...units)),
)

const anything = fc.oneof(
  { weight: 3, arbitrary: anyText },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

/** A body with anything in the fields of an operation, some left out and some more. */
export const hostileBody = (
  { fields }: Operation,
  person: () => SignedUp,
): fc.Arbitrary<Record<string, unknown>> => {
  const names = Object.keys(fields)
  const known = Object.fromEntries(
    names.map((name) => [
      name,
      fc.oneof(
        anything,
        fc.constant(undefined).map(() => sensible(name, fields[name], person())),
      ),
    ]),
  )
  const more = fc.dictionary(
    fc.oneof(fc.constantFrom('__proto__', 'constructor', 'is_staff', 'id'), anyText),
    anything,
    {
      maxKeys: 2,
    },
  )
  return fc
    .tuple(fc.record(known, { requiredKeys: [] }), more)
    .map(([body, others]) => ({ ...others, ...body }) as Record<string, unknown>)
}

/** A body that is valid by the schema of the document, and by nothing else. */
export const validBody = ({ fields, required }: Operation, person: () => SignedUp) =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, schema]) => [
        name,
        fc.oneof(
          bySchema(schema),
          fc.constant(undefined).map(() => sensible(name, schema, person())),
        ),
      ]),
    ),
    { requiredKeys: required },
  ) as fc.Arbitrary<Record<string, unknown>>

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/)

function bySchema({ format, maxLength = 300, anyOf }: FieldSchema): fc.Arbitrary<unknown> {
  if (anyOf) return fc.oneof(...anyOf.map(bySchema))
  if (format === 'binary') return fc.constant(PICTURE)
  if (format === 'email') return fc.tuple(label, label).map(([local, domain]) => `${local}@${domain}.example`)
  return fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(maxLength, 300) })
}

/** What somebody who is signed in would send. */
function sensible(
  name: string,
  schema: FieldSchema | undefined,
  { username, email, password }: SignedUp,
): unknown {
  if (schema?.format === 'password') return password
  if (schema?.format === 'binary') return PICTURE
  if (/^(username|identifier)$/.test(name)) return username
  return name === 'email' ? email : schema?.examples?.[0]
}
