import { shownName } from '../../../account/names/username.ts'
import { Refusal } from '../../../account/refusal.ts'
import { viewFactor } from '../../../account/second-factor/enrolment.ts'
import { isOffered } from '../../../account/second-factor/policy.ts'
import { signOutAllUsers } from '../../../account/sessions/sign-out-all-users.ts'
import {
  demote,
  disableAccount,
  enableAccount,
  endAllSessions,
  promote,
} from '../../../account/staff/administration.ts'
import { resetFactor } from '../../../account/staff/reset-factor.ts'
import { listUsers, PAGE } from '../../../account/staff/users.ts'
import type { AllAccounts } from '../../../ports/all-accounts.ts'
import type { Move } from '../../../ports/move.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { startProgressBar } from '../../progress-bar.ts'
import { Refused } from '../../refused.ts'
import { complain, note, warn } from '../../terminal.ts'
import type { AdminAction } from './admin-request.ts'
import { endMove } from './end-move.ts'
import { findAccount } from './find-account.ts'
import { accountJson, accountLine, describeAccount } from './format-account.ts'
import { moved } from './moved.ts'
import { createAccount, generatePassword } from './new-account.ts'
import { refusalMessage } from './refusal-message.ts'

/** `stop` ends long work after its current step. */
export type AdminContext = {
  ports: Ports
  allAccounts: AllAccounts
  move: Move
  askPassword: () => Promise<string>
  confirm: Confirm
  stop: AbortSignal
}

type Of<Kind extends AdminAction['kind']> = Extract<AdminAction, { kind: Kind }>

/** Runs one subcommand and returns the exit code. Throws Refused before anything was changed. */
export const runAdminCommand = async (request: AdminAction, context: AdminContext): Promise<number> => {
  try {
    return await runAction(request, context)
  } catch (error) {
    throw error instanceof Refusal ? new Refused(refusalMessage(error)) : error
  }
}

const runAction = async (request: AdminAction, context: AdminContext): Promise<number> => {
  const { ports } = context
  switch (request.kind) {
    case 'create':
      return create(request, context)
    case 'list':
      return list(request, context)
    case 'show':
      console.log(await describeAccount(ports, await findAccount(ports, request.who)))
      return 0
    case 'reset-factor':
      return takeFactorAway(request, context)
    case 'moved':
      return moved(context)
    case 'end-move':
      return endMove(request, context)
    case 'sign-out-everybody':
      return signOutEverybody(request, context)
    default:
      return change(request, ports)
  }
}

const create = async (request: Of<'create'>, { ports, askPassword }: AdminContext): Promise<number> => {
  const { username, email = '', isStaff, isGenerated } = request
  const password = isGenerated ? generatePassword() : await askPassword()
  const account = await createAccount(ports, { ...loginOf(ports, username, email), password }, isStaff)
  note(`Created ${shownName(account)}${isStaff ? ', as staff' : ''}  ${account.id}`)
  if (isGenerated) console.log(`  Password, shown only once: ${password}`)
  return 0
}

/** Where accounts have no usernames, an email address stands in its place. */
const loginOf = ({ config }: Ports, username: string, email: string) =>
  config.usernames ? { username, email } : { email: email || username }

type Change = Exclude<
  AdminAction,
  { kind: 'create' | 'list' | 'show' | 'reset-factor' | 'moved' | 'end-move' | 'sign-out-everybody' }
>

/** Whether anything changed, the message for a change, and the one for none. */
const applyChange = async (request: Change, ports: Ports, id: string): Promise<[boolean, string, string]> => {
  switch (request.kind) {
    case 'promote':
      return request.isDemotion
        ? [await demote(ports, null, id), 'is no longer staff', 'is not staff']
        : [await promote(ports, null, id), 'is staff now', 'is staff already']
    case 'disable':
      return [
        await disableAccount(ports, null, id),
        'is disabled and signed out everywhere',
        'is disabled already',
      ]
    case 'enable':
      return [await enableAccount(ports, null, id), 'can sign in again', 'is enabled already']
    case 'sign-out':
      await endAllSessions(ports, null, id)
      return [true, 'is signed out everywhere', '']
  }
}

const change = async (request: Change, ports: Ports): Promise<number> => {
  const account = await findAccount(ports, request.who)
  const [isChanged, done, before] = await applyChange(request, ports, account.id)
  const name = shownName(account)
  note(isChanged ? `${name} ${done}` : `${name} ${before}. Nothing was changed`)
  if (request.kind === 'promote' && !request.isDemotion) await warnWithoutFactor(ports, account)
  return 0
}

/** The password alone is enough to sign in as this member of staff. */
const warnWithoutFactor = async (ports: Ports, account: Account) => {
  if (!isOffered(ports) || (await viewFactor(ports, { account })).isRequired) return
  warn(`${shownName(account)} has no second factor: ${ports.settings.PUBLIC_URL}/second-factor`)
}

const takeFactorAway = async (
  request: Of<'reset-factor'>,
  { ports, confirm }: AdminContext,
): Promise<number> => {
  const account = await findAccount(ports, request.who)
  const name = shownName(account)
  const consequence = `This lets ${name} sign in with the password alone, and signs them out everywhere.`
  await requireConfirmation(request.isMeant, consequence, confirm)
  const isDone = await resetFactor(ports, null, account.id)
  note(isDone ? `${name} has no second factor any more` : `${name} has no second factor. Nothing was changed`)
  return 0
}

const list = async (request: Of<'list'>, { ports, stop }: AdminContext): Promise<number> => {
  const { search = '', limit, asJson } = request
  let left = limit
  let after: string | undefined
  do {
    const page = await listUsers(ports, null, { search, after, limit: Math.min(left, PAGE.most) })
    for (const account of page.users) console.log(asJson ? accountJson(account) : accountLine(account))
    left -= page.users.length
    after = page.next
  } while (after !== undefined && left > 0 && !stop.aborted)
  if (asJson) return 0
  if (left === limit)
    console.log(
      search === '' ? 'There are no accounts' : `No username or email address begins with “${search}”`,
    )
  else if (after !== undefined) console.log(`… and more: --limit ${limit * 2}`)
  return 0
}

const counted = (number: number) => number.toLocaleString('en')

const signOutEverybody = async (
  request: Of<'sign-out-everybody'>,
  { allAccounts, confirm, stop }: AdminContext,
) => {
  const total = await allAccounts.count()
  const consequence = `This signs out ${counted(total)} accounts and invalidates every link in their emails.`
  await requireConfirmation(request.isMeant, consequence, confirm)
  const bar = startProgressBar(total)
  let done = 0
  for await (done of signOutAllUsers({ allAccounts })) {
    bar.show(done)
    if (stop.aborted) break
  }
  bar.hide()
  if (stop.aborted && done < total) {
    complain(`Stopped: ${counted(done)} of ${counted(total)} are signed out. To continue, run it again`)
    return 1
  }
  note(`${counted(done)} accounts are signed out everywhere. Their links are invalid`)
  return 0
}
