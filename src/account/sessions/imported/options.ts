import {
  type ImportedPorts,
  type ImportedSessions,
  openImportedSessions,
} from '../../../ports/imported-sessions.ts'

/** What the sessions of one other system are accepted with. */
export type Options = {
  /** When it ends, in ISO 8601: `2027-03-01` is the beginning of that day in UTC. */
  until: string
  /** The name that the import gives to the system. */
  source?: string
}

/** A system: its name, and when the last of its sessions ends, in milliseconds. */
export type System = Pick<ImportedSessions, 'source' | 'until'>

type Ways = Pick<ImportedSessions, 'hashOf' | 'claimsOf'>

export const DEFAULT_SOURCE = 'site'

/** What gatehouse.config.ts gets. `ways` are asked only until the end. */
export function acceptUntil(
  { until: day, source = DEFAULT_SOURCE }: Options,
  { name, secrets }: Pick<ImportedSessions, 'name' | 'secrets'>,
  ways: (system: System) => Ways,
): ImportedSessions {
  const until = Date.parse(day)
  const isOpen = ({ clock }: ImportedPorts) => clock.now() < until
  const { hashOf, claimsOf } = ways({ source, until })
  return {
    name,
    source,
    until,
    secrets,
    store: openImportedSessions,
    warnings(imported, now) {
      if (now >= until) {
        const secret =
          secrets.length > 0 && imported.hasSecrets ? ', and delete the secret OLD_JWT_SECRETS' : ''
        return [`importedSessions: ${name} of ${source} ended ${day}: take it out${secret}`]
      }
      if (secrets.length > 0) imported.secrets(source, secrets)
      return []
    },
    ...(hashOf && { hashOf: async (ports, token) => (isOpen(ports) ? hashOf(ports, token) : undefined) }),
    ...(claimsOf && {
      claimsOf: async (ports, token, type) => (isOpen(ports) ? claimsOf(ports, token, type) : undefined),
    }),
  }
}
