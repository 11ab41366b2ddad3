import type { Assets } from './assets.ts'
import type { InTime } from './deadline.ts'

/** The table of common passwords, as cli/pack-common-passwords.ts packs it. */
export type CommonPasswords = {
  /** Throws Unavailable when it cannot be had. */
  table(): Promise<ArrayBuffer>
}

export const COMMON_PASSWORDS = '/common-passwords.bin'

type Kept = { table?: ArrayBuffer; loading?: Promise<ArrayBuffer> | undefined }

type World = {
  env: object
  assets: Assets
  inTime: InTime
  later: (work: Promise<unknown>) => void
}

const isolate = new WeakMap<object, Kept>()

/** Reads the table when it is first asked for, once an isolate. What fails is not kept. */
export function openCommonPasswords({ env, assets, inTime, later }: World): CommonPasswords {
  return {
    async table() {
      const kept = isolate.get(env) ?? {}
      isolate.set(env, kept)
      if (kept.table) return kept.table

      if (!kept.loading) {
        kept.loading = assets.read(COMMON_PASSWORDS)
        // Whoever waits for it besides must have it also when this request is cut off.
        later(kept.loading.catch(() => {}))
      }
      try {
        kept.table = await inTime('assets', kept.loading)
        return kept.table
      } finally {
        kept.loading = undefined
      }
    },
  }
}
