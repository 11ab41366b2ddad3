// Replaces in the Worker the parser of headers that the multipart parser brings along (`alias` in wrangler.toml):
// dialects/multipart.ts reads them itself.
const from = () => {
  throw new Error('the headers of a part are read by dialects/multipart.ts')
}
export const ContentDisposition = { from }
export const ContentType = { from }
