import type { JSONSchema } from 'zod/v4/core'
import { Refused } from '../../refused.ts'

export type Schema = JSONSchema.JSONSchema & {
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}
type Parameter = { in: string; name: string; schema: Schema }
type Response = { content?: Record<string, { schema: object }> }
type Described = {
  security?: object[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, Response>
}
type Document = { paths: Record<string, Record<string, Described>>; components?: { schemas?: object } }

/** One method of one address, and what its document declares. */
export type Operation = Pick<Described, 'responses'> & {
  /** As in `POST /api/login/`. */
  name: string
  method: string
  /** With `{id}` where an id goes. */
  path: string
  needsLogin: boolean
  /** The shape of a body by media type. */
  bodies: Record<string, Schema>
  parameters: Parameter[]
  /** What the shapes of the responses refer to. */
  schemas: object
}

/** The names of the documents, as the page at /docs has them. */
const NAMES = ['profile', 'djoser', 'users', 'management', 'express', 'account']

/** Every operation of each API that is on at a running server. Refuses when there is none at the address. */
export const readOperations = async (origin: string): Promise<Operation[]> => {
  const read = await Promise.all(NAMES.map((name) => readDocument(`${origin}/docs/${name}.json`)))
  const documents = read.filter((document) => document !== undefined)
  // The account API is always on.
  if (documents.length === 0) throw new Refused(`No documents at ${origin}/docs: is the API running there?`)
  return [...new Map(documents.flatMap(operationsOf).map((each) => [each.name, each])).values()]
}

const readDocument = async (url: string): Promise<Document | undefined> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  return answer?.ok ? ((await answer.json()) as Document) : undefined
}

export const operationsOf = ({ paths, components }: Document): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security = [], parameters = [], requestBody, responses }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      needsLogin: security.length > 0,
      bodies: Object.fromEntries(
        Object.entries(requestBody?.content ?? {}).map(([media, { schema }]) => [media, schema]),
      ),
      parameters,
      responses,
      schemas: components?.schemas ?? {},
    })),
  )
