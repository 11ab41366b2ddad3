import type { Ports } from '../../ports/ports.ts'
import type { Passkey } from '../../ports/schema.ts'

type Key = Pick<Passkey, 'id' | 'accountId' | 'publicKey'>

/**
 * The keyed hashes of which a passkey's row has one, the newest first. Without one it is no passkey, so write access to D1
 * is not enough to add one, or to give one to another account.
 */
export const passkeyTags = (
  { keys }: Pick<Ports, 'keys'>,
  { id, accountId, publicKey }: Key,
): Promise<string[]> => keys.tags('passkey', `${id}\0${accountId}\0${publicKey}`)
