import { createHash, timingSafeEqual } from 'node:crypto'
import { type ResolveFnOutput, registerHooks } from 'node:module'
import { scheduler } from 'node:timers/promises'

/**
 * Lets Node run what was written for the Worker, as wrangler bundles it: JSON needs no attribute, and `scheduler`,
 * `timingSafeEqual` and MD5, which imported passwords need, are there. To be called before anything of `account/` or
 * `ports/` is loaded.
 */
export const becomeWorkerRuntime = () => {
  const found = new Map<string, ResolveFnOutput>()
  registerHooks({
    resolve: (name, context, next) => {
      // Node would read the 180 kB of drizzle's package.json for each of its files, and for each import of one.
      if (name.startsWith('.') && context.parentURL?.includes('/node_modules/drizzle-orm/'))
        return { url: new URL(name, context.parentURL).href, format: 'module', shortCircuit: true }
      if (name.startsWith('drizzle-orm')) {
        const known = found.get(name) ?? next(name, context)
        found.set(name, known)
        return { ...known, shortCircuit: true }
      }
      const resolved = next(name, context)
      return name.endsWith('.json') ? { ...resolved, importAttributes: { type: 'json' } } : resolved
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
