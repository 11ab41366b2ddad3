import { findByAny } from '../../account/staff/users.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { Refused } from '../refused.ts'

/** The one account that is meant. Throws Refused when it is nobody's, or two people's. */
export const findOne = async (ports: Ports, who: string): Promise<Account> => {
  const [found, other] = await findByAny(ports, who.trim())
  if (!found) throw new Refused(`Nobody has the username, address or id “${who}”`)
  if (!other) return found
  const lines = [found, other].map(({ id, username, email }) => `\n  ${id}  ${username}  ${email}`)
  throw new Refused(`“${who}” is one's username and another's address. Say which by id:${lines.join('')}`)
}
