import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { projectRoot } from '../project-root.ts'
import { hasColours } from '../terminal.ts'

export type OnLine = (line: string, stream: 'stdout' | 'stderr') => void

/** What wrangler printed, also as one text in the order of its lines, and its exit code. */
export type WranglerOutput = { code: number; stdout: string; stderr: string; text: string }

/** Runs wrangler to its end without showing its output. `input` is its standard input. */
export type Wrangler = (args: string[], input?: string) => Promise<WranglerOutput>

/** The program itself: what `npx wrangler` runs starts it as a second process. */
const program = ['--no-warnings', fileURLToPath(import.meta.resolve('wrangler'))] as const
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
    // Otherwise a server on the internet is asked for the location of this machine.
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    // Traces keep the URL of every request, and with it what a caller put there by mistake.
    X_LOCAL_OBSERVABILITY: 'false',
    // To word a warning, wrangler would start a second esbuild that stays.
    ESBUILD_WORKER_THREADS: '0',
  }
}

const killGroup = ({ pid }: ChildProcess) => {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch {
    // Every process of the group has ended, as it should.
  }
}

const readLines = async (from: Readable, onLine: (line: string) => void) => {
  for await (const line of createInterface(from)) onLine(hasColours() ? line : stripVTControlCharacters(line))
}

/** Runs a Node program until it ends or is stopped, and returns its exit code. */
export const runProgram = async (
  command: [program: string, ...args: string[]],
  stop: AbortSignal,
  onLine: OnLine,
  input?: string,
): Promise<number> => {
  if (stop.aborted) return 0
  const child = spawn(process.execPath, command, {
    cwd: projectRoot,
    env: environment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    // Otherwise Ctrl-C would reach wrangler and its workerd at once, and neither could shut down in order.
    detached: true,
  })
  // A program that ends without reading its input says why with its exit code.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  stop.addEventListener('abort', () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS).unref()
  })
  const lines = [
    readLines(child.stdout, (line) => onLine(line, 'stdout')),
    readLines(child.stderr, (line) => onLine(line, 'stderr')),
  ]
  const [code] = await once(child, 'exit')
  killGroup(child)
  await Promise.all(lines)
  return code ?? 1
}

/** Runs wrangler, passes on each line that it prints, and returns its exit code. */
export const streamWrangler = (args: string[], stop: AbortSignal, onLine: OnLine, input?: string) =>
  runProgram([...program, ...args], stop, onLine, input)

/** A Wrangler that fails when it is stopped. */
export const openWrangler =
  (stop: AbortSignal, stream: typeof streamWrangler = streamWrangler): Wrangler =>
  async (args, input) => {
    const output = { stdout: '', stderr: '', text: '' }
    const onLine: OnLine = (line, name) => {
      output[name] += `${line}\n`
      output.text += `${line}\n`
    }
    const code = await stream(args, stop, onLine, input)
    return { ...output, code: stop.aborted ? code || 1 : code }
  }
