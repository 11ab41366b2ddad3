import { keyTotal } from '../../ports/counts.ts'
import { commitNamed } from '../../ports/database.ts'
import type { KeyFacts } from '../../ports/keys.ts'
import type { Ports } from '../../ports/ports.ts'
import { type Actor, refuseUnlessStaff } from './actor.ts'

/**
 * A master key. `needed`: how many accounts have a password or a second factor under it; `mayGoAt`: from when, in
 * milliseconds, no token or link is under an old one any more; null if the key does not say since when it is old.
 */
export type MasterKey = KeyFacts & { needed: number; mayGoAt: number | null; mayGo: boolean }

/** An old signing key may go once the last JWT that it signed has ended. */
export type SigningKey = KeyFacts & { mayGo: boolean }

export type KeyOverview = { signing: SigningKey[]; master: MasterKey[]; countedAt: number | null }

/**
 * Both sets of keys, without anything secret. What is kept of another system, its rows (`wayBack`) and the tokens that it
 * gave, is under master keys too and is not counted, so none may go meanwhile. One round trip. Refuses as `not_yours`.
 */
export async function viewKeys(
  ports: Pick<Ports, 'clock' | 'commit' | 'config' | 'counts' | 'keys' | 'settings'>,
  actor: Actor,
): Promise<KeyOverview> {
  refuseUnlessStaff(actor)
  const { clock, commit, config, counts, keys, settings } = ports
  const { signing, master } = keys.facts()
  const now = clock.now()
  const { totals, progress } = await commitNamed(
    commit,
    counts.totalsOf(master.map(({ kid }) => keyTotal(kid))),
  )
  const countedAt = counts.countedAt({ totals, progress })
  const { TOKEN_SECONDS, ALARM_LINK_SECONDS, TRUSTED_CLIENT_DAYS } = settings
  const longest = Math.max(TOKEN_SECONDS, ALARM_LINK_SECONDS, TRUSTED_CLIENT_DAYS * 86_400) * 1000
  const isForOthers = config.wayBack !== undefined || config.importedSessions.length > 0
  return {
    countedAt,
    signing: signing.map((key) => ({
      ...key,
      mayGo: key.state === 'old' && key.endsAt !== null && key.endsAt <= now,
    })),
    master: master.map((key) => {
      const needed = totals.find(({ name }) => name === keyTotal(key.kid))?.value ?? 0
      const mayGoAt = key.retiredAt === null ? null : key.retiredAt + longest
      // A count from before the key was old would not see what was made with it since.
      const isCounted = countedAt !== null && key.retiredAt !== null && countedAt > key.retiredAt
      const isFree = isCounted && needed === 0 && mayGoAt !== null && mayGoAt <= now
      return { ...key, needed, mayGoAt, mayGo: key.state === 'old' && isFree && !isForOthers }
    }),
  }
}

/** The settings in force and where they come from, and which secrets are there. Refuses as `not_yours`. */
export function viewSettings(ports: Pick<Ports, 'settingFacts'>, actor: Actor) {
  refuseUnlessStaff(actor)
  return ports.settingFacts()
}
