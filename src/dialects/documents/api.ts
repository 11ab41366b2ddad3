import type { z } from 'zod'
import type { ApiName, IdKind } from '../../ports/config.ts'
import type { CountedRequest } from './budgets.ts'
import type { HeaderName } from './headers.ts'
import type { Tag } from './tags.ts'

/**
 * A response. `example`: the body, where the shape serves several; `fields`: those of it that are not as the shape has
 * them; `headers`: those that the status alone does not say; `media`: the type
 * of a body that is not JSON.
 */
export type Response = {
  shape: z.ZodType | null
  example?: unknown
  fields?: Record<string, unknown>
  headers?: readonly HeaderName[]
  media?: string
}

/** The responses of an operation by status; `null` has no body. */
type Responses = Record<number, z.ZodType | Response | null>

/**
 * One operation, in whole sentences: anyone who reads its document knows what it does without asking. The texts are
 * Markdown.
 */
export type Documented = {
  /** What a program that was made from the document calls it: `refreshToken`. */
  name: string
  /** Its name for people. No two of a document are the same. */
  summary: string
  tag: Tag
  /** What it does. */
  does: string
  /** What it refuses, besides what every operation may be refused for. */
  refuses: string
  /** The rows of the table of budgets that were counted here; where it has none, round-trips.ts has it. */
  costs: readonly CountedRequest[]
  /** The body of the example, where the required fields alone are none, or not enough. */
  example?: Record<string, unknown>
  /** Fields that the example has besides the required ones, where the body has them: the response shows them as well. */
  alsoSends?: Record<string, unknown>
  /** The same as a call of `client/`, without `gatehouse.`; nothing where the client has no function for it. */
  client?: string
  responses: Responses
}

/**
 * What an API does, by method and path as the document writes them (`POST /api/register/`). `null`: it is there to
 * refuse, and no document has it.
 */
export type Operations = Record<string, Documented | null>

/** What every operation of an API may be refused with, and how a caller signs in. */
export type Conventions = {
  refusals: Responses
  /** The media type of refusals, where it differs from that of other responses. */
  refusalMedia?: string
  /** The headers that come with a status at any operation. */
  headers: Record<string, readonly HeaderName[]>
  /** A body of each refusal, by status. */
  examples: Record<number, unknown>
  /** OpenAPI security schemes, by name. */
  security: Record<string, { type: 'http' | 'apiKey'; [detail: string]: string }>
  /** How a service presents its secret, by name. */
  serviceSecurity?: Conventions['security']
  /** Whether paths are written with a slash at the end. */
  slash: boolean
}

/** What a document is made from. */
export type Api = Conventions & {
  /** The API of a client of `client/` that has these operations. */
  client: ApiName
  title: string
  /** The kind of ids that accounts have in this API. */
  ids: IdKind
  description: string
  operations: Operations
  /** `standard`: the path in the table of operations; `base`: the path here. */
  mounts: {
    base: string
    standard: string
    app: { routes: { path: string; method: string; handler: unknown }[] }
  }[]
  /** Second names of paths: `second` → `first`. */
  secondNames?: Record<string, string>
}

/** A response with more than its shape. */
export const answer = (shape: z.ZodType | null, more: Omit<Response, 'shape'>): Response => ({
  shape,
  ...more,
})

export const isResponse = (response: z.ZodType | Response | null): response is Response =>
  response !== null && 'shape' in response && !('safeParse' in response)
