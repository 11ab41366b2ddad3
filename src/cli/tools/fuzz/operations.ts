import { Refused } from '../../refused.ts'

/** As much of JSON Schema as the documents use. */
export type Schema = {
  type?: string
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  anyOf?: Schema[]
  examples?: unknown[]
}

/** One method of one address, and what its document declares. */
export type Operation = {
  method: string
  /** With `{id}` where an id goes. */
  path: string
  needsLogin: boolean
  /** The shape of a body by media type. */
  bodies: Record<string, Schema>
  query: string[]
  statuses: number[]
}

type Described = {
  security?: object[]
  parameters?: { in: string; name: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, unknown>
}
type Document = { paths: Record<string, Record<string, Described>> }

/** The names of the documents, as the page at /docs has them. */
const NAMES = ['profile', 'djoser', 'users', 'management', 'express', 'account']

/** Every operation of each API that is on at a running server. Refuses when there is none at the address. */
export const readOperations = async (origin: string): Promise<Operation[]> => {
  const read = await Promise.all(NAMES.map((name) => readDocument(`${origin}/docs/${name}.json`)))
  const documents = read.filter((document) => document !== undefined)
  // The account API is always on.
  if (documents.length === 0) throw new Refused(`No documents at ${origin}/docs: is the API running there?`)
  const found = new Map<string, Operation>()
  for (const operation of documents.flatMap(operationsOf)) {
    found.set(`${operation.method} ${operation.path}`, operation)
  }
  return [...found.values()]
}

const readDocument = async (url: string): Promise<Document | undefined> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  return answer?.ok ? ((await answer.json()) as Document) : undefined
}

export const operationsOf = ({ paths }: Document): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase(),
      path,
      needsLogin: (described.security ?? []).length > 0,
      bodies: Object.fromEntries(
        Object.entries(described.requestBody?.content ?? {}).map(([media, { schema }]) => [media, schema]),
      ),
      query: (described.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name),
      statuses: Object.keys(described.responses).map(Number),
    })),
  )
