/** A schema of a document, as far as the tests look at it. */
export type Schema = {
  $ref?: string
  properties?: Record<string, Schema>
  required?: string[]
  [key: string]: unknown
}

type Body = { content: Record<string, { schema: Schema }> }
export type Operation = { parameters?: object[]; requestBody?: Body; responses: Record<number, Body> }
export type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** The schema of a body in JSON, also where the document has it under a name. */
export function jsonOf({ components }: Document, body: Body | undefined): Schema | undefined {
  const schema = body?.content['application/json']?.schema
  const name = schema?.$ref?.replace('#/components/schemas/', '')
  return name === undefined ? schema : components.schemas[name]
}
