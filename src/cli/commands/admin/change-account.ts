import { shownName } from '../../../account/names/shown-name.ts'
import { changeProfileForActivation, removeAsOperator } from '../../../account/profile/profile.ts'
import { viewFactor } from '../../../account/second-factor/enrolment.ts'
import { isOffered } from '../../../account/second-factor/policy.ts'
import {
  demote,
  disableAccount,
  enableAccount,
  endAllSessions,
  promote,
} from '../../../account/staff/administration.ts'
import { endSessionOf, forgetTries, sendReset, sendVerification } from '../../../account/staff/care.ts'
import { resetFactor } from '../../../account/staff/reset-factor.ts'
import { setPasswordAsOperator } from '../../../account/staff/set-password.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'
import { requireConfirmation } from '../../confirmation.ts'
import { Refused } from '../../refused.ts'
import { warn } from '../../terminal.ts'
import type { AdminContext } from './admin-command.ts'
import type { AdminAction } from './admin-request.ts'
import { findAccount } from './find-account.ts'
import { generatePassword, readFields } from './new-account.ts'
import type { Printer } from './output.ts'

export type Change = Extract<
  AdminAction,
  {
    kind:
      | 'promote'
      | 'disable'
      | 'enable'
      | 'sign-out'
      | 'send-reset'
      | 'send-verification'
      | 'forget-tries'
      | 'edit'
      | 'set-password'
      | 'delete'
      | 'reset-factor'
      | 'end-session'
  }
>

type Context = AdminContext & { print: Printer }

/** Whether anything changed, and what is said of the account then and otherwise. `also`: what is printed besides. */
type Outcome = { isDone: boolean; done: string; not?: string; also?: object }

/** Does something to one account and prints what. */
export const changeAccount = async (request: Change, context: Context): Promise<number> => {
  const { ports, print } = context
  const account = await findAccount(ports, request.who)
  const name = shownName(account)
  const { isDone, done, not, also } = await apply(request, account, context)
  const sentence = isDone ? `${name} ${done}` : `${name} ${not}. Nothing was changed`
  print.done({ id: account.id, did: request.kind, changed: isDone, ...also }, sentence)
  if (request.kind === 'promote' && !request.isDemotion) await warnWithoutFactor(ports, account)
  return 0
}

const apply = async (request: Change, account: Account, context: Context): Promise<Outcome> => {
  const { ports } = context
  const { id } = account
  switch (request.kind) {
    case 'promote':
      return request.isDemotion
        ? outcome(await demote(ports, null, id), 'is no longer staff', 'is not staff')
        : outcome(await promote(ports, null, id), 'is staff now', 'is staff already')
    case 'disable':
      return outcome(
        await disableAccount(ports, null, id, request.reason),
        'is disabled and signed out everywhere',
        'is disabled already',
      )
    case 'enable':
      return outcome(
        await enableAccount(ports, null, id, request.reason),
        'can sign in again',
        'is enabled already',
      )
    case 'sign-out':
      await endAllSessions(ports, null, id)
      return outcome(true, 'is signed out everywhere')
    case 'send-reset':
      return outcome(
        await sendReset(ports, null, id),
        'is sent the email to choose a new password',
        'has no email address, or may not sign in',
      )
    case 'send-verification':
      return outcome(
        await sendVerification(ports, null, id),
        'is sent the email to confirm the address',
        'has no address to confirm',
      )
    case 'forget-tries':
      await forgetTries(ports, null, id)
      return outcome(true, 'can sign in without a wait')
    case 'end-session':
      await endSessionOf(ports, null, id, request.session)
      return outcome(true, 'has one session less')
    case 'edit':
      if (Object.keys(request.edit).length === 0) throw new Refused('Say what to change: --email, for one')
      await changeProfileForActivation(ports, null, account, readFields(request.edit))
      return outcome(true, 'is changed')
    case 'set-password':
      return setPassword(request, account, context)
    case 'delete': {
      const consequence = `This deletes ${shownName(account)} permanently, with all sessions and pictures.`
      await requireConfirmation(request.isMeant, consequence, context.confirm)
      await removeAsOperator(ports, account)
      return outcome(true, 'is deleted')
    }
    case 'reset-factor': {
      const name = shownName(account)
      const consequence = `This lets ${name} sign in with the password alone, and signs them out everywhere.`
      await requireConfirmation(request.isMeant, consequence, context.confirm)
      const isDone = await resetFactor(ports, null, id)
      return outcome(isDone, 'has no second factor any more', 'has no second factor')
    }
  }
}

const outcome = (isDone: boolean, done: string, not?: string): Outcome => ({
  isDone,
  done,
  ...(not !== undefined && { not }),
})

const setPassword = async (
  { isGenerated }: Extract<Change, { kind: 'set-password' }>,
  account: Account,
  { ports, askPassword }: Context,
): Promise<Outcome> => {
  const typed = isGenerated ? generatePassword() : await askPassword()
  const { password } = readFields({ password: typed })
  await setPasswordAsOperator(ports, account, password)
  const done = 'has a new password and is signed out everywhere'
  if (!isGenerated) return outcome(true, done)
  return {
    ...outcome(true, `${done}\n  Password, shown only once: ${password}`),
    also: { password },
  }
}

/** The password alone is enough to sign in as this member of staff. */
const warnWithoutFactor = async (ports: Ports, account: Account) => {
  if (!isOffered(ports) || (await viewFactor(ports, { account })).isRequired) return
  warn(`${shownName(account)} has no second factor: ${ports.settings.PUBLIC_URL}/second-factor`)
}
