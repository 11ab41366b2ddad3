import type { Condition, Statement } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import { emailKey } from '../names/name-keys.ts'

/** What the history of addresses is written with. */
export type HistoryPorts = Pick<Ports, 'addressHistory' | 'keys'>

/** What a change of address is noted with. */
export type AddressPorts = HistoryPorts & Pick<Ports, 'secondFactors'>

/*
 * A reader of an email address proves to own only what the account was while it had that address. So when an email
 * address is verified (a link or code from it was used), every "This was not me" link that was sent to another address
 * after the account first had this one stops working. Older links still work: they may be the owner's, whose email
 * address an attacker has changed. The whole rule is in docs/account-recovery.md.
 */

/**
 * Records since when an account has its old and its new email address, and bars approvals by email until a code was used:
 * statements for the batch of the change. Otherwise a session and the password would be enough to have a sign-in without a
 * code approved from another mailbox.
 */
export async function noteAddressChange(
  ports: AddressPorts,
  accountId: string,
  { from, to }: { from: string; to: string },
  condition: Condition,
): Promise<Statement[]> {
  const both = await Promise.all(
    [from, to].filter((address) => address !== '').map((one) => hashes(ports, one)),
  )
  return [
    ...both.map((each) => ports.addressHistory.begin(accountId, each, condition)),
    ports.secondFactors.bar(accountId, condition),
  ]
}

/** Ends later recovery links once an email address is proved: statements for the batch in which `condition` says so. */
export async function endLaterRecoveries(
  ports: HistoryPorts,
  accountId: string,
  address: string,
  condition: Condition,
): Promise<Statement[]> {
  return [ports.addressHistory.endLaterRecoveries(accountId, await hashes(ports, address), condition)]
}

const hashes = ({ keys }: Pick<Ports, 'keys'>, address: string) =>
  keys.tags('address', emailKey(address) ?? '')
