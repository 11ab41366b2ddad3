import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from '../../project-root.ts'

/* The URL of `npm start`, for commands in another terminal: links in the emails that they send have to lead there. */

const FILE = join(projectRoot, '.wrangler', 'running-server.json')

type Running = { url: string; pid: number }

/** Records the URL of this process's server, and returns a function that removes the record. */
export function recordRunningServer(url: string, { file = FILE, pid = process.pid } = {}): () => void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ url, pid } satisfies Running))
  // Another `npm start`, on another port, may have overwritten it.
  return () => {
    if (read(file)?.pid === pid) rmSync(file, { force: true })
  }
}

/** The URL of the server that was started here and still runs, undefined when there is none. */
export function runningServerUrl(file = FILE): string | undefined {
  const found = read(file)
  return found && isAlive(found.pid) ? found.url : undefined
}

function read(file: string): Running | undefined {
  try {
    const { url, pid } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Running>
    return typeof url === 'string' && typeof pid === 'number' ? { url, pid } : undefined
  } catch {
    // Missing or incomplete.
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // The process of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
