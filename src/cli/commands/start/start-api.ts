import { join } from 'node:path'
import type { Config } from '../../../ports/config.ts'
import { projectRoot } from '../../project-root.ts'
import { soundConfig } from '../../sound-config.ts'
import { complain, note, showProgress } from '../../terminal.ts'
import { type OnLine, openWrangler } from '../../wrangler/run-wrangler.ts'
import { applyMigrations } from './apply-migrations.ts'
import { writeMissingSecrets } from './development-secrets.ts'
import { startServer } from './development-server.ts'
import { localUrl } from './local-url.ts'
import { makeOutputFilter } from './output-filter.ts'
import { portProblem } from './port-problem.ts'
import { recordRunningServer } from './running-server.ts'
import { welcome } from './welcome.ts'

export type StartOptions = { port: number; log: boolean }

const serve = async (
  { port, log }: StartOptions,
  config: Config,
  stopping: AbortController,
): Promise<number> => {
  const stop = stopping.signal
  const print: OnLine = (line, stream) => {
    if (!stop.aborted) console[stream === 'stdout' ? 'log' : 'error'](line)
  }
  const output = makeOutputFilter(print, { showLog: log })
  const hideProgress = showProgress('Starting the API')
  const server = startServer(port, stop, output.onLine)
  const removeRecord = recordRunningServer(localUrl(port))
  const outcome = await server.outcome
  hideProgress()
  if (outcome === 'ready') console.log(welcome(port, config))
  output.release({ showHeld: outcome !== 'ready' })
  if (outcome === 'timeout') {
    complain('The API did not start in time. The output of wrangler is above')
    stopping.abort()
    await server.ended.finally(removeRecord)
    return 1
  }

  const code = await server.ended.finally(removeRecord)
  if (stop.aborted) return 0
  complain(outcome === 'ready' ? 'wrangler has stopped unexpectedly' : 'The API could not be started')
  return code || 1
}

/**
 * Starts the API in an empty checkout too, and returns the exit code after it was stopped. Throws Refused when
 * gatehouse.config.ts has faults.
 */
export const startApi = async (options: StartOptions, stopping: AbortController): Promise<number> => {
  const { port } = options
  const problem = await portProblem(port)
  if (problem) {
    complain(`${problem}. Choose another one: npm start -- --port ${port === 9000 ? 9001 : 9000}`)
    return 1
  }

  const config = await soundConfig()
  const secrets = writeMissingSecrets(join(projectRoot, '.dev.vars'), Math.floor(Date.now() / 1_000))
  if (secrets.length > 0) note(`Added ${secrets.join(', ')} to .dev.vars, for development only`)

  const hideProgress = showProgress('Preparing the database')
  const migrations = await applyMigrations(openWrangler(stopping.signal))
  hideProgress()
  if (migrations.applied.length > 0) note(`Applied ${migrations.applied.join(', ')} to the local database`)
  if (stopping.signal.aborted) return 0
  if (migrations.code !== 0) {
    console.error(migrations.errors)
    complain('The local database could not be migrated')
    return migrations.code
  }

  return serve(options, config, stopping)
}
