import * as z from 'zod/mini'

/* What zod/mini has no short form of (decision 58). */

/** The same shape, as the API documents describe it. What was made of a shape keeps its description, unless it has its own. */
export function described<Shape extends z.ZodMiniType>(shape: Shape, meta: z.core.GlobalMeta): Shape {
  const copy = z.clone(shape)
  z.globalRegistry.add(copy, meta)
  return copy
}

/** A shape whose values become others, once they are valid. */
export const transformed = <Shape extends z.ZodMiniType, Out>(
  shape: Shape,
  transform: (value: z.output<Shape>) => Out,
) => z.pipe(shape, z.transform(transform))

/** A shape that takes any other value for this one. `z.catch` does so too, and brings all of zod's helpers along. */
export const otherwise = <Shape extends z.ZodMiniType>(shape: Shape, value: z.output<Shape>) =>
  new z.ZodMiniCatch({
    type: 'catch',
    innerType: shape,
    catchValue: () => value,
  }) as unknown as z.ZodMiniCatch<Shape>
