import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { note, showProgress } from '../../src/cli/terminal.ts'
import { runProgram } from '../../src/cli/wrangler/run-wrangler.ts'

const home = join(import.meta.dirname, '..')

/** Installs what only the benchmark needs, once. Tells what to do where it cannot. */
export async function installPeers(stop: AbortSignal): Promise<string | undefined> {
  if (existsSync(join(home, 'node_modules/better-auth'))) return undefined
  const npm = process.env.npm_execpath
  if (!npm) return 'Better Auth is not installed: run npm ci --prefix bench'
  const hideProgress = showProgress('Installing Better Auth, for the benchmark only (bench/node_modules)')
  const heard: string[] = []
  const code = await runProgram(
    [npm, 'ci', '--prefix', home, '--no-audit', '--no-fund', '--loglevel=error'],
    stop,
    (line) => heard.push(line),
  )
  hideProgress()
  if (code !== 0) return `Better Auth could not be installed:\n${heard.join('\n')}`
  note('Installed Better Auth for the benchmark, in bench/node_modules')
  return undefined
}
