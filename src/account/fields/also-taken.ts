import type { Ports } from '../../ports/ports.ts'
import type { FieldValues } from '../../ports/schema.ts'
import { type AdmitPorts, admitRegistration } from '../limits/login-throttle.ts'
import type { Issue } from '../refusal.ts'
import { emailKey, usernameKey } from '../words.ts'

/** What was valid of a registration that is refused. */
type Sent = { username?: string; email?: string; fields: FieldValues }

/**
 * What else is wrong with a registration whose form is refused: the names that other accounts have, as Django REST
 * Framework tells them with all the rest. It counts like any try to register, because it says who has an account.
 */
export async function alsoTaken(
  ports: AdmitPorts & Pick<Ports, 'accounts' | 'fieldStore'>,
  { username = '', email = '', fields }: Sent,
): Promise<Issue[]> {
  if (username === '' && email === '' && Object.keys(fields).length === 0) return []
  await admitRegistration(ports)
  const taken = await ports.accounts.findTaken(usernameKey(username), emailKey(email), '')
  const held = (await ports.fieldStore?.findHeld({ id: '', fields }, false)) ?? []
  return [
    ...(taken.username ? [{ field: 'username', fault: 'taken' } as const] : []),
    ...(taken.email ? [{ field: 'email', fault: 'taken' } as const] : []),
    ...held.map((field) => ({ field, fault: 'not_unique' }) as const),
  ]
}
