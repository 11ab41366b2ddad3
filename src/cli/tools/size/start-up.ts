import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Bundle } from '../../bundle/bundle-worker.ts'
import { Refused } from '../../refused.ts'
import { readToml } from '../../wrangler/wrangler-toml.ts'
import { cpuOf } from './process-cpu.ts'

/** How much more CPU than bare Hono may be spent until the first response, in milliseconds. */
export const MOST_CPU = 15

const RESPONDS_WITHIN_MS = 10_000

const require = createRequire(import.meta.url)
// wrangler brings it along; a version of our own would be another one than wrangler's.
const workerd = createRequire(require.resolve('wrangler/package.json'))('workerd').default as string

const { compatibility_date, compatibility_flags = [] } = readToml()

const config = (files: string[]) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [${files.map((name) => `(name = "${name}", esModule = embed "${name}")`).join(', ')}],
    compatibilityDate = "${compatibility_date}",
    compatibilityFlags = ${JSON.stringify(compatibility_flags)},
    bindings = [(name = "REQUEST_LOG", text = "false")],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`

/**
 * How much CPU, in milliseconds, a bare workerd takes until a bundle has responded for the first time. Nothing is bound:
 * what responds needs no storage.
 */
export const startUpCpu = async ({ folder, files }: Pick<Bundle, 'folder' | 'files'>): Promise<number> => {
  const child = spawn(workerd, ['serve', '--binary', compileConfig(folder, files), '--control-fd=3'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  try {
    const response = await fetch(`http://127.0.0.1:${await portOf(child)}/healthz`, {
      signal: AbortSignal.timeout(RESPONDS_WITHIN_MS),
    })
    const text = await response.text()
    if (response.status !== 200) throw new Refused(`The bundle does not respond: ${response.status} ${text}`)
    return cpuOf(child.pid as number)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

/** Writes the configuration as wrangler hands it to workerd, which would take longer to read it as text. */
const compileConfig = (folder: string, files: string[]): string => {
  const text = join(folder, 'workerd.capnp')
  writeFileSync(text, config(files))
  const binary = `${text}.bin`
  writeFileSync(binary, execFileSync(workerd, ['compile', '--config-only', text], { maxBuffer: 2 ** 26 }))
  return binary
}

/** The port that workerd has chosen, as it reports on the control pipe. */
const portOf = async (child: ChildProcess): Promise<number> => {
  for await (const line of createInterface(child.stdio[3] as Readable)) {
    const { event, port } = JSON.parse(line) as { event: string; port?: number }
    if (event === 'listen' && port !== undefined) return port
  }
  throw new Refused('workerd does not start')
}

/** In the middle of an odd number of figures. */
export const median = (figures: number[]): number =>
  figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN
