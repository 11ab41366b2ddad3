// Stands in the Worker for zod's look-out for values that contain themselves (`alias` in wrangler.toml): what is parsed
// comes from JSON or from a form, which hold none.
export const memoizer = () => undefined
export const isRecursiveSchema = () => false
export const isBackEdge = () => false
