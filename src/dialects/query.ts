import { zValidator } from '@hono/zod-validator'
import type { MiddlewareHandler } from 'hono'
import type * as z from 'zod/mini'
import { describe } from './description.ts'
import type { AppEnv } from './dialect.ts'
import { parse, readQuery } from './reading.ts'

/** Validates the query. Of a repeated parameter the first counts. */
export const query = <Shape extends z.ZodMiniObject>(shape: Shape) =>
  describe(
    zValidator('query', shape, undefined, {
      validationFunction: (schema, sent) => ({ success: true, data: parse(schema, firsts(sent)) }),
    }),
    { query: shape },
  )

const firsts = (query: object) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat()[0]]))

type Lazy<Shape extends z.ZodMiniObject> = {
  in: { query: z.input<Shape> }
  out: { query: () => z.output<Shape> }
}

/** The same, but `c.req.valid('query')` is a function that validates: for a query that some callers may send and others not. */
export const lazyQuery = <Shape extends z.ZodMiniObject>(shape: Shape) => {
  const keep: MiddlewareHandler<AppEnv, string, Lazy<Shape>> = async (c, next) => {
    c.req.addValidatedData('query', () => parse(shape, readQuery(c)))
    await next()
  }
  return describe(keep, { query: shape })
}
