import type { MiddlewareHandler } from 'hono'
import type { z } from 'zod'

/** What a handler or middleware says about the API it stands at. */
export type Description = {
  summary?: string
  answers?: Answers
  needsLogin?: boolean
  query?: z.ZodObject
  body?: { shape: z.ZodType; media: string[] }
}

/** The answers of an API by status; `null` has no body. */
export type Answers = Record<number, z.ZodType | null>

/** What stands at the head of a document. */
export type Title = {
  title: string
  description: string
  /** What every API of the dialect may answer besides. */
  refusals: Answers
  /** The media type of refusals, where it is not that of answers. */
  refusalMedia?: string
  /** What a refusal says, by status. */
  examples: Record<number, unknown>
  /** How a caller signs in, by name (OpenAPI security schemes). */
  security: Record<string, { type: 'http' | 'apiKey'; [detail: string]: string }>
  /** Whether paths are written with a slash at the end. */
  slash: boolean
  mounts: { base: string; app: { routes: { path: string; method: string; handler: unknown }[] } }[]
  /** Second names of paths: `second` → `first`. */
  secondNames?: Record<string, string>
}

const described = Symbol('description')

/** Lets a middleware carry its description. */
export const describe = <Handler extends object>(handler: Handler, description: Description): Handler =>
  Object.assign(handler, { [described]: description })

/** What an API does, in a sentence, what it answers with, and what may stand behind the `?`. */
export const doc = (summary: string, answers: Answers, query?: z.ZodObject): MiddlewareHandler =>
  describe(async (_c, next) => next(), { summary, answers, ...(query && { query }) })

/** What a handler or middleware was described with. */
export const descriptionOf = (handler: unknown): Description | undefined =>
  (handler as { [described]?: Description })[described]
