import { shownName } from '../../../account/names/shown-name.ts'
import { Refusal } from '../../../account/refusal.ts'
import { signOutAllUsers } from '../../../account/sessions/sign-out-all-users.ts'
import { listUsers, PAGE } from '../../../account/staff/users.ts'
import type { AllAccounts } from '../../../ports/all-accounts.ts'
import type { Move } from '../../../ports/move.ts'
import type { Ports } from '../../../ports/ports.ts'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { startProgressBar } from '../../progress-bar.ts'
import { Refused } from '../../refused.ts'
import { complain } from '../../terminal.ts'
import type { AdminAction } from './admin-request.ts'
import { changeAccount } from './change-account.ts'
import { endMove } from './end-move.ts'
import { findAccount } from './find-account.ts'
import { accountHeaders, accountJson, accountLine, describeAccount } from './format-account.ts'
import { showEvents, showSessions } from './history.ts'
import { administerJobs } from './jobs.ts'
import { moved } from './moved.ts'
import { createAccount, generatePassword } from './new-account.ts'
import { type Printer, printerOf } from './output.ts'
import { refusalMessage } from './refusal-message.ts'
import { administerWebhooks } from './webhooks.ts'

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
type Context = AdminContext & { print: Printer; asJson: boolean }

/** Runs one subcommand and returns the exit code. Throws Refused before anything was changed. */
export const runAdminCommand = async (
  request: AdminAction & { asJson?: boolean },
  context: AdminContext,
): Promise<number> => {
  const { asJson = false } = request
  try {
    return await runAction(request, { ...context, asJson, print: printerOf(asJson) })
  } catch (error) {
    throw error instanceof Refusal ? new Refused(refusalMessage(error)) : error
  }
}

const runAction = async (request: AdminAction, context: Context): Promise<number> => {
  const { ports } = context
  switch (request.kind) {
    case 'create':
      return create(request, context)
    case 'list':
      return list(request, context)
    case 'show': {
      const account = await findAccount(ports, request.who)
      await context.print.show(accountJson(account), () => describeAccount(ports, account))
      return 0
    }
    case 'sessions':
      await showSessions(await findAccount(ports, request.who), request.limit, context)
      return 0
    case 'events':
      await showEvents(await findAccount(ports, request.who), request.limit, context)
      return 0
    case 'moved':
      return moved(context)
    case 'end-move':
      return endMove(request, context)
    case 'sign-out-everybody':
      return signOutEverybody(request, context)
    case 'jobs':
      return administerJobs(request.jobs, context)
    case 'webhooks':
      return administerWebhooks(request.webhooks, context)
    default:
      return changeAccount(request, context)
  }
}

const create = async (request: Of<'create'>, { ports, askPassword, print }: Context): Promise<number> => {
  const { username, email = '', isStaff, isGenerated } = request
  const password = isGenerated ? generatePassword() : await askPassword()
  const account = await createAccount(ports, { ...loginOf(ports, username, email), password }, isStaff)
  const shown = isGenerated ? `\n  Password, shown only once: ${password}` : ''
  print.done(
    { id: account.id, did: 'create', ...(isGenerated && { password }) },
    `Created ${shownName(account)}${isStaff ? ', as staff' : ''}  ${account.id}${shown}`,
  )
  return 0
}

/** Where accounts have no usernames, an email address stands in its place. */
const loginOf = ({ config }: Ports, username: string, email: string) =>
  config.usernames ? { username, email } : { email: email || username }

const list = async (request: Of<'list'>, { ports, stop, asJson }: Context): Promise<number> => {
  const { search = '', only, order, limit } = request
  let left = limit
  let after: string | undefined
  do {
    const page = await listUsers(ports, null, {
      search,
      only,
      order,
      after,
      limit: Math.min(left, PAGE.most),
    })
    if (left === limit && page.users.length > 0 && !asJson) console.log(accountHeaders())
    for (const account of page.users)
      console.log(asJson ? JSON.stringify(accountJson(account)) : accountLine(account))
    left -= page.users.length
    after = page.next
  } while (after !== undefined && left > 0 && !stop.aborted)
  if (asJson) return 0
  if (left === limit) console.log(nobodyOf(request))
  else if (after !== undefined) console.log(`… and more: --limit ${limit * 2}`)
  return 0
}

const nobodyOf = ({ search = '', only }: Of<'list'>): string => {
  if (only !== undefined) return 'Nobody is found'
  return search === '' ? 'There are no accounts' : `No username or email address begins with “${search}”`
}

const counted = (number: number) => number.toLocaleString('en')

const signOutEverybody = async (
  request: Of<'sign-out-everybody'>,
  { allAccounts, confirm, stop, print }: Context,
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
  print.done(
    { did: 'sign-out-everybody', accounts: done },
    `${counted(done)} accounts are signed out everywhere. Their links are invalid`,
  )
  return 0
}
