import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'

type Content = Record<string, { example?: unknown }>
type Operation = {
  operationId: string
  description?: string
  'x-second-name-of'?: string
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content; headers?: object }>
}
export type Document = { paths: Record<string, Record<string, Operation>> }

const HEAD = '/* Written by `npm run client` from the API document. Do not edit. */\n\n'

const file = ts.factory.createTypeReferenceNode('Blob')

/** The types of an API document (OpenAPI 3.1), as openapi-typescript writes them. A file is a Blob. */
export async function typesOf(document: object): Promise<string> {
  const types = await openapiTS(JSON.stringify(document), {
    transform: ({ format }) => (format === 'binary' ? file : undefined),
  })
  return HEAD + astToString(types)
}

/**
 * As much of a document as the client uses: each operation at its first path, with one kind of body and what it answers
 * if it succeeds, in short. Refusals have types of their own (src/result.ts).
 */
export const usedPart = (document: Document): Document => ({
  ...document,
  paths: mapValues(document.paths, (methods) =>
    mapValues(
      Object.fromEntries(
        Object.entries(methods).filter(([, operation]) => operation['x-second-name-of'] === undefined),
      ),
      ({ requestBody, responses, description: _, ...operation }) => ({
        ...operation,
        ...(requestBody && { requestBody: { ...requestBody, content: firstOf(requestBody.content) } }),
        responses: mapValues(
          Object.fromEntries(Object.entries(responses).filter(([status]) => status < '300')),
          ({ content, headers: _, ...response }) => ({
            ...response,
            ...(content && { content: firstOf(content) }),
          }),
        ),
      }),
    ),
  ),
})

/** The first kind of body, without its example, which the types would repeat at length. */
const firstOf = (content: Content): Content =>
  mapValues(Object.fromEntries(Object.entries(content).slice(0, 1)), ({ example: _, ...body }) => body)

const mapValues = <From, To>(values: Record<string, From>, change: (value: From) => To) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
