import type { Ports } from '../../ports/ports.ts'
import { newEvent } from '../events/event.ts'
import { policyOf } from '../passwords/password-policy.ts'
import { Refusal } from '../refusal.ts'
import { type RegistrationInput, register } from '../sign-in/registration.ts'

type OpenPorts = Pick<Ports, 'firstStaff' | 'rowExists'>

/** Refuses as `dead_link` unless it is the secret of `npm start`, and there is no staff account yet. */
export async function refuseSecondStaff(ports: OpenPorts, secret: string): Promise<void> {
  const { firstStaff, rowExists } = ports
  const isOpen = (await firstStaff.admits(secret)) && !(await rowExists(firstStaff.hasStaff()))
  if (!isOpen) throw new Refusal('dead_link')
}

/**
 * Makes an account by the rules of djoser's API, and makes it staff if there is still no other. Returns whether it is
 * staff: of two requests at once only one makes staff. Refuses as `dead_link`, and as a registration does.
 */
export async function makeFirstStaff(
  ports: OpenPorts &
    Pick<Ports, 'administration'> &
    Parameters<typeof register>[0] &
    Parameters<typeof policyOf>[0],
  secret: string,
  input: RegistrationInput,
): Promise<boolean> {
  await refuseSecondStaff(ports, secret)
  const { administration, firstStaff, rowExists } = ports
  const { id } = await register(ports, policyOf(ports, 'djoser'), input, ({ id, createdAt }) => {
    const condition = administration.isStaff(id, false, firstStaff.hasNoStaff())
    return [
      newEvent(ports, 'staff_granted', id, { me: null, condition }),
      administration.setStaff(id, true, createdAt, condition),
    ]
  })
  return (await rowExists(administration.isStaff(id, true, undefined))) !== undefined
}
