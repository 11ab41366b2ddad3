import { shownName } from '../../../account/names/shown-name.ts'
import { findByAny } from '../../../account/staff/users.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'
import { Refused } from '../../refused.ts'

/** The account. Throws Refused when none matches, or two do. */
export const findAccount = async (ports: Ports, who: string): Promise<Account> => {
  const [found, other] = await findByAny(ports, who.trim())
  if (!found) throw new Refused(`No account has the username, email address or ID “${who}”`)
  if (!other) return found
  const lines = [found, other].map((account) => `\n  ${account.id}  ${shownName(account)}  ${account.email}`)
  throw new Refused(
    `“${who}” is the username of one account and the email address of another. Use the ID:${lines.join('')}`,
  )
}
