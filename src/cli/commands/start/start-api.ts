import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Config } from '../../../ports/config.ts'
import { upToDateBuild } from '../../build/up-to-date-build.ts'
import { applyMigrations } from '../../local-migrations.ts'
import { misspelt } from '../../misspelt-settings.ts'
import { projectRoot } from '../../project-root.ts'
import { complain, note, showProgress, warn } from '../../terminal.ts'
import { readVarsFile } from '../../vars-file.ts'
import type { OnLine } from '../../wrangler/run-wrangler.ts'
import { choosePort } from './choose-port.ts'
import { writeMissingSecrets } from './development-secrets.ts'
import { startServer } from './development-server.ts'
import { doctorFaults } from './doctor-faults.ts'
import { firstStaffLink } from './first-staff-link.ts'
import { hasEveryMigration, hasNoStaff } from './local-database.ts'
import { localUrl } from './local-url.ts'
import { makeOutputFilter } from './output-filter.ts'
import { recordRunningServer } from './running-server.ts'
import { askReadiness, type Problems, watchReadiness } from './watch-readiness.ts'
import { watchVars } from './watch-vars.ts'
import { welcome } from './welcome.ts'

export type StartOptions = { port?: number; log: boolean }

type Serving = { port: number; log: boolean; loadConfig: () => Promise<Config> }

/** Says what the server lacks, in the words of the doctor, or welcomes at first and then says that it works again. */
const teller = (
  { port, config, staffUrl }: { port: number; config: Promise<Config>; staffUrl?: string | undefined },
  stop: AbortSignal,
) => {
  let isWelcomed = false
  return async (problems: Problems): Promise<void> => {
    if (problems.length > 0) {
      const faults = (await doctorFaults(stop)) || problems.map((each) => `  ${each}`).join('\n')
      if (stop.aborted) return
      complain(`Gatehouse is not ready\n${faults}`)
      console.error('This server works as soon as that is mended. You need not start it again.\n')
    } else if (isWelcomed) note('Gatehouse is ready again')
    else {
      isWelcomed = true
      console.log(welcome(port, await config, staffUrl))
    }
  }
}

const serve = async (serving: Serving, stopping: AbortController): Promise<number> => {
  const { port, log, loadConfig } = serving
  const stop = stopping.signal
  const print: OnLine = (line, stream) => {
    if (!stop.aborted) console[stream === 'stdout' ? 'log' : 'error'](line)
  }
  const output = makeOutputFilter(print, { showLog: log })
  const readiness = watchReadiness()
  const hideProgress = showProgress('Starting the API')
  const staff = hasNoStaff() ? firstStaffLink(localUrl(port)) : undefined
  const server = startServer({ port, staffDigest: staff?.digest }, stop, (line, stream) => {
    output.onLine(line, stream)
    readiness.onLine(line)
  })
  const removeRecord = recordRunningServer(localUrl(port))
  // While wrangler starts.
  const config = loadConfig()
  // It is asked for once the server is ready, if at all.
  config.catch(() => {})
  const outcome = await server.outcome
  hideProgress()
  if (outcome !== 'ready') return couldNotStart(outcome, { server, output, stopping, removeRecord })

  const { over } = server
  const ask = () => askReadiness(`http://127.0.0.1:${port}`, over)
  const watched = readiness.run({ ask, tell: teller({ port, config, staffUrl: staff?.url }, over), over })
  const stopWatching = watchVars()
  output.release({ showHeld: false })
  const code = await server.ended.finally(removeRecord)
  stopWatching()
  await watched
  if (stop.aborted) return 0
  complain('wrangler has stopped unexpectedly')
  return code || 1
}

type Started = {
  server: ReturnType<typeof startServer>
  output: ReturnType<typeof makeOutputFilter>
  stopping: AbortController
  removeRecord: () => void
}

const couldNotStart = async (
  outcome: 'ended' | 'timeout',
  { server, output, stopping, removeRecord }: Started,
): Promise<number> => {
  if (outcome === 'timeout') {
    output.release({ showHeld: true })
    complain('The API did not start in time. The output of wrangler is above')
    stopping.abort()
    await server.ended.finally(removeRecord)
    return 1
  }
  const code = await server.ended.finally(removeRecord)
  if (stopping.signal.aborted) return 0
  const faults = await doctorFaults(stopping.signal)
  output.release({ showHeld: faults === '' })
  complain(`The API could not be started${faults && `\n${faults}`}`)
  return code || 1
}

/** The table of variables is read line by line: a parser would take a second to load. */
const misspeltSettings = (): string[] => {
  const toml = readVarsFile(join(projectRoot, 'wrangler.toml')) ?? ''
  const variables = [...toml.matchAll(/^([A-Z][A-Z_]+) *=/gm)].map(([, name = '']) => name)
  return [
    ...misspelt(variables, 'wrangler.toml'),
    ...misspelt(Object.keys(parseEnv(readVarsFile(join(projectRoot, '.dev.vars')) ?? '')), '.dev.vars'),
  ]
}

/** Applies the migrations that the local database lacks. Returns an exit code. */
const prepareDatabase = async (stop: AbortSignal): Promise<number> => {
  if (hasEveryMigration()) return 0
  const hideProgress = showProgress('Preparing the database')
  const { applied, problem } = await applyMigrations(stop).finally(hideProgress)
  if (applied.length > 0)
    note(
      `Applied ${applied.length > 3 ? `${applied.length} migrations` : applied.join(', ')} to the local database`,
    )
  if (stop.aborted || !problem) return 0
  const faults = await doctorFaults(stop)
  if (!faults) console.error(problem)
  complain(`The local database could not be migrated${faults && `\n${faults}`}`)
  return 1
}

/**
 * Starts the API in an empty checkout too, and returns the exit code after it was stopped. Throws Refused when
 * gatehouse.config.ts has faults, or the port that was asked for cannot be used.
 */
export const startApi = async (options: StartOptions, stopping: AbortController): Promise<number> => {
  const port = await choosePort(options.port)
  const { load } = await upToDateBuild(projectRoot)
  const secrets = writeMissingSecrets(join(projectRoot, '.dev.vars'), Math.floor(Date.now() / 1_000))
  if (secrets.length > 0) note(`Added ${secrets.join(', ')} to .dev.vars, for development only`)

  for (const each of misspeltSettings()) warn(each)

  const code = await prepareDatabase(stopping.signal)
  if (code !== 0 || stopping.signal.aborted) return code
  return serve({ port, log: options.log, loadConfig: load }, stopping)
}
