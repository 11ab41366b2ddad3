import { createHash, timingSafeEqual } from 'node:crypto'
import { registerHooks } from 'node:module'
import { scheduler } from 'node:timers/promises'

/**
 * Lets Node run what was written for the Worker, as wrangler bundles it: JSON needs no attribute, and `scheduler`,
 * `timingSafeEqual` and MD5, which imported passwords need, are there. To be called before anything of `account/` or
 * `ports/` is loaded.
 */
export const becomeWorkerRuntime = () => {
  registerHooks({
    resolve: (name, context, next) => {
      const found = next(name, context)
      return name.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found
    },
  })
  Object.assign(globalThis, { scheduler })
  const digest = crypto.subtle.digest.bind(crypto.subtle)
  Object.assign(crypto.subtle, {
    timingSafeEqual,
    digest: async (algorithm: string, bytes: Uint8Array<ArrayBuffer>) =>
      algorithm === 'MD5' ? createHash('md5').update(bytes).digest() : digest(algorithm, bytes),
  })
}
