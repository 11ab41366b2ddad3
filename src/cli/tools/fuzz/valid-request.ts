import fc from 'fast-check'
import { label, PIXEL, pixel, valid, validObject } from './arbitraries.ts'
import type { Operation, Schema } from './operations.ts'
import type { Person } from './people.ts'
import type { Draft } from './write-request.ts'

/** What depends on who sends the request. */
export type Own<Value> = (person: Person) => Value

/** A request as the document of the operation wants it. */
export const validRequest = (operation: Operation): fc.Arbitrary<Own<Draft>> => {
  const { method, path, needsLogin, bodies, parameters } = operation
  const contents = Object.entries(bodies).map(([media, schema]) =>
    fc.record({ media: fc.constant(media), fields: validObject(schema, fieldOf) }),
  )
  const namedIn = (place: string) =>
    Object.fromEntries(
      parameters.filter((each) => each.in === place).map(({ name, schema }) => [name, schema]),
    )
  return fc
    .record({
      content: fc.oneof(
        ...(contents.length > 0 ? contents : [fc.constant({ media: undefined, fields: {} })]),
      ),
      ids: validObject({ properties: namedIn('path'), required: Object.keys(namedIn('path')) }, idOf),
      query: validObject({ properties: namedIn('query') }, valid),
      scheme: fc.constantFrom('Token', 'Bearer', 'JWT'),
      token: fc.constantFrom('token', 'token', 'access', 'accessToken'),
      isSigned: fc.nat(9).map((chance) => chance > (needsLogin ? 0 : 6)),
    })
    .map(({ content: { media, fields }, ids, query, scheme, token, isSigned }) => (person) => {
      const own = (value: unknown) => (typeof value === 'function' ? value(person) : value)
      const search = new URLSearchParams(query as Record<string, string>)
      return {
        method,
        path: path.replace(/\{(\w+)\}/g, (_, name) => own(ids[name])) + (search.size > 0 ? `?${search}` : ''),
        headers: isSigned ? { authorization: `${scheme} ${person.known[token] ?? person.token}` } : {},
        media,
        fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, own(value)])),
      }
    })
}

const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

/** Mostly the person's own, or one that a response had. */
const idOf = ({ format, type, pattern = '', ...schema }: Schema): fc.Arbitrary<string | Own<string>> => {
  const form = new RegExp(format === 'uuid' ? UUID : type === 'integer' ? '^\\d+$' : pattern)
  const known =
    (at: number) =>
    ({ ids }: Person) => {
      const fitting = ids.filter((id) => form.test(id))
      return fitting[at % fitting.length] ?? ids[0] ?? ''
    }
  const other =
    type === 'integer' ? valid({ type, ...schema }) : form.source === '(?:)' ? label : fc.stringMatching(form)
  return fc.oneof({ weight: 6, arbitrary: fc.nat().map(known) }, { weight: 1, arbitrary: other.map(String) })
}

/** What the person has, what nobody has yet, or anything that the schema allows. */
const fieldOf = (schema: Schema, name: string): fc.Arbitrary<unknown> => {
  if (schema.properties) return valid(schema)
  if (/_username$/.test(name)) return label
  // Little is done for who gives a wrong password.
  const weight = schema.format === 'password' ? 25 : 5
  return fc.oneof(
    { weight, arbitrary: fc.constant((person: Person) => ownOf(name, schema, person)) },
    { weight: 4, arbitrary: freshOf(name, schema) },
    { weight: 1, arbitrary: valid(schema) },
  )
}

const ownOf = (name: string, { format, examples }: Schema, person: Person): unknown => {
  if (format === 'binary') return pixel
  if (name === 'image') return PIXEL
  if (name === 'username' || name === 'identifier') return person.username
  if (format === 'email') return person.email
  if (format === 'password') return person.password
  return person.known[name] ?? examples?.[0] ?? 'x'
}

const freshOf = (name: string, schema: Schema): fc.Arbitrary<unknown> => {
  if (name === 'username') return label
  if (schema.format === 'email') return label.map((local) => `${local}@example.com`)
  return schema.format === 'password' ? fc.constant('Zx4-harbour-Lantern') : valid(schema)
}
