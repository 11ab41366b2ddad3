import { readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { join, relative } from 'node:path'
import type * as miniflare from 'miniflare'
import { readToml } from '../../src/cli/wrangler/wrangler-toml.ts'
import { childrenNamed } from '../load/process-cpu.ts'
import type { Condition, Distance } from '../operations.ts'

// wrangler brings it along; a version of our own would bring a second workerd.
const wrangler = createRequire(import.meta.url).resolve('wrangler/package.json')
const { Miniflare, convertV4MiniflareOptions, Log, LogLevel } = createRequire(wrangler)(
  'miniflare',
) as typeof miniflare

/** The main file of a Worker, and every file of it, which are in one folder. */
export type Bundle = { main: string; folder: string; files: string[] }

type WorkerdOptions = {
  bundle: Bundle
  condition: Condition
  distance?: Distance | undefined
  /** Where D1 and the rest are kept, as under `.wrangler/state`. */
  folder: string
  options?: Record<string, unknown>
  /** Whatever else is to be reached from the Worker, in the same workerd. */
  others?: Record<string, unknown>[]
}

export type Workerd = {
  origin: URL
  pid: number
  d1: () => Promise<D1Database>
  kv: (binding: string) => Promise<KVNamespace>
  stop: () => Promise<void>
}

/** Gatehouse's, for everybody. */
const { compatibility_date, compatibility_flags = [] } = readToml()

/**
 * A workerd of its own with one Worker in it. `origin` leads straight to the Worker, past the proxy that miniflare and
 * `wrangler dev` put before it. One at a time: the process is told by its being new.
 */
export async function startWorkerd({
  bundle,
  condition,
  distance = condition === 'slow' ? { d1: 10, kv: 0, client: 0 } : undefined,
  folder,
  options = {},
  others = [],
}: WorkerdOptions): Promise<Workerd> {
  const before = new Set(childrenNamed('workerd'))
  const worker = {
    name: 'measured',
    compatibilityDate: compatibility_date,
    compatibilityFlags: compatibility_flags,
    modules: modulesOf(bundle, condition, distance),
    modulesRoot: '/',
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
    ...options,
  }
  const gatehouse = new Miniflare(
    convertV4MiniflareOptions({
      workers: [worker, ...others],
      resourcePersistencePath: join(folder, 'v3'),
      cf: false,
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ level, message }: { level: string; message: string }) => {
        if (level === 'error') console.error(message)
      },
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  )
  await gatehouse.ready
  const [pid] = childrenNamed('workerd').filter((child) => !before.has(child))
  if (pid === undefined) throw new Error('workerd is not among the processes that were started')
  return {
    origin: await gatehouse.unsafeGetDirectURL('measured'),
    pid,
    d1: () => gatehouse.getD1Database('DB', 'measured') as Promise<D1Database>,
    kv: (binding) => gatehouse.getKVNamespace(binding, 'measured') as unknown as Promise<KVNamespace>,
    stop: () => gatehouse.dispose(),
  }
}

const script = (path: string, contents: string) => ({ type: 'ESModule', path: `/${path}`, contents })
const ours = (name: string) =>
  stripTypeScriptTypes(readFileSync(join(import.meta.dirname, '../workers', name), 'utf8'))

/** The bundle, behind a front of our own where something has to be in its way. */
function modulesOf({ main, folder, files }: Bundle, condition: Condition, distance: Distance | undefined) {
  const bundled = files.map((file) => {
    const name = file === main ? 'worker.js' : relative(folder, file)
    return name.endsWith('.js')
      ? script(name, readFileSync(file, 'utf8'))
      : { type: 'Data', path: `/${name}`, contents: readFileSync(file) }
  })
  const far = distance && [
    script(
      'front.js',
      `import worker from './worker.js'\nimport { distant } from './distant.js'\nexport default distant(worker, ${JSON.stringify(distance)})`,
    ),
    script('distant.js', ours('distant.ts')),
  ]
  const hashless = [
    script('front.js', `import './no-hash.js'\nexport { default } from './worker.js'`),
    script('no-hash.js', ours('no-hash.ts')),
  ]
  const front = far ?? (condition === 'hashless' ? hashless : [])
  const [first, ...rest] = [...bundled].sort((file) => (file.path === '/worker.js' ? -1 : 1))
  return [...front, first, ...rest]
}
