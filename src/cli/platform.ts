import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './project-root.ts'

/** What wrangler says while it opens bindings is for programmers; what is at fault is thrown. */
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

/** Whether `npm start` has made a database here. Opening the bindings would make one. */
export const hasLocalDatabase = (root = projectRoot) => existsSync(join(stateOf(root), 'd1'))

/** The bindings of a configuration; what is local of it has its data in this folder. To be disposed of. */
export const openPlatformOf = (configPath: string, state: string, remoteBindings = true) =>
  quietly(async () => {
    const { getPlatformProxy } = await import('wrangler')
    return getPlatformProxy<Env>({ configPath, remoteBindings, persist: { path: state } })
  })

/** The bindings that `npm start` has, with its data; it may be running. To be disposed of. */
export const openLocalPlatform = (root = projectRoot) =>
  openPlatformOf(join(root, 'wrangler.toml'), stateOf(root), false)
