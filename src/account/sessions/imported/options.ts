import type { ImportedSessions, ImportedStore } from '../../../ports/imported-sessions.ts'
import { openImportedSessions } from '../../../ports/imported-sessions.ts'

/** What the sessions of one other system are accepted with. */
export type Options = {
  /** When it ends, in ISO 8601: `2027-03-01` is the beginning of that day in UTC. */
  until: string
  /** The name that the import gives to the system. */
  source?: string
}

export const DEFAULT_SOURCE = 'site'

type Ways = Pick<ImportedSessions, 'hashOf' | 'claimsOf'>

/** What gatehouse.config.ts gets: `ways` is told which system it is, and asked only until the end. */
export function acceptUntil(
  { until: day, source = DEFAULT_SOURCE }: Options,
  {
    name,
    secrets,
    ways,
  }: { name: string; secrets: readonly string[]; ways: (source: string, until: number) => Ways },
): ImportedSessions {
  const until = Date.parse(day)
  return {
    source,
    until,
    secrets,
    store: openImportedSessions,
    warnings(imported: ImportedStore, now: number) {
      if (now < until) {
        if (secrets.length > 0) imported.secrets(source, secrets)
        return []
      }
      const secret =
        secrets.length > 0 && imported.hasSecrets ? ', and delete the secret OLD_JWT_SECRETS' : ''
      return [`importedSessions: ${name} of ${source} ended ${day}: take it out${secret}`]
    },
    ...ways(source, until),
  }
}
