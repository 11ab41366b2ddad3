import { appendFileSync, chmodSync, existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { newMasterKeys, newSigningKeys } from './new-keys.ts'

const HEADER =
  '# Made by `npm start`, for development only. Without these keys the local data cannot be read.\n'

// Only single quotes make dotenv take JSON as it stands; neither JSON nor base64url can hold one.
const quoted = (value: object) => `'${JSON.stringify(value)}'`

const secrets: Record<string, () => string> = {
  ENVIRONMENT: () => 'development',
  MASTER_KEYS: () => quoted(newMasterKeys()),
  SIGNING_KEYS: () => quoted(newSigningKeys()),
}

/** Adds to .dev.vars what it does not have yet, and tells the names of what was added. */
export const writeMissingSecrets = (file: string): string[] => {
  const existing = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const present = parseEnv(existing)
  const missing = Object.entries(secrets).filter(([name]) => !(name in present))
  if (missing.length === 0) return []

  const lineEnd = existing === '' || existing.endsWith('\n') ? '' : '\n'
  const lines = missing.map(([name, make]) => `${name}=${make()}\n`)
  appendFileSync(file, [lineEnd, HEADER, ...lines].join(''), { mode: 0o600 })
  chmodSync(file, 0o600)
  return missing.map(([name]) => name)
}
