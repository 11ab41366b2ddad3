import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { onePerAccount } from '../passwords/hash-queue.ts'
import { type NewPasswordPorts, passwordChanged } from '../passwords/new-password.ts'
import { hashPassword } from '../passwords/password-hash.ts'
import { personOf, policyOf, refuseWeakPassword } from '../passwords/password-policy.ts'
import { Refusal } from '../refusal.ts'

/**
 * Sets the password of an account, as an operator at a terminal, by the rules of djoser's API. Every session ends, emailed
 * links stop working, and the owner is told. Refuses as `invalid`, or as `busy` if another change came first.
 */
export const setPasswordAsOperator = (
  ports: NewPasswordPorts &
    Pick<Ports, 'change' | 'commonPasswords' | 'trace'> &
    Parameters<typeof policyOf>[0],
  account: Account,
  password: string,
): Promise<void> =>
  onePerAccount(ports, account.id, async () => {
    const { accounts, outbox, change, clock } = ports
    const sent = { field: 'password', password } as const
    await refuseWeakPassword(ports, policyOf(ports, 'djoser'), sent, personOf(account))
    const passwordHash = await hashPassword(ports, account.id, password)
    const { statements, jobs } = await passwordChanged(ports, account, passwordHash, 'operator')
    const done = await change({
      set: accounts.changePassword(account.id, { from: account.passwordHash, to: passwordHash }, clock.now()),
      after: statements,
      proof: accounts.passwordIs(account.id, passwordHash),
    })
    if (done.length === 0) throw new Refusal('busy')
    outbox.dispatch(jobs)
  })
