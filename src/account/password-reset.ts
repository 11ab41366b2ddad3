import { orFound } from '../ports/lost-answer.ts'
import type { Ports } from '../ports/ports.ts'
import { followLink, type Proof } from './links.ts'
import { followNewPassword } from './new-password.ts'
import { hashPassword } from './password-hash.ts'
import { type PolicyDoor, refuseWeakPassword } from './password-policy.ts'
import { Refusal, refuseDifferent } from './refusal.ts'

/** Whether a link to reset a password would work. Refuses as `dead_link`; uses nothing up. */
export async function checkReset(ports: Ports, token: string): Promise<void> {
  const { account } = await followLink(ports, 'reset', { token })
  if (!account.isActive) throw new Refusal('dead_link')
}

/**
 * Sets a new password for whoever holds the link or its code, which work once, and ends every session. Without a bare key
 * the password's own rules come first, as djoser has it. A refusal does not use the link up.
 */
export async function finishReset(
  ports: Ports,
  door: PolicyDoor,
  wish: Proof & { newPassword: string; reNewPassword?: string | undefined },
): Promise<void> {
  const { accounts, byTicket, outbox, commit, holds, clock } = ports
  const { newPassword } = wish
  if ('code' in wish || wish.uid !== undefined) {
    await refuseWeakPassword(ports, door, 'newPassword', newPassword)
    refuseDifferent('password', newPassword, wish.reNewPassword)
  }
  const { account, hash } = await followLink(ports, 'reset', wish)
  await refuseWeakPassword(ports, door, 'newPassword', newPassword, account)

  const passwordHash = await hashPassword(ports, account.id, newPassword)
  const { statements, errands } = await followNewPassword(ports, account, passwordHash, null)
  const done = await orFound(
    commit(byTicket.resetPassword(account.id, hash, passwordHash, clock.now()), ...statements).then(
      ([rows]) => rows,
    ),
    () => holds(accounts.passwordIs(account.id, passwordHash)),
  )
  if (done.length === 0) throw new Refusal('dead_link')
  outbox.dispatch(errands)
}
