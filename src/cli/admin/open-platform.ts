import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { makeAskWrangler } from '../ask-wrangler.ts'
import { needLogin } from '../log-in.ts'
import { hasLocalDatabase, openLocalPlatform, openPlatformOf } from '../platform.ts'
import { projectRoot } from '../project-root.ts'
import { Refused } from '../refused.ts'
import { runningServerUrl } from '../running-server.ts'
import { readVarsFile } from '../vars-file.ts'
import { readWorkerConfig } from '../worker-config.ts'
import { runWrangler } from '../wrangler.ts'
import { remoteConfig } from './remote-config.ts'

const LOCAL_URL = 'http://localhost:8787'

/** The bindings and variables to work with, and where they are, for people. */
export type Platform = { env: Env; location: string; close: () => Promise<void> }

const needKeys = (text: string | undefined, name: string, howTo: string) => {
  const vars = parseEnv(text ?? '')
  if (!vars.MASTER_KEYS || !vars.SIGNING_KEYS) throw new Refused(`${name} has no keys. ${howTo}`)
  return vars
}

/** Those of `npm start`, which may be running. Throws Refused when it never was. */
export const openHere = async (): Promise<Platform> => {
  if (!hasLocalDatabase()) throw new Refused('There is no local database yet. Type npm start, which makes it')
  const text = readVarsFile(join(projectRoot, '.dev.vars'))
  const vars = needKeys(text, '.dev.vars', 'Type npm start, which makes them')
  await readWorkerConfig()
  const { env, dispose } = await openLocalPlatform()
  const url = runningServerUrl() || vars.PUBLIC_URL || env.PUBLIC_URL || LOCAL_URL
  return { env: { ...env, ...vars, PUBLIC_URL: url }, location: 'the local database', close: dispose }
}

/** Those of the deployed Worker, with the secrets of .production.vars. Throws Refused when they cannot be had. */
export const openThere = async (stop: AbortSignal): Promise<Platform> => {
  const text = readVarsFile(join(projectRoot, '.production.vars'))
  const vars = needKeys(text, '.production.vars', 'Put the keys there that the deployed Worker has')
  const config = await readWorkerConfig()
  const ask = makeAskWrangler(runWrangler, stop)
  await needLogin(ask)
  const derived = await remoteConfig(ask, config)

  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'))
  const configPath = join(folder, 'wrangler.json')
  const forget = () => rmSync(folder, { recursive: true, force: true })
  try {
    writeFileSync(configPath, JSON.stringify(derived), { mode: 0o600 })
    const { env, dispose } = await openPlatformOf(configPath, join(folder, 'state'))
    const close = () => dispose().finally(forget)
    const location = `the deployed database of ${config.name} (${config.vars.PUBLIC_URL || 'no PUBLIC_URL'})`
    return { env: { ...env, ...vars }, location, close }
  } catch (error) {
    forget()
    throw new Refused(`The deployed database cannot be reached: ${(error as Error).message}`)
  }
}
