import type { Ports } from '../../ports/ports.ts'
import { confirmationOf, countedCheck, readAndAdmit } from '../limits/login-throttle.ts'
import type { Me } from '../me.ts'
import { Refusal, refuseDifferent } from '../refusal.ts'
import { type EnterPorts, enter } from '../sessions/session.ts'
import { onePerAccount } from './hash-queue.ts'
import { type AskPorts, matchOrAsk } from './match-or-ask.ts'
import { type NewPasswordPorts, passwordChanged } from './new-password.ts'
import { hashPassword } from './password-hash.ts'
import { type PasswordPolicy, personOf, refuseWeakPassword } from './password-policy.ts'

/** What a password is confirmed with. */
export type ConfirmPorts = AskPorts & Pick<Ports, 'trace' | 'throttle' | 'settings' | 'keys' | 'commit'>

type ChangePorts = NewPasswordPorts & ConfirmPorts & Pick<Ports, 'change' | 'commonPasswords'>

/** `logsOut`: the current session ends, too. */
export type PasswordChange = {
  oldPassword: string
  newPassword: string
  reNewPassword?: string | undefined
  logsOut?: boolean
}

/**
 * Sets a new password, with the old one. The current session stays, unless it `logsOut`; every other session ends, and
 * emailed links stop working (decision 14).
 */
export const changePassword = (
  ports: ChangePorts,
  me: Me,
  policy: PasswordPolicy,
  input: PasswordChange,
): Promise<void> => onePerAccount(ports, me.account.id, () => setPassword(ports, me, policy, input))

async function setPassword(
  ports: ChangePorts,
  me: Me,
  policy: PasswordPolicy,
  input: PasswordChange,
): Promise<void> {
  const { accounts, sessions, outbox, change, clock } = ports
  const { account, session } = me
  await confirm(ports, me, input.oldPassword)
  await refuseWeakPassword(
    ports,
    policy,
    { field: 'newPassword', password: input.newPassword },
    personOf(account),
  )
  refuseDifferent('password', input.newPassword, input.reNewPassword)

  const passwordHash = await hashPassword(ports, account.id, input.newPassword)
  const { statements, jobs } = await passwordChanged(ports, account, passwordHash, {
    id: session.id,
    goesOn: !input.logsOut,
  })
  const done = await change({
    set: accounts.changePassword(
      account.id,
      { from: account.passwordHash, to: passwordHash },
      clock.now(),
      sessions.lives(session.id),
    ),
    after: statements,
    proof: accounts.passwordIs(account.id, passwordHash),
  })
  // Another change came first, so the old password is no longer right.
  if (done.length === 0) throw Refusal.of('oldPassword', 'wrong')
  outbox.dispatch(jobs)
}

/**
 * `authenticate` for a request that confirms the password of the account: a try is counted in the same round trip. It has
 * to be taken back if the password is not looked at (`takeBackUnused`).
 */
export const authenticateToConfirm = (
  ports: EnterPorts & Pick<Ports, 'throttle'>,
  credential: string,
): Promise<Me> => enter(ports, credential, (named) => readAndAdmit(ports, named))

/** Refuses a wrong password, or too many tries. */
export const confirmPassword = (ports: ConfirmPorts, me: Me, password: string): Promise<void> =>
  onePerAccount(ports, me.account.id, () => confirm(ports, me, password))

async function confirm(ports: ConfirmPorts, me: Me, password: string): Promise<void> {
  const keys = await confirmationOf(ports, me)
  const matching = await countedCheck(ports, keys, () => matchOrAsk(ports, me.account, password))
  if (matching === undefined) throw Refusal.of('oldPassword', 'wrong')
}
