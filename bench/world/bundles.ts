import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bundleWorker } from '../../src/cli/bundle/bundle-worker.ts'
import { applyMigrations } from '../../src/cli/local-migrations.ts'
import { projectRoot } from '../../src/cli/project-root.ts'
import { Refused } from '../../src/cli/refused.ts'
import { streamWrangler } from '../../src/cli/wrangler/run-wrangler.ts'
import type { Bundle } from './workerd.ts'

const workers = join(import.meta.dirname, '../workers')

/** Bundles a Worker as it would be deployed: Gatehouse itself, or one of `bench/workers`. */
export async function makeBundle(name: string, folder: string, stop: AbortSignal): Promise<Bundle> {
  const out = join(folder, 'bundles', name)
  if (name === 'worker') {
    const { files } = await bundleWorker(out)
    return { main: join(out, 'worker.js'), folder: out, files: files.map((file) => join(out, file)) }
  }
  mkdirSync(out, { recursive: true })
  const heard: string[] = []
  const config = ['--config', join(workers, 'wrangler.toml')]
  const asked = ['deploy', join(workers, `${name}.ts`), ...config, '--dry-run', '--outdir', out]
  const code = await streamWrangler(asked, stop, (line) => heard.push(line))
  if (code !== 0) throw new Refused(`${name} could not be bundled:\n${heard.join('\n')}`)
  const files = readdirSync(out).filter((file) => !/\.(map|md)$/.test(file))
  return { main: join(out, `${name}.js`), folder: out, files: files.map((file) => join(out, file)) }
}

/** Makes the database of a folder as `npm start` does, migrated to the newest. */
export async function migrate(folder: string, stop: AbortSignal): Promise<void> {
  const { problem } = await applyMigrations(stop, join(folder, 'v3'))
  if (problem) throw new Refused(`The database of ${folder} could not be brought up to date:\n${problem}`)
}

export const developmentFolder = join(projectRoot, '.wrangler/state')
