import { newSet } from '../../src/cli/commands/keys/key-set.ts'
import { newMasterKey, newSigningKey } from '../../src/cli/commands/keys/new-keys.ts'

export type Secrets = { MASTER_KEYS: string; SIGNING_KEYS: string }

/** Keys of one run, gone with it. */
export function makeSecrets(): Secrets {
  const now = Math.floor(Date.now() / 1000)
  return {
    MASTER_KEYS: JSON.stringify(newSet(() => newMasterKey(now))),
    SIGNING_KEYS: JSON.stringify(newSet(() => newSigningKey(now))),
  }
}
