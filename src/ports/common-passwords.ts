import type { Assets } from './assets.ts'
import type { InTime } from './deadline.ts'

/** The table of common passwords, made by cli/pack-common-passwords.ts. */
export type CommonPasswords = {
  /** Throws Unavailable if it cannot be read. */
  table(): Promise<ArrayBuffer>
}

const COMMON_PASSWORDS = '/common-passwords.bin'

type Dependencies = {
  env: object
  assets: Assets
  inTime: InTime
}

const isolate = new WeakMap<object, ArrayBuffer>()

/**
 * Reads the table once per isolate. Requests that come before it is read all read it, because no request may wait for
 * another one's work. A failure is not cached.
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
