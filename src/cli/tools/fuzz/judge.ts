import type { Made } from './make-request.ts'
import type { Answer } from './send.ts'

/** The statuses that any path may have, whatever its document says. */
const ANYWHERE = [429]
/** The statuses of a path that is not in the document, or has another method. */
const ELSEWHERE = [400, 401, 403, 404, 405, 413, 415]

/** What is wrong with a response, undefined when nothing is. */
export const judge = ({ operation, wire, elsewhere }: Made, answer: Answer): string | undefined => {
  const { status, failure, type, size, json } = answer
  if (failure !== undefined) return failure
  if (status >= 500) return `status ${status}`
  const declared = [...operation.statuses, ...ANYWHERE, ...(elsewhere ? [...ELSEWHERE, 200, 204, 201] : [])]
  if (!declared.includes(status)) return `undeclared status ${status}`
  if (status === 429 && !answer.retryAfter) return '429 without Retry-After'
  const isEmpty =
    size === 0 && (status === 204 || wire.method === 'HEAD' || operation.statuses.includes(status))
  if (!isEmpty && (json === undefined || !/^application\/(problem\+)?json\b/.test(type)))
    return `no JSON: ${type}`
  return undefined
}
