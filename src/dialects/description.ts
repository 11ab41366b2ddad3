import type * as z from 'zod/mini'

/** What a middleware declares about the operation that it is part of, for the API documents. */
export type Description = {
  needsLogin?: boolean
  /** For services, which present a secret of their own. */
  needsSecret?: boolean
  query?: z.ZodMiniObject
  /** `whole`: the shape of a PUT, where it is another one. */
  body?: { shape: z.ZodMiniType; whole?: z.ZodMiniType; media: string[] }
}

const described = Symbol('description')

/** Attaches a description to a middleware. */
export const describe = <Handler extends object>(handler: Handler, description: Description): Handler =>
  Object.assign(handler, { [described]: description })

/** The description of a handler or middleware. */
export const descriptionOf = (handler: unknown): Description | undefined =>
  (handler as { [described]?: Description })[described]
