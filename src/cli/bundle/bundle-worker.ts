import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { OutputChunk, PluginContext } from 'rolldown'
import { projectRoot } from '../project-root.ts'
import { Refused } from '../refused.ts'

/** What `npm run deploy` uploads, static files left out. Sizes in bytes. */
export type Bundle = Sizes & {
  folder: string
  /** What is uploaded, by its path in the folder: first `worker.js`, then what it loads before the first request. */
  files: string[]
  /** Of those that are loaded before the first request. */
  atStart: Sizes & { files: string[] }
  /** About how much of it comes from each source file, by its path from the root of the project. */
  sources: Record<string, number>
}

type Sizes = { minified: number; gzip: number }

/** Where the Worker is bundled to, from the root of the project. */
export const BUNDLE = 'build/worker'

/** The Worker's own name, as wrangler would call it. */
const ENTRY = 'worker.js'

/**
 * Bundles a Worker into a folder: what every request needs in one file, and the rest in files that are loaded when they
 * are asked for (decision 69). wrangler's own bundle, which `npm start` uses, is one file. Throws Refused.
 */
export async function bundleWorker(
  folder = join(projectRoot, BUNDLE),
  entry = 'src/worker.ts',
): Promise<Bundle> {
  const chunks = startFirst(await makeChunks(entry))
  rmSync(folder, { recursive: true, force: true })
  for (const { fileName, code, map } of chunks) {
    const file = join(folder, fileName)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code)
    writeFileSync(`${file}.map`, JSON.stringify(map))
  }
  const atStart = chunks.slice(0, staticallyFrom(ENTRY, chunks).size)
  return {
    folder,
    files: chunks.map(({ fileName }) => fileName),
    ...sizesOf(chunks),
    atStart: { files: atStart.map(({ fileName }) => fileName), ...sizesOf(atStart) },
    sources: sourcesOf(chunks),
  }
}

async function makeChunks(entry: string): Promise<OutputChunk[]> {
  const { rolldown } = await import('rolldown')
  try {
    const bundle = await rolldown({
      input: join(projectRoot, entry),
      cwd: projectRoot,
      external: /^cloudflare:/,
      platform: 'browser',
      // As wrangler resolves and defines them.
      resolve: { conditionNames: ['workerd', 'worker', 'browser', 'import', 'default'] },
      transform: {
        target: 'es2024',
        define: {
          'process.env.NODE_ENV': '"production"',
          'navigator.userAgent': '"Cloudflare-Workers"',
        },
      },
      plugins: [{ name: 'stubs', resolveId: (name) => stubs().get(name) ?? null }],
    })
    const { output } = await bundle.generate({
      format: 'esm',
      minify: true,
      // Beside the files, for anyone who reads a log of errors; not uploaded.
      sourcemap: 'hidden',
      entryFileNames: ENTRY,
      chunkFileNames: 'chunks/[name].js',
      codeSplitting: { groups: [{ name: openStart(join(projectRoot, entry)), debugName: 'start' }] },
    })
    await bundle.close()
    return output.filter((file) => file.type === 'chunk')
  } catch (error) {
    throw new Refused(`The Worker could not be bundled:\n${(error as Error).message}`)
  }
}

/** The table [alias] of wrangler.toml: what stands for files of packages that the Worker never calls. */
const stubs = (): Map<string, string> => {
  const [, table = ''] = readFileSync(join(projectRoot, 'wrangler.toml'), 'utf8').split(/^\[alias\]$/m)
  return new Map(
    [...table.matchAll(/^"(.+)" = "\.\/(.+)"$/gm)].map(([, name = '', file = '']) => [
      name,
      join(projectRoot, file),
    ]),
  )
}

/**
 * Puts what the entry is sure to need into one file. `configuration.ts` offers more than a configuration takes: what
 * that needs is left to the bundler.
 */
function openStart(entry: string) {
  const offered = join(projectRoot, 'src/configuration.ts')
  let needed: Set<string> | undefined
  return (id: string, modules: Pick<PluginContext, 'getModuleInfo'>): string | null => {
    needed ??= reachedFrom([entry, join(projectRoot, 'src/ports/config.ts')], (each) =>
      each === offered ? [] : (modules.getModuleInfo(each)?.importedIds ?? []),
    )
    return needed.has(id) && id !== offered ? 'start' : null
  }
}

function reachedFrom(first: string[], next: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (id: string): void => {
    if (found.has(id)) return
    found.add(id)
    next(id).forEach(visit)
  }
  first.forEach(visit)
  return found
}

const staticallyFrom = (file: string, chunks: OutputChunk[]): Set<string> => {
  const importsOf = new Map(chunks.map(({ fileName, imports }) => [fileName, imports]))
  const reached = reachedFrom([file], (each) => importsOf.get(each) ?? [])
  return new Set([...reached].filter((each) => importsOf.has(each)))
}

function startFirst(chunks: OutputChunk[]): OutputChunk[] {
  const atStart = [...staticallyFrom(ENTRY, chunks)]
  const place = ({ fileName }: OutputChunk) => {
    const at = atStart.indexOf(fileName)
    return at === -1 ? atStart.length : at
  }
  return chunks.toSorted(
    (one, other) => place(one) - place(other) || (one.fileName < other.fileName ? -1 : 1),
  )
}

const sizesOf = (chunks: OutputChunk[]): Sizes => {
  const bytes = Buffer.concat(chunks.map(({ code }) => Buffer.from(code)))
  return { minified: bytes.length, gzip: gzipSync(bytes).length }
}

/** A module's share of its file is what it was before it was minified. */
function sourcesOf(chunks: OutputChunk[]): Record<string, number> {
  const sources: Record<string, number> = {}
  for (const { code, modules } of chunks) {
    const lengths = Object.entries(modules).map(([id, { renderedLength }]) => [id, renderedLength] as const)
    const total = lengths.reduce((sum, [, length]) => sum + length, 0)
    for (const [id, length] of lengths) {
      const path = relative(projectRoot, id)
      if (length > 0) sources[path] = (sources[path] ?? 0) + (Buffer.byteLength(code) * length) / total
    }
  }
  return sources
}
