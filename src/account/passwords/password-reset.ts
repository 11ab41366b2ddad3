import type { Ports } from '../../ports/ports.ts'
import { type Proof, type ProofPorts, verifyLink } from '../one-time-tokens/one-time-link.ts'
import { Refusal, refuseDifferent } from '../refusal.ts'
import { type NewPasswordPorts, passwordChanged } from './new-password.ts'
import { hashPassword } from './password-hash.ts'
import { type PasswordPolicy, personOf, refuseWeakPassword } from './password-policy.ts'

/** Whether a link to reset a password would work. Refuses as `dead_link`; uses nothing up. */
export async function checkReset(ports: ProofPorts, token: string): Promise<void> {
  const { account } = await verifyLink(ports, 'reset', { token })
  if (!account.isActive) throw new Refusal('dead_link')
}

/**
 * Sets a new password with the emailed link or its code, which work once, and ends every session. Except with a bare
 * key, the password rules are checked before the link, as in djoser. A refusal does not use the link up.
 */
export async function finishReset(
  ports: NewPasswordPorts & ProofPorts & Pick<Ports, 'change' | 'commonPasswords' | 'consume' | 'trace'>,
  policy: PasswordPolicy,
  input: Proof & { newPassword: string; reNewPassword?: string | undefined },
): Promise<void> {
  const { accounts, consume, outbox, change, clock } = ports
  const { newPassword } = input
  const sent = { field: 'newPassword', password: newPassword }
  if ('code' in input || input.uid !== undefined) {
    await refuseWeakPassword(ports, policy, sent)
    refuseDifferent('password', newPassword, input.reNewPassword)
  }
  const { account, hash } = await verifyLink(ports, 'reset', input)
  await refuseWeakPassword(ports, policy, sent, personOf(account))

  const passwordHash = await hashPassword(ports, account.id, newPassword)
  const { statements, jobs } = await passwordChanged(ports, account, passwordHash, 'email')
  const done = await change({
    set: consume.resetPassword(account.id, hash, passwordHash, clock.now()),
    after: statements,
    proof: accounts.passwordIs(account.id, passwordHash),
  })
  if (done.length === 0) throw new Refusal('dead_link')
  outbox.dispatch(jobs)
}
