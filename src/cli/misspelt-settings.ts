import { nearestName } from '../http/config-checks/nearest-name.ts'
import { SETTING_NAMES } from '../ports/settings.ts'

/** What the Worker reads besides its settings. */
const SECRETS = [
  'MASTER_KEYS',
  'SIGNING_KEYS',
  'RESEND_API_KEY',
  'TURNSTILE_SECRET',
  'OLD_JWT_SECRETS',
  'REVOCATIONS_SECRET',
  'METRICS_SECRET',
]

/** The name of the Worker that is meant by one that it does not read; undefined if it does, or if none is near. */
export const meantName = (name: string): string | undefined => {
  const names = [...SETTING_NAMES, ...SECRETS]
  return names.includes(name) ? undefined : nearestName(name, names)
}

/** A sentence for each name that the Worker does not read, and that is near to one that it does. */
export const misspelt = (names: readonly string[], file: string): string[] =>
  names.flatMap((name) => {
    const meant = meantName(name)
    return meant === undefined ? [] : [`${name} in ${file} is not a setting: is it ${meant}?`]
  })
