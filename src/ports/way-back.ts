import type { Clock } from './clock.ts'
import type { Keys } from './keys.ts'
import type { Random } from './random.ts'

type Sealing = { keys: Keys; random: Random }

/** The first link of a password's chain, and the text that was its salt: PBKDF2 as any other system computes it. */
type FirstLink = { salt: string; link: Uint8Array }

/**
 * What is kept so that people could go back to the system that they came from (docs/moving-back.md). It is in
 * account/passwords/way-back.ts; gatehouse.config.ts imports it, and otherwise it is not in the bundle.
 */
export type WayBack = {
  /** The end as it was written, in ISO 8601. */
  day: string
  /** The end, in milliseconds. Nothing is sealed from then on. */
  until: number
  /** What /readyz says once it has ended. */
  warnings: (now: number) => string[]
  /** Seals a text of this account. */
  seal: (ports: Sealing, accountId: string, text: string) => Promise<string>
  /** The text that was sealed for this account. Undefined if the master key is gone, or it is another account's. */
  open: (keys: Keys, accountId: string, sealed: string) => Promise<string | undefined>
  /** The seal for a new hash: of what was sealed with the hash before it, of the same password, or of a first link. */
  sealHash: (ports: Sealing, accountId: string, first: FirstLink, before?: string) => Promise<string>
}

const SEAL = /\$([\w-]+\.[\w-]+)$/

/** The stored hash alone: a seal has a full stop, and nothing else behind a dollar sign does. */
export const withoutSeal = (stored: string): string => stored.replace(SEAL, '')

/** The seal behind a stored hash, if there is one. */
export const sealOf = (stored: string): string | undefined => SEAL.exec(stored)?.[1]

/** What is kept for a way back, until its end. */
export const openWayBack = ({
  config: { wayBack },
  clock,
}: {
  config: { wayBack: WayBack | undefined }
  clock: Clock
}): WayBack | undefined => (wayBack && clock.now() < wayBack.until ? wayBack : undefined)
