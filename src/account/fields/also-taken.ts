import type { Ports } from '../../ports/ports.ts'
import type { Account, FieldValues } from '../../ports/schema.ts'
import { type AdmitPorts, admitRegistration } from '../limits/login-throttle.ts'
import type { Me } from '../me.ts'
import { emailKey, usernameKey } from '../names/name-keys.ts'
import { countNaming } from '../names/taken.ts'
import type { Issue } from '../refusal.ts'

/** What was valid of a form that is refused. `account`: that it changes, and who changes it; none registers one. */
type Sent = { account?: Account; by?: Me; username?: string; email?: string; fields: FieldValues }

/**
 * What else is wrong with a form that is refused: the names that other accounts have, as Django REST Framework tells them
 * with all the rest. It counts like any try to register or to change a name, because it says who has an account.
 */
export async function alsoTaken(
  ports: AdmitPorts & Pick<Ports, 'accounts' | 'fieldStore'>,
  sent: Sent,
): Promise<Issue[]> {
  const { account, by, username = '', email = '', fields } = sent
  if (username === '' && email === '' && Object.keys(fields).length === 0) return []
  if (account && by) await countNaming(ports, by, account, { ...(username && { username }), email, fields })
  else await admitRegistration(ports)
  const id = account?.id ?? ''
  const taken = await ports.accounts.findTaken(usernameKey(username), emailKey(email), id)
  const held = (await ports.fieldStore?.findHeld({ id, fields }, false)) ?? []
  return [
    ...(taken.username ? [{ field: 'username', fault: 'taken' } as const] : []),
    ...(taken.email ? [{ field: 'email', fault: 'taken' } as const] : []),
    ...held.map((field) => ({ field, fault: 'not_unique' }) as const),
  ]
}
