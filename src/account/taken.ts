import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { type Issue, Refusal } from './refusal.ts'

/** Names every field that is taken, once the index has refused. */
export async function takenRefusal(
  { accounts }: Ports,
  { id, usernameKey, emailKey }: Pick<Account, 'id' | 'usernameKey' | 'emailKey'>,
  field: 'username' | 'newUsername' = 'username',
): Promise<Refusal> {
  const taken = await accounts.findTaken(usernameKey, emailKey, id)
  const issues: Issue[] = []
  if (taken.username) issues.push({ field, fault: 'taken' })
  if (taken.email) issues.push({ field: 'email', fault: 'taken' })
  return new Refusal('invalid', issues)
}
