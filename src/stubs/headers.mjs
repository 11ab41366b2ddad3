// Replaces in the Worker the parser of headers that the multipart parser brings along (`alias` in wrangler.toml):
// dialects/multipart.ts reads them itself.
const from = () => {
  throw new Error('not in the Worker: src/stubs/headers.mjs')
}
export const ContentDisposition = { from }
export const ContentType = { from }
