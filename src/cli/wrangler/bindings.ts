import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as miniflare from 'miniflare'
import { projectRoot } from '../project-root.ts'
import { localD1Worker, openLocalD1, SECRET } from './local-d1.ts'
import { readToml } from './wrangler-toml.ts'

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

type Bindings = { env: Env; dispose: () => Promise<void> }

/** The bindings of a configuration, some of them remote. Local ones keep their data in the folder `state`. */
export const openBindings = (configPath: string, state: string): Promise<Bindings> =>
  quietly(async () => {
    const { getPlatformProxy } = await import('wrangler')
    return getPlatformProxy<Env>({ configPath, persist: { path: state } })
  })

const idsOf = <Each extends { binding: string }>(
  list: Each[] | undefined,
  idOf: (each: Each) => string | undefined,
) => Object.fromEntries((list ?? []).map((each) => [each.binding, idOf(each) ?? each.binding]))

/**
 * The database, namespace, bucket and variables of `npm start`, with its data. It may be running. To be disposed of.
 * Throws Refused when wrangler.toml is not valid TOML.
 *
 * This is what `getPlatformProxy` does with them, by the miniflare that wrangler brings along: to load all of wrangler
 * takes longer than a command. Their IDs are wrangler's, which name the files of the data.
 */
export const openLocalBindings = async (root = projectRoot, state = stateOf(root)): Promise<Bindings> => {
  const config = readToml(root)
  const fromWrangler = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'))
  const { Miniflare, convertV4MiniflareOptions } = fromWrangler('miniflare') as typeof miniflare
  const { secret, options } = localD1Worker()
  const local = new Miniflare(
    convertV4MiniflareOptions({
      ...options,
      ...(config.compatibility_date && { compatibilityDate: config.compatibility_date }),
      d1Databases: idsOf(config.d1_databases, (each) => each.preview_database_id ?? each.database_id),
      kvNamespaces: idsOf(config.kv_namespaces, ({ id }) => id),
      r2Buckets: idsOf(config.r2_buckets, ({ bucket_name }) => bucket_name),
      // Otherwise a server on the internet is asked for the location of this machine.
      cf: false,
      resourcePersistencePath: state,
    }),
  )
  const { [SECRET]: _, ...bindings } = await local.getBindings<Record<string, unknown>>()
  const databases = (config.d1_databases ?? []).map(({ binding }) => [
    binding,
    openLocalD1(local, secret, binding),
  ])
  const env = { ...config.vars, ...bindings, ...Object.fromEntries(databases) } as Env
  return { env, dispose: () => local.dispose() }
}
