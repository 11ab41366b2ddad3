import { parseEnv } from 'node:util'
import { readVarsFile, writeVarsFile } from '../../vars-file.ts'
import { withVars } from '../../vars-text.ts'
import { newSet } from '../keys/key-set.ts'
import { newMasterKey, newSigningKey } from '../keys/new-keys.ts'

const HEADER =
  '# Made by `npm start`, for development only. Without these keys the local data cannot be read.\n'

const secrets: Record<string, (now: number) => string> = {
  ENVIRONMENT: () => 'development',
  MASTER_KEYS: (now) => JSON.stringify(newSet(() => newMasterKey(now))),
  SIGNING_KEYS: (now) => JSON.stringify(newSet(() => newSigningKey(now))),
}

/** Adds the missing secrets to .dev.vars, and returns the names of those it added. `now` in unix seconds. */
export const writeMissingSecrets = (file: string, now: number): string[] => {
  const existing = readVarsFile(file) ?? ''
  const present = parseEnv(existing)
  const missing = Object.entries(secrets).filter(([name]) => !present[name])
  if (missing.length === 0) return []

  const values = Object.fromEntries(missing.map(([name, make]) => [name, make(now)]))
  writeVarsFile(file, withVars(existing, values, HEADER))
  return Object.keys(values)
}
