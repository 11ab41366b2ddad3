import type { Condition, Statement } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import { hashClient } from '../limits/login-throttle.ts'
import { emailKey } from '../words.ts'

/*
 * What is mailed to an address proves only what that address held before the change that it tells of. So a proof by mail
 * at an address ends every "this was not me" of other addresses that is younger than the address's first hold of the
 * account. An older one goes on: it may be the owner's, of an account whose address somebody else has moved.
 */

/** Notes since when an account has its old address and its new one: statements for the batch that changes it. */
export async function noteAddressChange(
  ports: Ports,
  accountId: string,
  { from, to }: { from: string; to: string },
  condition: Condition,
): Promise<Statement[]> {
  const both = await Promise.all(
    [from, to].filter((address) => address !== '').map((one) => hashes(ports, one)),
  )
  return both.map((each) => ports.addressHistory.begin(accountId, each, condition))
}

/** What follows from a proof by mail at an address: statements for the batch in which the condition tells of the proof. */
export async function endLaterRecoveries(
  ports: Ports,
  accountId: string,
  address: string,
  condition: Condition,
): Promise<Statement[]> {
  return [ports.addressHistory.endLaterRecoveries(accountId, await hashes(ports, address), condition)]
}

/** Nothing that somebody else signed in from is a known client after a recovery; who recovers is one, if it is told. */
export async function forgetKnownClients(
  ports: Ports,
  accountId: string,
  condition: Condition,
  { isOwnerHere }: { isOwnerHere: boolean },
): Promise<Statement[]> {
  const { attempts, clock } = ports
  const clientHash = isOwnerHere ? await hashClient(ports) : undefined
  return [
    attempts.forgetClients(accountId, condition),
    ...(clientHash === undefined
      ? []
      : [attempts.rememberClient(accountId, clientHash, clock.now(), condition)]),
  ]
}

const hashes = ({ keys }: Ports, address: string) => keys.tags('address', emailKey(address) ?? '')
