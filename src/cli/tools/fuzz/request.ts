import fc from 'fast-check'
import { anyText, anything, nearlyValid } from './arbitraries.ts'
import { anyMethod, hostileBody, hostileHeader, hostilePath } from './hostile.ts'
import { words } from './naughty-strings.ts'
import type { Operation, Schema } from './operations.ts'
import { type Own, validRequest } from './valid-request.ts'
import { type Draft, type Wire, writeRequest } from './write-request.ts'

/** `elsewhere`: it does not go to the operation itself, so that its statuses do not count. */
export type Made = { operation: Operation; wire: Wire; elsewhere: boolean }

type Changed = Draft & { elsewhere: boolean; chunked: boolean; rewrites: ((body: string) => string)[] }
type Change = (draft: Changed) => void

/** Requests to an operation: valid, or wrong in one to three ways. */
export const requestTo = (operation: Operation): fc.Arbitrary<Own<Made>> =>
  fc
    .tuple(validRequest(operation), fc.array(changeOf(operation), { maxLength: 3 }))
    .map(([draftOf, changes]) => (person) => {
      const draft = { ...draftOf(person), elsewhere: false, chunked: false, rewrites: [] }
      for (const change of changes) change(draft)
      return { operation, wire: wireOf(draft), elsewhere: draft.elsewhere }
    })

const wireOf = ({ rewrites, chunked, ...draft }: Changed): Wire => {
  const wire = writeRequest(draft)
  if (['GET', 'HEAD', 'TRACE'].includes(wire.method)) return { ...wire, body: undefined }
  if (rewrites.length === 0) return wire
  const body = rewrites.reduce((text, rewrite) => rewrite(text), wire.body?.toString('latin1') ?? '')
  const headers = { 'content-type': 'application/json', ...wire.headers }
  return { ...wire, headers, body: Buffer.from(body, 'latin1'), chunked }
}

const changeOf = ({ bodies }: Operation): fc.Arbitrary<Change> => {
  const fields = Object.values(bodies)
    .slice(0, 1)
    .flatMap((schema) => fieldsIn(schema))
  const known = fields.map(({ path, schema }) => changeOfField(fc.constant(path), schema))
  return fc.oneof(
    { weight: 4, arbitrary: known.length > 0 ? fc.oneof(...known) : changeOfBody },
    {
      weight: 1,
      arbitrary: changeOfField(
        anyName.map((name) => [name]),
        {},
      ),
    },
    { weight: 3, arbitrary: changeOfBody },
    { weight: 4, arbitrary: changeOfHeader },
    { weight: 1, arbitrary: changeOfAddress },
  )
}

const changing = <Value>(values: fc.Arbitrary<Value>, change: (draft: Changed, value: Value) => void) =>
  values.map(
    (value): Change =>
      (draft) =>
        change(draft, value),
  )

const changeOfBody = changing(
  fc.tuple(hostileBody, fc.constantFrom(false, false, false, true)),
  (draft, [rewrite, chunked]) => {
    draft.rewrites.push(rewrite)
    draft.chunked = chunked
  },
)

const changeOfHeader = changing(hostileHeader, ({ headers }, { name, rewrite }) => {
  headers[name] = rewrite(headers[name] ?? '')
})

const changeOfAddress = fc.oneof(
  changing(hostilePath, (draft, rewrite) => {
    Object.assign(draft, { path: rewrite(draft.path), elsewhere: true })
  }),
  changing(anyMethod, (draft, method) => {
    Object.assign(draft, { method, elsewhere: true })
  }),
)

/** Every field of an object, and of the objects in it. */
const fieldsIn = ({ properties = {} }: Schema, path: string[] = []): { path: string[]; schema: Schema }[] =>
  Object.entries(properties).flatMap(([name, schema]) => [
    { path: [...path, name], schema },
    ...fieldsIn(schema, [...path, name]),
  ])

const anyName = fc.oneof(
  fc.constantFrom(...words('__proto__ constructor id is_staff is_active _method a[] a.b USERNAME')),
  anyText,
)

/** Another value in a field, a file in it, or no such field. */
const changeOfField = (place: fc.Arbitrary<string[]>, schema: Schema): fc.Arbitrary<Change> => {
  const values = fc.oneof(
    { weight: 4, arbitrary: anything },
    { weight: 4, arbitrary: nearlyValid(schema) },
    { weight: 1, arbitrary: anyText.map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
  return changing(fc.tuple(place, values), (draft, [path, value]) => {
    draft.fields = put(draft.fields, path, value)
  })
}

type Fields = Record<string, unknown>

/** A copy with a value in a field, which can be `__proto__`. */
const put = (fields: Fields, [name = '', ...rest]: string[], value: unknown): Fields =>
  Object.defineProperty({ ...fields }, name, {
    value: rest.length === 0 ? value : put(Object(fields[name]), rest, value),
    enumerable: true,
    configurable: true,
    writable: true,
  })
