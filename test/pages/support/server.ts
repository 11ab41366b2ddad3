import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { writeMissingSecrets } from '../../../src/cli/commands/start/development-secrets.ts'
import { portProblem } from '../../../src/cli/commands/start/port-problem.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { streamWrangler } from '../../../src/cli/wrangler/run-wrangler.ts'
import { findChromium } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the API of the tests is, without a slash at the end. */
    origin: string
    /** Where front ends of another origin may be, which the API knows: one for each file of tests that serves one. */
    frontEnd: string
    clientFrontEnd: string
    /** What the list of revocations is read with. */
    revocationsSecret: string
    /** The program. */
    chromium: string
  }
}

const REVOCATIONS_SECRET = '0123456789abcdef0123456789abcdef'
const DATABASE = join(projectRoot, 'test/database/write.ts')
const READY_WITHIN_MS = 180_000
const ASK_AGAIN_MS = 150

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return (await portProblem(port)) ? freePort() : port
}

const isHealthy = async (origin: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(5_000) })
    // An answer that is not read to its end is an error to workerd, and it would say so.
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

const waitUntilHealthy = async (origin: string, over: AbortSignal) => {
  while (!(await isHealthy(origin))) {
    if (over.aborted) throw new Error('The API did not come up')
    await pause(ASK_AGAIN_MS)
  }
}

/** Whose username begins so is staff from the beginning. */
const STAFF =
  "create trigger staff after insert on accounts when new.username like 'staff-%' begin update accounts set is_staff = 1 where id = new.id; end"

/** Where somebody registers whose username begins so, there are 499 others whose usernames begin with it. */
const CROWD = `create trigger crowd after insert on accounts when new.username like 'crowd-%' begin
  insert into accounts (id, username, username_key, email, first_name, last_name, password_hash, is_active, awaits_activation, created_at, updated_at)
  select lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    new.username || '-' || value, new.username || '-' || value, '', '', '', '!', 1, 0, new.created_at, new.updated_at
  from json_each('${JSON.stringify(Array.from({ length: 499 }, (_, at) => at))}'); end`

const makeDatabase = (folder: string, stop: AbortSignal) =>
  promisify(execFile)(process.execPath, [DATABASE, folder, STAFF, CROWD], { signal: stop })

const flags = (folder: string, port: number, own: string[]) => {
  const secrets = join(folder, 'secrets')
  writeMissingSecrets(secrets, Math.floor(Date.now() / 1_000))
  appendFileSync(secrets, `\nREVOCATIONS_SECRET=${REVOCATIONS_SECRET}\n`)
  return [
    '--local',
    '--ip=127.0.0.1',
    `--port=${port}`,
    `--persist-to=${folder}`,
    // Behind what has one value: `--var` and `--env-file` would take a script for another one.
    ...own,
    // With this, wrangler leaves a .dev.vars alone.
    `--env-file=${secrets}`,
    `--var=PUBLIC_URL:http://localhost:${port}`,
    '--var=SEND_ACTIVATION_EMAIL:true',
    '--var=EMAIL_LOGIN:true',
    '--inspector-port=0',
    '--log-level=error',
    '--var=REQUEST_LOG:false',
    '--show-interactive-dev-session=false',
  ]
}

/** The API on its own data in a new folder, until it is told to stop. `own` are more arguments of `wrangler dev`. */
export const startServer = async (folder: string, stopping: AbortController, own: string[]) => {
  const heard: string[] = []
  const hear = (line: string) => void heard.push(line)
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const gone = new AbortController()
  let ended: Promise<unknown> | undefined
  try {
    await makeDatabase(folder, stopping.signal)
    ended = streamWrangler(['dev', ...flags(folder, port, own)], stopping.signal, hear).finally(() =>
      gone.abort(),
    )
    await waitUntilHealthy(origin, AbortSignal.any([gone.signal, AbortSignal.timeout(READY_WITHIN_MS)]))
    return { origin, ended }
  } catch (error) {
    stopping.abort()
    await ended
    throw new Error(`${(error as Error).message}; wrangler said:\n${heard.join('\n')}`)
  }
}

/** One server for all files of this project. Without Chromium there is none, and every test is skipped. */
export const setup = async (project: TestProject) => {
  const chromium = findChromium()
  if (!chromium) {
    // No test has such a name, and hooks around tests that are skipped do not run either.
    Object.assign(project.config, { testNamePattern: /$^/ })
    return
  }

  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pages-'))
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  const cleanUp = () => {
    stop()
    rmSync(folder, { recursive: true, force: true })
  }
  // If vitest is stopped early, wrangler would keep running.
  process.once('exit', cleanUp)
  const frontEnds = [await freePort(), await freePort()].map((port) => `http://localhost:${port}`)
  const backs = [...frontEnds, 'https://app.example.com'].map((each) => `${each}/signed-in`)
  const { origin, ended } = await startServer(folder, stopping, [
    'test/support/quick-worker.ts',
    `--var=RETURN_URLS:${backs.join(',')}`,
  ])
  project.provide('origin', origin)
  project.provide('frontEnd', frontEnds[0] ?? '')
  project.provide('clientFrontEnd', frontEnds[1] ?? '')
  project.provide('revocationsSecret', REVOCATIONS_SECRET)
  project.provide('chromium', chromium)
  return async () => {
    stop()
    await ended
    cleanUp()
  }
}
