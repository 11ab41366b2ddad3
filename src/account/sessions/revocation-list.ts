import type { Ports } from '../../ports/ports.ts'
import type { RevocationRow } from '../../ports/revocation-list.ts'
import { Refusal } from '../refusal.ts'

/** Revocations, the oldest first, the cursor that the next page begins at, and whether there are more by now. */
export type RevocationPage = { revocations: RevocationRow[]; cursor: number; more: boolean }

/** How many revocations a page has. */
const LENGTH = 1000

/**
 * What was revoked since a cursor, or all that is kept, for a service that has the secret. Refuses as `token_invalid`.
 */
export async function listRevocations(
  { revocationList }: Pick<Ports, 'revocationList'>,
  after: number,
): Promise<RevocationPage> {
  const found = await revocationList.list(after, LENGTH + 1)
  const revocations = found.slice(0, LENGTH)
  return { revocations, cursor: revocations.at(-1)?.id ?? after, more: found.length > LENGTH }
}

/** Refuses who has not the secret of the services. */
export function refuseOtherServices({ revocationList }: Pick<Ports, 'revocationList'>, secret: string): void {
  if (!revocationList.admits(secret)) throw new Refusal('token_invalid')
}
