import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { readMigrations } from '../../src/cli/local-migrations.ts'
import { projectRoot } from '../../src/cli/project-root.ts'
import { streamWrangler } from '../../src/cli/wrangler/run-wrangler.ts'
import { SECRETS } from '../support/secrets.ts'
import { temporaryFolder } from './temporary-folder.ts'

const READY_WITHIN_MS = 60_000
const ASK_AGAIN_MS = 200

// Staff reach the most code.
const EVERYBODY_IS_STAFF =
  'create trigger t after insert on accounts begin update accounts set is_staff = 1 where id = new.id; end;'

/**
 * Starts a bundle as it is, with the bindings of wrangler.toml and storage of its own. Every new account is a member of
 * the staff, and hashes of passwords are weak. Returns the origin and what the
 * Worker logs.
 */
export const startBundle = async (bundle: string): Promise<{ origin: string; log: string[] }> => {
  // Not in the folder of the bundle: wrangler watches that.
  const folder = temporaryFolder()
  const stopping = new AbortController()
  const heard: string[] = []
  const run = (...args: string[]) =>
    streamWrangler([...args, '--local', `--persist-to=${folder}`], stopping.signal, (line) =>
      heard.push(line),
    )
  const schema = join(folder, 'schema.sql')
  writeFileSync(schema, [...migrations(), EVERYBODY_IS_STAFF].join('\n'))
  if ((await run('d1', 'execute', 'DB', '--file', schema)) !== 0) throw new Error(heard.join('\n'))

  const port = await freePort()
  const secrets = join(folder, 'secrets')
  writeFileSync(
    secrets,
    Object.entries(SECRETS)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(''),
  )
  const vars = {
    ENVIRONMENT: 'development',
    PUBLIC_URL: `http://localhost:${port}`,
    PASSWORD_HASH_LINKS: '1',
    ACCEPT_WEAK_HASH: 'true',
  }
  const ended = run(
    'dev',
    `--config=${writeConfig(folder, bundle)}`,
    '--no-bundle',
    '--ip=127.0.0.1',
    `--port=${port}`,
    `--env-file=${secrets}`,
    ...Object.entries(vars).map(([name, value]) => `--var=${name}:${value}`),
    '--inspector-port=0',
    '--show-interactive-dev-session=false',
  )
  onTestFinished(async () => {
    stopping.abort()
    await ended
  })
  const origin = `http://127.0.0.1:${port}`
  const until = AbortSignal.timeout(READY_WITHIN_MS)
  while (!(await isHealthy(origin))) {
    if (until.aborted) throw new Error(heard.join('\n'))
    await pause(ASK_AGAIN_MS)
  }
  return { origin, log: heard }
}

/** Without the build, after which wrangler would start the Worker anew. */
const writeConfig = (folder: string, bundle: string): string => {
  const file = join(folder, 'wrangler.toml')
  const text = readFileSync(join(projectRoot, 'wrangler.toml'), 'utf8')
    .replace(/^\[build\]\ncommand = .*$/m, '')
    .replace('main = "src/', `main = "${bundle}/`)
    .replace('worker.ts"', 'worker.js"')
    .replace('directory = "', `directory = "${projectRoot}/`)
  writeFileSync(file, text)
  return file
}

const migrations = () => readMigrations().flatMap(({ statements }) => statements)

const isHealthy = (origin: string) =>
  fetch(`${origin}/healthz`).then(
    async (answer) => (await answer.text()) !== '' && answer.ok,
    () => false,
  )

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
