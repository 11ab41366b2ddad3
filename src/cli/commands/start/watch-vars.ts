import { utimesSync, watch } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../project-root.ts'

/** wrangler's watcher drops a second change of a file within 50 ms. */
const QUIET_MS = 250

/**
 * wrangler reads .dev.vars again when wrangler.toml changes, and does not watch it by itself. So a change of it gives
 * wrangler.toml a new time, until the returned function is called. It waits until nothing else has changed: a change of
 * wrangler.toml at the same moment, as by a command that mends both, would be dropped.
 */
export const watchVars = (root = projectRoot): (() => void) => {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(root, (_, name) => {
    if (name !== '.dev.vars') return
    clearTimeout(timer)
    timer = setTimeout(() => {
      const now = new Date()
      utimesSync(join(root, 'wrangler.toml'), now, now)
    }, QUIET_MS)
  })
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
