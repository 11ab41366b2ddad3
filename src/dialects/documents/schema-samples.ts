/** A schema as a written document has it, as far as an example is made of it. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  const?: unknown
  enum?: unknown[]
  examples?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema | false
  not?: object
  properties?: Record<string, Schema>
  required?: string[]
}

export type Schemas = Record<string, Schema>

/** Stands in an example for a file, which JSON has no form for. */
export const FILE = '(the bytes of a picture)'

/**
 * A value of a schema, made of the examples in it: of an object what is required. Throws for text and numbers that have
 * no example, so that none is forgotten. `where` is for that error.
 */
export function sampleOf(schema: Schema, schemas: Schemas, where: string): unknown {
  const { $ref, type, examples, anyOf, oneOf, items } = schema
  if ($ref !== undefined) return sampleOf(named($ref, schemas), schemas, where)
  if (examples !== undefined) return examples[0]
  if ('const' in schema) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const [first] = anyOf ?? oneOf ?? []
  if (first !== undefined) return sampleOf(first, schemas, where)
  const [kind] = typeof type === 'string' ? [type] : (type ?? [])
  if (kind === 'object') return sampleOfFields(schema, schema.required ?? [], schemas, where)
  if (kind === 'array') return items && !items.not ? [sampleOf(items, schemas, where)] : []
  if (kind === 'boolean') return false
  if (schema.format === 'binary') return FILE
  throw new Error(`${where} has no example`)
}

/** The same of some fields of an object. */
export const sampleOfFields = (
  { properties = {} }: Schema,
  names: readonly string[],
  schemas: Schemas,
  where: string,
): Record<string, unknown> =>
  Object.fromEntries(
    names.map((name) => [name, sampleOf(properties[name] ?? {}, schemas, `${where} ${name}`)]),
  )

export function named(ref: string, schemas: Schemas): Schema {
  const schema = schemas[ref.replace('#/components/schemas/', '')]
  if (schema === undefined) throw new Error(`${ref} is not there`)
  return schema
}
