import { z } from 'zod'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { png } from '../conformance/png.ts'
import type { Answer } from './caller.ts'
import type { SignedUp } from './people.ts'
import { documents } from './standard-documents.ts'

/* Every API as its document describes it: a table over these covers a new one by itself. */

export type FieldSchema = {
  type?: string
  format?: string
  maxLength?: number
  examples?: unknown[]
  anyOf?: FieldSchema[]
}
type Described = {
  security?: object[]
  requestBody?: {
    content: Record<string, { schema: { properties?: Record<string, FieldSchema>; required?: string[] } }>
  }
  responses: Record<
    string,
    { headers?: Record<string, object>; content?: Record<string, { schema: object; example?: unknown }> }
  >
}

export type Operation = Described & {
  /** As in `POST /api/login/`. */
  name: string
  document: string
  method: string
  /** With `{id}` where an id goes. */
  path: string
  voice: 'django' | 'envelope' | 'problem'
  needsLogin: boolean
  media: string[]
  fields: Record<string, FieldSchema>
  required: string[]
}

export const JSON_MEDIA = 'application/json'
export const FORM_MEDIA = 'application/x-www-form-urlencoded'
export const MULTIPART_MEDIA = 'multipart/form-data'

const VOICES: Record<string, Operation['voice']> = { express: 'envelope', account: 'problem' }

/** Every operation once, whichever documents have it. */
export const operations: Operation[] = [
  ...new Map(
    Object.entries(documents)
      .flatMap(([document, title]) =>
        operationsOf(document, documentOf(title, 'http://localhost:8787').paths ?? {}),
      )
      .map((operation) => [operation.name, operation] as const),
  ).values(),
]

export const readingBodies = operations.filter(({ media }) => media.length > 0)
export const readingJson = readingBodies.filter(({ media }) => media.includes(JSON_MEDIA))
export const behindLogin = operations.filter(({ needsLogin }) => needsLogin)

function operationsOf(document: string, paths: object): Operation[] {
  return Object.entries(paths as Record<string, Record<string, Described>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const content = described.requestBody?.content ?? {}
      const [schema] = Object.values(content).map((each) => each.schema)
      return {
        ...described,
        name: `${method.toUpperCase()} ${path}`,
        document,
        method: method.toUpperCase(),
        path,
        voice: VOICES[document] ?? 'django',
        // Services sign in with a secret of their own.
        needsLogin: (described.security ?? []).some((scheme) => !('service' in scheme)),
        media: Object.keys(content),
        fields: schema?.properties ?? {},
        required: schema?.required ?? [],
      }
    }),
  )
}

/** The body that a document shows for a status; undefined where it has none. */
export const shownBy = ({ responses }: Operation, status: number): unknown =>
  Object.values(responses[status]?.content ?? {})[0]?.example

/** For `it.each`: the name and the operation. */
export const table = (some: Operation[]) => some.map((operation) => [operation.name, operation] as const)

/** The address of an operation for somebody, and what signs the request if it has to be signed. */
export const requestOf = ({ method, path, needsLogin }: Operation, { id, token }: SignedUp) => ({
  method,
  path: path.replace('{id}', id).replace(/\{(session|event)\}/, id),
  headers: new Headers(needsLogin ? { authorization: `Bearer ${token}` } : {}),
})

export const PICTURE = png(1, 1)

/** What an operation shows as an example, in every field. */
export const exampleOf = ({ fields }: Operation): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { format, examples }]) => [
      name,
      format === 'binary' ? PICTURE : examples?.[0],
    ]),
  )

/** Whether a refusal is worded as its API words them; tells what is wrong otherwise. */
export function faultOfVoice({ voice }: Operation, { status, body }: Answer): string | undefined {
  const text = JSON.stringify(body)
  if (/position \d|unexpected (token|end)|in JSON at|SyntaxError|zod|D1_|\bat \w+ \(/i.test(text))
    return `tells: ${text}`
  const keys = Object.keys((body ?? {}) as object)
    .sort()
    .join()
  if (voice === 'envelope')
    return keys === 'data,errors,message,statusCode,success' &&
      (body as { statusCode: number }).statusCode === status
      ? undefined
      : `no envelope: ${text}`
  if (voice === 'problem')
    return /^(errors,)?status,title,type$/.test(keys) && (body as { status: number }).status === status
      ? undefined
      : `no problem: ${text}`
  if (Array.isArray(body)) return body.every((each) => typeof each === 'string') ? undefined : text
  const isFields = Object.values((body ?? {}) as object).every(
    (each) => typeof each === 'string' || Array.isArray(each),
  )
  return keys !== '' && isFields ? undefined : `no Django: ${text}`
}

/** What djoser answers while activation is off: nothing, where a document can only say what a body would be. */
const EMPTY = '400 POST /auth/users/resend_activation/'

const shapes = new Map<string, z.ZodType | null | undefined>()

/** What a document promises for a status: a shape, null for no body, undefined when the status is not in it. */
function promised({ name, document, responses }: Operation, status: number): z.ZodType | null | undefined {
  const key = `${status} ${name}`
  if (!shapes.has(key)) {
    const response = responses[status]
    const [content] = Object.values(response?.content ?? {})
    const title = documents[document]
    const components = title && documentOf(title, 'http://localhost:8787').components
    const schema = { ...content?.schema, $defs: components?.schemas ?? {} }
    const text = JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')
    shapes.set(key, content ? z.fromJSONSchema(JSON.parse(text)) : response && null)
  }
  return shapes.get(key)
}

/** What an answer has that the document of its API does not promise. */
export function faultOfAnswer(operation: Operation, { status, body }: Answer): unknown {
  const shape = promised(operation, status)
  if (shape === undefined) return { undeclared: status, body }
  if (body === undefined && `${status} ${operation.name}` === EMPTY) return undefined
  if (shape === null) return body === undefined ? undefined : { status, notEmpty: body }
  const issues = shape.safeParse(body).error?.issues
  return issues && { status, body, issues }
}

/** An answer without the random challenge of a passkey, which is another one each time. */
export const withoutChance = (answer: object): object =>
  JSON.parse(JSON.stringify(answer).replace(/"challenge":"[\w-]{75}"/, '"challenge":"…"'))
