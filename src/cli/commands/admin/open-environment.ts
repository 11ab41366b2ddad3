import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { projectRoot } from '../../project-root.ts'
import { Refused } from '../../refused.ts'
import { readVarsFile } from '../../vars-file.ts'
import { hasLocalDatabase, openBindings, openLocalBindings } from '../../wrangler/bindings.ts'
import { requireLogin } from '../../wrangler/require-login.ts'
import { openWrangler } from '../../wrangler/run-wrangler.ts'
import { readWorkerConfig } from '../../wrangler/worker-config.ts'
import { localUrl } from '../start/local-url.ts'
import { runningServerUrl } from '../start/running-server.ts'
import { remoteConfig } from './remote-config.ts'

/** The bindings and variables of the Worker. `location` is their name in messages. */
export type Environment = { env: Env; location: string; close: () => Promise<void> }

const requireKeys = (text: string | undefined, name: string, howTo: string) => {
  const vars = parseEnv(text ?? '')
  if (!vars.MASTER_KEYS || !vars.SIGNING_KEYS) throw new Refused(`${name} has no keys. ${howTo}`)
  return vars
}

/** Those of `npm start`, which may be running. Throws Refused when it never ran. */
export const openLocal = async (): Promise<Environment> => {
  if (!hasLocalDatabase())
    throw new Refused('There is no local database yet. Type npm start, which creates it')
  const text = readVarsFile(join(projectRoot, '.dev.vars'))
  const vars = requireKeys(text, '.dev.vars', 'Type npm start, which creates them')
  const { env, dispose } = await openLocalBindings()
  const url = runningServerUrl() || vars.PUBLIC_URL || env.PUBLIC_URL || localUrl()
  return { env: { ...env, ...vars, PUBLIC_URL: url }, location: 'the local database', close: dispose }
}

/** Those of the deployed Worker, with the secrets of .production.vars. Throws Refused when one is missing. */
export const openRemote = async (stop: AbortSignal): Promise<Environment> => {
  const text = readVarsFile(join(projectRoot, '.production.vars'))
  const vars = requireKeys(text, '.production.vars', 'Put the keys of the deployed Worker there')
  const config = await readWorkerConfig()
  const wrangler = openWrangler(stop)
  await requireLogin(wrangler)
  const derived = await remoteConfig(wrangler, config)

  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'))
  const configPath = join(folder, 'wrangler.json')
  const cleanUp = () => rmSync(folder, { recursive: true, force: true })
  try {
    writeFileSync(configPath, JSON.stringify(derived), { mode: 0o600 })
    const { env, dispose } = await openBindings(configPath, join(folder, 'state'))
    const close = () => dispose().finally(cleanUp)
    const location = `the deployed database of ${config.name} (${config.vars.PUBLIC_URL || 'no PUBLIC_URL'})`
    return { env: { ...env, ...vars }, location, close }
  } catch (error) {
    cleanUp()
    throw new Refused(`The deployed database cannot be reached: ${(error as Error).message}`)
  }
}
