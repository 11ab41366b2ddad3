import { utimesSync, watch } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../project-root.ts'

/**
 * wrangler reads .dev.vars again when wrangler.toml changes, and does not watch it by itself. So a change of it gives
 * wrangler.toml a new time, until the returned function is called.
 */
export const watchVars = (root = projectRoot): (() => void) => {
  const watcher = watch(root, (_, name) => {
    if (name !== '.dev.vars') return
    const now = new Date()
    utimesSync(join(root, 'wrangler.toml'), now, now)
  })
  return () => watcher.close()
}
