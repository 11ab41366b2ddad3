/**
 * What comes of a call. A refusal is a value, never an exception: `error.kind` says which one. `Refusal` is the API's
 * own union; `CommonError` may come from every call.
 */
export type Result<Data, Refusal> = { ok: true; data: Data } | { ok: false; error: Refusal | CommonError }

/** `message` is a sentence of the server where there is one, otherwise one in English. */
export type CommonError =
  /** There was no answer: no network, another origin that is not allowed, or a request that was aborted. */
  | { kind: 'network'; message: string; cause: unknown }
  /** The server could not answer (5xx), or it was no answer of this API. Seconds to wait, if it said so. */
  | { kind: 'server'; message: string; status: number; retryAfter?: number | undefined }
  /** Too many tries (429). Seconds to wait. */
  | { kind: 'too_many'; message: string; retryAfter: number }
  /** Nobody is signed in, or the session has ended. It is removed from storage. */
  | { kind: 'signed_out'; message: string }

/** A refusal of a Django API: of fields, by their names (`non_field_errors`: of the form), or in one sentence. */
export type DjangoRefusal =
  | { kind: 'fields'; status: number; message: string; fields: Record<string, string[]> }
  | { kind: 'detail'; status: number; message: string; code?: string | undefined }

/** A refusal of the Express API. `errors` is empty if it is not about fields. */
export type ExpressRefusal = {
  kind: 'failure'
  status: number
  message: string
  errors: { field: string; message: string }[]
}

/** An answer as it came: the body is parsed JSON, or undefined. */
export type Answer = { status: number; body: unknown; retryAfter: number | undefined }

/** The refusal that an answer is, or undefined if it is no answer of the API. */
export type ReadRefusal<Refusal> = (answer: Answer) => Refusal | undefined

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string')

export const readDjango: ReadRefusal<DjangoRefusal> = ({ status, body }) => {
  // A picture is refused with a list and no field.
  if (isTexts(body)) return { kind: 'detail', status, message: body.join(' ') }
  if (!isObject(body)) return undefined
  const { detail, message = detail, code } = body
  if (typeof message === 'string')
    return { kind: 'detail', status, message, ...(typeof code === 'string' && { code }) }
  const fields: Record<string, string[]> = {}
  for (const [name, said] of Object.entries(body)) if (isTexts(said)) fields[name] = said
  const [first] = Object.values(fields)
  return first && { kind: 'fields', status, message: first.join(' '), fields }
}

export const readExpress: ReadRefusal<ExpressRefusal> = ({ status, body }) => {
  if (!isObject(body) || typeof body.message !== 'string' || !Array.isArray(body.errors)) return undefined
  return { kind: 'failure', status, message: body.message, errors: body.errors }
}

/** What every API has in common, or else the refusal of this one. */
export function errorOf<Refusal>(answer: Answer, read: ReadRefusal<Refusal>): Refusal | CommonError {
  const { status, retryAfter } = answer
  const refusal = read(answer)
  const said = isObject(refusal) && typeof refusal.message === 'string' ? refusal.message : undefined
  if (status === 429)
    return { kind: 'too_many', message: said ?? 'Too many tries.', retryAfter: retryAfter ?? 60 }
  if (status < 500 && refusal) return refusal
  return { kind: 'server', message: said ?? 'The server did not answer as expected.', status, retryAfter }
}

export const signedOut = (message = 'Nobody is signed in.'): CommonError => ({ kind: 'signed_out', message })
