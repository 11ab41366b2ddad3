import { Taken } from '../ports/database.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { type Issue, Refusal } from './refusal.ts'

/** Makes a change of address; refuses as `invalid` when it belongs to somebody else. */
export async function unlessTaken<Done>(change: () => Promise<Done>): Promise<Done> {
  try {
    return await change()
  } catch (error) {
    throw error instanceof Taken ? Refusal.of('email', 'taken') : error
  }
}

/** Names every field that is taken, once the index has named one. */
export async function takenRefusal(
  { accounts }: Ports,
  { what }: Taken,
  { id, usernameKey, emailKey }: Pick<Account, 'id' | 'usernameKey' | 'emailKey'>,
  field: 'username' | 'newUsername' = 'username',
): Promise<Refusal> {
  const taken = await accounts.findTaken(usernameKey, emailKey, id)
  const issues: Issue[] = []
  // What the index named may be free again by now; it was taken all the same.
  if (taken.username || what === 'username') issues.push({ field, fault: 'taken' })
  if (taken.email || what === 'email') issues.push({ field: 'email', fault: 'taken' })
  return new Refusal('invalid', issues)
}
