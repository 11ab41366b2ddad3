import { join } from 'node:path'
import { writeMissingSecrets } from './development-secrets.ts'
import { localUrl, startServer } from './development-server.ts'
import { applyMigrations } from './migrations.ts'
import { portProblem } from './port-problem.ts'
import { projectRoot } from './project-root.ts'
import { noteRunningServer } from './running-server.ts'
import { complain, note, showProgress } from './terminal.ts'
import { welcome } from './welcome.ts'
import type { Listener } from './wrangler.ts'
import { makeFilter } from './wrangler-output.ts'

type StartOptions = { port: number; showLog: boolean }

const serve = async ({ port, showLog }: StartOptions, stopping: AbortController): Promise<number> => {
  const stop = stopping.signal
  const print: Listener = (line, stream) => {
    if (!stop.aborted) console[stream === 'stdout' ? 'log' : 'error'](line)
  }
  const output = makeFilter(print, { showLog })
  const hideProgress = showProgress('Starting the API')
  const server = startServer(port, stop, output.hear)
  const forget = noteRunningServer(localUrl(port))
  const outcome = await server.outcome
  hideProgress()
  if (outcome === 'ready') console.log(welcome(port))
  output.release({ showHeld: outcome !== 'ready' })
  if (outcome === 'late') {
    complain('The API did not come up in time; above is what wrangler had to say')
    stopping.abort()
    await server.ended.finally(forget)
    return 1
  }

  const code = await server.ended.finally(forget)
  if (stop.aborted) return 0
  complain(outcome === 'ready' ? 'wrangler has ended by itself' : 'The API could not be started')
  return code || 1
}

/** From an empty checkout to an API that answers; gives the exit code, after it was told to stop. */
export const bringUp = async (request: StartOptions, stopping: AbortController): Promise<number> => {
  const { port } = request
  const problem = await portProblem(port)
  if (problem) {
    complain(`${problem}. Choose another one: npm start -- --port ${port === 9000 ? 9001 : 9000}`)
    return 1
  }

  const secrets = writeMissingSecrets(join(projectRoot, '.dev.vars'), Math.floor(Date.now() / 1_000))
  if (secrets.length > 0) note(`Made ${secrets.join(', ')} in .dev.vars, for development only`)

  const hideProgress = showProgress('Preparing the database')
  const migrations = await applyMigrations(stopping.signal)
  hideProgress()
  if (migrations.applied.length > 0) note(`Applied ${migrations.applied.join(', ')} to the local database`)
  if (stopping.signal.aborted) return 0
  if (migrations.code !== 0) {
    console.error(migrations.errors)
    complain('The local database could not be brought up to date')
    return migrations.code
  }

  return serve(request, stopping)
}
