// Replaces in the Worker what zod compiles shapes with (`alias` in wrangler.toml): Workers run no code from text.
export class Doc {
  constructor() {
    throw new Error('not in the Worker: src/stubs/doc.mjs')
  }
}
