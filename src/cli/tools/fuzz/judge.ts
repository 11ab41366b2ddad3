import { z } from 'zod'
import type { Person } from './people.ts'
import type { Made } from './request.ts'
import type { Answer } from './send.ts'

/** The statuses that any path may have, whatever its document says. */
const ANYWHERE = [429]
/** The statuses of another path or method, which may be that of another operation. */
const ELSEWHERE = [...ANYWHERE, 200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 415]
/** What tells about the program, and nothing about the request. */
const INNER = /position \d|unexpected (token|end)|in JSON at|SyntaxError|D1_|SQLITE|\bat \w+ \(/i

/** What is wrong with a response, undefined when nothing is. */
export const judge = (
  { operation, wire, elsewhere }: Made,
  answer: Answer,
  { password }: Person,
): string | undefined => {
  const { status, failure, headers, text, json } = answer
  if (failure !== undefined) return failure
  if (status >= 500) return `status ${status}`
  const declared = operation.responses[status]
  if (!declared && !(elsewhere ? ELSEWHERE : ANYWHERE).includes(status)) return `undeclared status ${status}`
  if (status === 429 && !headers['retry-after']) return '429 without Retry-After'
  if (headers['x-content-type-options'] !== 'nosniff') return 'no X-Content-Type-Options'
  if (text.includes(password)) return 'the password in the response'
  if (INNER.test(text)) return 'the inside of the program in the response'
  if (text === '' && (declared || status === 204 || wire.method === 'HEAD')) return undefined

  const type = headers['content-type'] ?? ''
  const [media = ''] = type.split(';')
  const isJson = /^application\/(problem\+)?json$/.test(media) && json !== undefined
  if (elsewhere || !declared) return isJson ? undefined : `no JSON: ${type}`
  const content = declared.content?.[media] ?? declared.content?.[type]
  if (!content) return isJson ? `undeclared body of ${status}` : `no JSON: ${type}`
  const issue = isJson
    ? shapeOf(content.schema, operation.schemas).safeParse(json).error?.issues[0]
    : undefined
  return issue && `undeclared body of ${status}: ${issue.path.join('.')} ${issue.message}`
}

const shapes = new WeakMap<object, z.ZodType>()

const shapeOf = (schema: object, schemas: object): z.ZodType => {
  const known = shapes.get(schema)
  if (known) return known
  const text = JSON.stringify({ ...schema, $defs: schemas })
  const shape = z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))
  shapes.set(schema, shape)
  return shape
}
