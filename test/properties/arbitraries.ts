import fc from 'fast-check'
import { anyText, anything, valid } from '../../src/cli/tools/fuzz/arbitraries.ts'
import type { Schema } from '../../src/cli/tools/fuzz/operations.ts'
import { type FieldSchema, type Operation, PICTURE } from '../support/operations.ts'
import type { SignedUp } from '../support/people.ts'

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
          valid(schema as Schema),
          fc.constant(undefined).map(() => sensible(name, schema, person())),
        ),
      ]),
    ),
    { requiredKeys: required },
  ) as fc.Arbitrary<Record<string, unknown>>

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
