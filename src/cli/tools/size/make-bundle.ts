import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Refused } from '../../refused.ts'
import { openWrangler } from '../../wrangler/run-wrangler.ts'

/** What `wrangler deploy` would upload, static files left out. Sizes in bytes. */
export type Bundle = {
  folder: string
  /** The names of what is uploaded. */
  files: string[]
  minified: number
  gzip: number
  /** How much of it comes from each source file, by its path from the root of the project. */
  sources: Record<string, number>
}

type Metafile = { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> }

/** Bundles the Worker into a folder, or another one, whose path is from the root of the project. */
export const makeBundle = async (folder: string, stop: AbortSignal, entry?: string): Promise<Bundle> => {
  const metafile = join(folder, 'metafile.json')
  const args = ['deploy', ...(entry ? [entry] : []), '--dry-run', '--outdir', folder, '--metafile', metafile]
  const { code, text } = await openWrangler(stop)(args)
  if (code !== 0) throw new Refused(`The Worker could not be bundled:\n${text}`)

  const files = readdirSync(folder).filter((name) => !/\.(map|md|json)$/.test(name))
  const bytes = Buffer.concat(files.map((name) => readFileSync(join(folder, name))))
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs))
  const sources = Object.fromEntries(
    inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const).filter(([, size]) => size > 0),
  )
  return { folder, files, minified: bytes.length, gzip: gzipSync(bytes).length, sources }
}
