import type { Assets } from './assets.ts'
import type { InTime } from './deadline.ts'

/** The table of common passwords, as cli/pack-common-passwords.ts packs it. */
export type CommonPasswords = {
  /** Throws Unavailable when it cannot be had. */
  table(): Promise<ArrayBuffer>
}

export const COMMON_PASSWORDS = '/common-passwords.bin'

type Dependencies = {
  env: object
  assets: Assets
  inTime: InTime
}

const isolate = new WeakMap<object, ArrayBuffer>()

/**
 * Reads the table once an isolate. Requests that ask before it is there read it each for themselves, for none may wait
 * for what another one began. What fails is not kept.
 */
export function openCommonPasswords({ env, assets, inTime }: Dependencies): CommonPasswords {
  return {
    async table() {
      const kept = isolate.get(env)
      if (kept) return kept

      const read = await inTime('assets', assets.read(COMMON_PASSWORDS))
      // Of several readings one stays in memory.
      const table = isolate.get(env) ?? read
      isolate.set(env, table)
      return table
    },
  }
}
