import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { projectRoot } from './project-root.ts'
import { hasColours } from './terminal.ts'

export type Listener = (line: string, stream: 'stdout' | 'stderr') => void

const program = join(dirname(fileURLToPath(import.meta.resolve('wrangler/package.json'))), 'bin/wrangler.js')
const STOP_GRACE_MS = 5_000

const environment = () => {
  const { FORCE_COLOR, NO_COLOR, ...inherited } = process.env
  return {
    ...inherited,
    ...(hasColours() ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    // Without its banner, wrangler does not look for a newer version of itself.
    WRANGLER_HIDE_BANNER: 'true',
    // Where in the world a request comes from is otherwise asked of a server on the internet.
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    // Traces keep the address of every request, and what a caller wrongly puts there.
    X_LOCAL_OBSERVABILITY: 'false',
  }
}

const killGroup = ({ pid }: ChildProcess) => {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of the group is left, as it should be.
  }
}

const readLines = async (from: Readable, hear: (line: string) => void) => {
  for await (const line of createInterface(from)) hear(hasColours() ? line : stripVTControlCharacters(line))
}

/** Runs a Node program until it ends or is told to stop, and gives its exit code. */
export const runProgram = async (
  command: [program: string, ...args: string[]],
  stop: AbortSignal,
  hear: Listener,
  input?: string,
): Promise<number> => {
  if (stop.aborted) return 0
  const child = spawn(process.execPath, command, {
    cwd: projectRoot,
    env: environment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C would otherwise reach wrangler and its workerd at once, and neither could end in good order.
    detached: true,
  })
  // Whoever ends without reading tells why by its exit code.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  stop.addEventListener('abort', () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS).unref()
  })
  const heard = [
    readLines(child.stdout, (line) => hear(line, 'stdout')),
    readLines(child.stderr, (line) => hear(line, 'stderr')),
  ]
  const [code] = await once(child, 'exit')
  killGroup(child)
  await Promise.all(heard)
  return code ?? 1
}

/** Runs wrangler as above, with the input, if any, on its standard input. */
export const runWrangler = (args: string[], stop: AbortSignal, hear: Listener, input?: string) =>
  runProgram([program, ...args], stop, hear, input)
