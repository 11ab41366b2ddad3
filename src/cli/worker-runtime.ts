import { registerHooks } from 'node:module'
import { scheduler } from 'node:timers/promises'

const BYTES = `import { readFileSync } from 'node:fs'
const { buffer, byteOffset, length } = readFileSync(new URL(import.meta.url))
const bytes = buffer.slice(byteOffset, byteOffset + length)
export { bytes as default }`

/**
 * Lets Node run what was written for the Worker, as wrangler bundles it: `.bin` is bytes, JSON needs no attribute, and
 * `scheduler` is there. To be called before anything of `account/` or `ports/` is loaded.
 */
export const becomeWorkerRuntime = () => {
  registerHooks({
    resolve: (name, context, next) => {
      const found = next(name, context)
      return name.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found
    },
    load: (url, context, next) =>
      url.endsWith('.bin') ? { format: 'module', source: BYTES, shortCircuit: true } : next(url, context),
  })
  Object.assign(globalThis, { scheduler })
}
