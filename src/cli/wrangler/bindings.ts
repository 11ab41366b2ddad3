import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../project-root.ts'

/** Without wrangler's own messages. Errors are thrown. */
const quietly = async <Done>(open: () => Promise<Done>): Promise<Done> => {
  const before = { ...process.env }
  Object.assign(process.env, { WRANGLER_LOG: 'none', CLOUDFLARE_CF_FETCH_ENABLED: 'false' })
  try {
    return await open()
  } finally {
    for (const name of ['WRANGLER_LOG', 'CLOUDFLARE_CF_FETCH_ENABLED']) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}

const stateOf = (root: string) => join(root, '.wrangler/state/v3')

/** Whether `npm start` has created a database. Opening the bindings would create one. */
export const hasLocalDatabase = (root = projectRoot) => existsSync(join(stateOf(root), 'd1'))

/** The bindings of a configuration. Local ones keep their data in this folder. To be disposed of. */
export const openBindings = (configPath: string, state: string, remoteBindings = true) =>
  quietly(async () => {
    const { getPlatformProxy } = await import('wrangler')
    return getPlatformProxy<Env>({ configPath, remoteBindings, persist: { path: state } })
  })

/** The bindings of `npm start` with its data. It may be running. To be disposed of. */
export const openLocalBindings = (root = projectRoot) =>
  openBindings(join(root, 'wrangler.toml'), stateOf(root), false)
