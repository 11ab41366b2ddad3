import type { IdKind } from '../../ports/config.ts'
import { type Api, isResponse } from './api.ts'
import { codeSamplesOf } from './code-samples.ts'
import type { Operation } from './operations.ts'
import { named, type Schema, type Schemas, sampleOf, sampleOfFields } from './schema-samples.ts'

type Content = Record<string, { schema: Schema; example?: unknown }>

/** As much of an operation in a written document as has examples. */
type Written = {
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
  'x-codeSamples'?: object[]
}

const FORM = 'multipart/form-data'

const IDS: Record<IdKind, string> = {
  uuid: '6d5f9bae-a31b-4b7b-82c4-3853eda2b011',
  integer: '42',
  objectid: '6a0f2c80e1b7d94f3c5a8e21',
}

type Document = { paths?: object; components?: object }

function writtenOf({ paths = {} }: Document, { method }: Operation, path: string): Written {
  const written = (paths as Record<string, Record<string, Written>>)[path]?.[method.toLowerCase()]
  if (written === undefined) throw new Error(`${method} ${path} is not written`)
  return written
}

/** Gives every body of an operation an example. */
export function withExamples(document: Document, api: Api, operation: Operation, path: string): void {
  const { method, example, alsoSends } = operation
  const where = `${method} ${path}`
  const { schemas = {} } = (document.components ?? {}) as { schemas?: Schemas }
  const written = writtenOf(document, operation, path)
  for (const [media, each] of Object.entries(written.requestBody?.content ?? {})) {
    if (media !== FORM) each.schema = withoutFiles(each.schema)
    each.example = example ?? requestOf(each.schema, schemas, `${where} ${media}`, alsoSends)
  }

  for (const [status, { content = {} }] of Object.entries(written.responses)) {
    for (const each of Object.values(content))
      each.example =
        said(api, operation, status) ??
        withFields(operation, status, sampleOf(each.schema, schemas, `${where} ${status}`))
  }
}

/** The operation of an API by which the client signs in. */
const SIGN_IN = 'signIn(body)'

const ADA = { username: 'ada', password: 'Vq7-mountain-Kestrel' }

/** Gives the operations of a document, which have examples, samples of how they are asked for. */
export function addSamples(
  document: Document,
  api: Api,
  placed: { operation: Operation; path: string }[],
): void {
  const exampleOf = (operation: Operation, path: string) => {
    const content = Object.entries(writtenOf(document, operation, path).requestBody?.content ?? {})
    const [media, { example } = {}] = content.find(([each]) => each !== FORM) ?? content[0] ?? []
    return { media, body: example as Record<string, unknown> | undefined }
  }
  const signIn = placed.find(({ operation }) => operation.client === SIGN_IN)
  const person = (signIn && exampleOf(signIn.operation, signIn.path).body) ?? ADA
  for (const { operation, path } of placed) {
    const { method, needsLogin, needsSecret, client } = operation
    const needsSession = needsLogin || client?.startsWith('signOut')
    writtenOf(document, operation, path)['x-codeSamples'] = codeSamplesOf({
      method,
      path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? IDS[api.ids] : IDS.uuid)),
      ...exampleOf(operation, path),
      credential: needsSecret ? 'secret' : needsLogin ? 'token' : undefined,
      client,
      person: needsSession ? person : undefined,
      api: api.client,
    })
  }
}

/** Files are in multipart forms alone. */
const withoutFiles = (schema: Schema): Schema => {
  const { properties } = schema
  if (properties === undefined) return schema
  const fields = Object.entries(properties).filter(([, { format }]) => format !== 'binary')
  return { ...schema, properties: Object.fromEntries(fields) }
}

/** What the required fields and the others are. Throws without required ones: an empty body shows nobody what it is for. */
function requestOf(
  schema: Schema,
  schemas: Schemas,
  where: string,
  others: Record<string, unknown> = {},
): Record<string, unknown> {
  const { required = [], ...fields } = schema.$ref === undefined ? schema : named(schema.$ref, schemas)
  if (required.length === 0)
    throw new Error(`${where}: requires nothing, so its operation needs an \`example\``)
  const known = Object.keys(fields.properties ?? {})
  return {
    ...sampleOfFields(fields, required, schemas, where),
    ...Object.fromEntries(Object.entries(others).filter(([name]) => known.includes(name))),
  }
}

/** The example that the table has for a response, or that the voice of the API has for a refusal. */
function said(api: Api, { responses }: Operation, status: string): unknown {
  const own = responses[Number(status)]
  if (own !== undefined && own !== null && isResponse(own) && own.example !== undefined) return own.example
  const shape = own && isResponse(own) ? own.shape : own
  const isRefusal = own === undefined || Object.values(api.refusals).some((each) => each === shape)
  return isRefusal ? api.examples[Number(status)] : undefined
}

function withFields({ responses }: Operation, status: string, sample: unknown): unknown {
  const own = responses[Number(status)]
  return own && isResponse(own) && own.fields ? Object.assign({}, sample, own.fields) : sample
}
