import type { z } from 'zod'
import type { IdKind } from '../../ports/config.ts'

/** The responses of an operation by status; `null` has no body. */
export type Responses = Record<number, z.ZodType | null>

/**
 * What an API does, by method and path as the document writes them (`POST /api/register/`). `name` is what a program
 * that was made from the document calls it.
 */
export type Operations = Record<string, readonly [name: string, summary: string, responses: Responses]>

/** What every operation of an API may be refused with, and how a caller signs in. */
export type Conventions = {
  refusals: Responses
  /** The media type of refusals, where it differs from that of other responses. */
  refusalMedia?: string
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
