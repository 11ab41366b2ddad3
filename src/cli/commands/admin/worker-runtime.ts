import { registerHooks } from 'node:module'
import { scheduler } from 'node:timers/promises'

/**
 * Lets Node run what was written for the Worker, as wrangler bundles it: JSON needs no attribute, and `scheduler` is
 * there. To be called before anything of `account/` or `ports/` is loaded.
 */
export const becomeWorkerRuntime = () => {
  registerHooks({
    resolve: (name, context, next) => {
      const found = next(name, context)
      return name.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found
    },
  })
  Object.assign(globalThis, { scheduler })
}
