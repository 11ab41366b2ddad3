import type { Ports } from '../ports/ports.ts'
import { followLink, mailLink, type WriteLink } from './links.ts'
import { followNewPassword } from './new-password.ts'
import { hashPassword } from './password-hash.ts'
import { type PolicyDoor, refuseWeakPassword } from './password-policy.ts'
import { Refusal, refuseDifferent } from './refusal.ts'
import { emailKey } from './words.ts'

/** Mails a link to the account of this address, if there is one that can use it. The answer does not tell. */
export async function askForLink(
  ports: Ports,
  purpose: 'reset' | 'username',
  address: string,
  write: WriteLink,
): Promise<void> {
  const found = await ports.accounts.findByEmail(emailKey(address) ?? '')
  const account = found?.isActive ? found : undefined
  await mailLink(ports, purpose, account, ports.settings.RESET_LINK_SECONDS, write)
}

/** Whether a link to reset a password would work. Refuses as `dead_link`; uses nothing up. */
export async function checkReset(ports: Ports, token: string): Promise<void> {
  const { account } = await followLink(ports, 'reset', token, undefined)
  if (!account.isActive) throw new Refusal('dead_link')
}

/**
 * Sets a new password for whoever holds the link, which works once, and ends every session. With a `uid` the password's
 * own rules come before the link, as djoser has it. A refusal does not use the link up.
 */
export async function finishReset(
  ports: Ports,
  door: PolicyDoor,
  wish: { uid?: string; token: string; newPassword: string; reNewPassword?: string | undefined },
): Promise<void> {
  const { accounts, outbox, commit, clock } = ports
  const { uid, token, newPassword } = wish
  if (uid !== undefined) {
    await refuseWeakPassword(ports, door, 'newPassword', newPassword)
    refuseDifferent('password', newPassword, wish.reNewPassword)
  }
  const { account, hash } = await followLink(ports, 'reset', token, uid)
  await refuseWeakPassword(ports, door, 'newPassword', newPassword, account)

  const passwordHash = await hashPassword(ports, account.id, newPassword)
  const { statements, errands } = await followNewPassword(ports, account, passwordHash, null)
  const [done] = await commit(
    accounts.resetPassword(account.id, hash, passwordHash, clock.now()),
    ...statements,
  )
  if (done.length === 0) throw new Refusal('dead_link')
  await outbox.dispatch(errands)
}
