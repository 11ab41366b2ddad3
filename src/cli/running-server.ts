import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from './project-root.ts'

/* Where `npm start` answers, for what is typed in another terminal meanwhile: links in its emails have to lead there. */

const FILE = join(projectRoot, '.wrangler', 'running-server.json')

type Running = { url: string; pid: number }

/** Notes where this process's server answers; gives what takes the note away again. */
export function noteRunningServer(url: string, { file = FILE, pid = process.pid } = {}): () => void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ url, pid } satisfies Running))
  // Another start, on another port, may have written over it.
  return () => {
    if (read(file)?.pid === pid) rmSync(file, { force: true })
  }
}

/** Where a server answers that was started here and still runs. Undefined when there is none. */
export function runningServerUrl(file = FILE): string | undefined {
  const found = read(file)
  return found && isAlive(found.pid) ? found.url : undefined
}

function read(file: string): Running | undefined {
  try {
    const { url, pid } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Running>
    return typeof url === 'string' && typeof pid === 'number' ? { url, pid } : undefined
  } catch {
    // Not there, or cut off in the middle: nothing is known of a server.
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process is one, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
