import { Taken } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, FieldValues } from '../../ports/schema.ts'
import { admitNaming, type ClientPorts } from '../limits/login-throttle.ts'
import { type Issue, Refusal } from '../refusal.ts'
import { emailKey, usernameKeys } from './name-keys.ts'

type Store = Pick<Ports, 'accounts' | 'fieldStore'>
type Sent = { fields?: FieldValues | undefined }

/** Makes a change of address. Refuses as `invalid` if another account has the address. */
export async function unlessTaken<Done>(change: () => Promise<Done>): Promise<Done> {
  try {
    return await change()
  } catch (error) {
    throw error instanceof Taken ? Refusal.of('email', 'taken') : error
  }
}

/** What a change is counted with that names something which another account may have. */
export type NamingPorts = ClientPorts & Pick<Ports, 'settings' | 'config'>

type Named = { username?: string | undefined; email?: string | undefined } & Sent

/**
 * Counts a change of an account that names something which another one may have: what is taken is told, as at a
 * registration. Not of staff, who see every account. Refuses as `too_many`.
 */
export async function countNaming(
  ports: NamingPorts,
  by: { account: Pick<Account, 'isStaff'> } | null,
  account: Pick<Account, 'usernameKey' | 'emailKey' | 'fields'>,
  { username, email = '', fields = {} }: Named,
): Promise<void> {
  if (by === null || by.account.isStaff) return
  const key = emailKey(email)
  const isOther =
    (username !== undefined && !usernameKeys(username).includes(account.usernameKey)) ||
    (key !== null && key !== account.emailKey) ||
    Object.entries(fields).some(
      ([name, value]) =>
        ports.config.fields[name]?.unique && value !== account.fields[name] && (value ?? '') !== '',
    )
  if (isOther) await admitNaming(ports)
}

/**
 * Refuses a username that another account has under its old key, which no index can detect. Most usernames have one key
 * and need no read.
 */
export async function refuseHeldName(
  ports: Store,
  { id, username, emailKey, fields }: Pick<Account, 'id' | 'username' | 'emailKey'> & Sent,
): Promise<void> {
  const [before = '', now] = usernameKeys(username)
  if (now === undefined) return
  const holders = await ports.accounts.named({ usernameKeys: [before] })
  if (holders.some((holder) => holder.id !== id))
    throw await takenRefusal(ports, new Taken('username'), { id, usernameKey: now, emailKey, fields })
}

/** The refusal that names every field that is taken, once a unique index has named one. `fields`: as they were sent. */
export async function takenRefusal(
  ports: Store,
  { what }: Taken,
  { id, usernameKey, emailKey, fields }: Pick<Account, 'id' | 'usernameKey' | 'emailKey'> & Sent,
): Promise<Refusal> {
  const taken = await ports.accounts.findTaken(usernameKey, emailKey, id)
  const issues: Issue[] = []
  // The field that the index named may be free again by now, but it was taken.
  if (taken.username || what === 'username') issues.push({ field: 'username', fault: 'taken' })
  if (taken.email || what === 'email') issues.push({ field: 'email', fault: 'taken' })
  const held = await ports.fieldStore?.findHeld({ id, fields }, what === 'field')
  for (const name of held ?? []) issues.push({ field: name, fault: 'not_unique' })
  return new Refusal('invalid', issues)
}
