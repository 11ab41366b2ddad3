import { Refusal } from '../../account/refusal.ts'
import { signOutAllUsers } from '../../account/sessions/sign-out-all-users.ts'
import {
  demote,
  disableAccount,
  enableAccount,
  endAllSessions,
  promote,
} from '../../account/staff/administration.ts'
import { listUsers, PAGE } from '../../account/staff/users.ts'
import type { AllAccounts } from '../../ports/all-accounts.ts'
import type { Ports } from '../../ports/ports.ts'
import { startProgressBar } from '../progress-bar.ts'
import { Refused } from '../refused.ts'
import { complain, note } from '../terminal.ts'
import type { AdminAction } from './admin-arguments.ts'
import { findOne } from './find-one.ts'
import { generatePassword, openAccount } from './new-account.ts'
import { inPlainWords } from './plain-words.ts'
import { describe, listJson, listLine } from './present.ts'

/** `askPassword` gives what was typed; `stop` ends long work after its present step. */
export type AdminMeans = {
  ports: Ports
  allAccounts: AllAccounts
  askPassword: () => Promise<string>
  stop: AbortSignal
}

type Of<Kind extends AdminAction['kind']> = Extract<AdminAction, { kind: Kind }>

/** Does what is asked for and gives the exit code. Throws Refused before anything was changed. */
export const runAdminCommand = async (request: AdminAction, means: AdminMeans): Promise<number> => {
  try {
    return await carryOut(request, means)
  } catch (error) {
    throw error instanceof Refusal ? new Refused(inPlainWords(error)) : error
  }
}

const carryOut = async (request: AdminAction, means: AdminMeans): Promise<number> => {
  const { ports } = means
  switch (request.kind) {
    case 'create':
      return create(request, means)
    case 'list':
      return list(request, means)
    case 'show':
      console.log(await describe(ports, await findOne(ports, request.who)))
      return 0
    case 'sign-out-everybody':
      return signedOut(request, means)
    default:
      return change(request, ports)
  }
}

const create = async (request: Of<'create'>, { ports, askPassword }: AdminMeans): Promise<number> => {
  const { username, email = '', isStaff, isGenerated } = request
  const password = isGenerated ? generatePassword() : await askPassword()
  const account = await openAccount(ports, { username, email, password }, isStaff)
  note(`${account.username} has an account${isStaff ? ', as staff' : ''}  ${account.id}`)
  if (isGenerated) console.log(`  Password, shown this once: ${password}`)
  return 0
}

type Change = Exclude<AdminAction, { kind: 'create' | 'list' | 'show' | 'sign-out-everybody' }>

/** Whether anything was changed, what to say then, and what else. */
const carryOutChange = async (
  request: Change,
  ports: Ports,
  id: string,
): Promise<[boolean, string, string]> => {
  switch (request.kind) {
    case 'promote':
      return request.isDemotion
        ? [await demote(ports, null, id), 'is staff no more', 'was no staff']
        : [await promote(ports, null, id), 'is staff', 'was staff']
    case 'disable':
      return [await disableAccount(ports, null, id), 'is disabled, and signed out everywhere', 'was disabled']
    case 'enable':
      return [await enableAccount(ports, null, id), 'can sign in again', 'was enabled']
    case 'sign-out':
      await endAllSessions(ports, null, id)
      return [true, 'is signed out everywhere', '']
  }
}

const change = async (request: Change, ports: Ports): Promise<number> => {
  const { id, username } = await findOne(ports, request.who)
  const [isChanged, done, before] = await carryOutChange(request, ports, id)
  note(isChanged ? `${username} ${done}` : `${username} ${before} already: nothing was changed`)
  return 0
}

const list = async (request: Of<'list'>, { ports, stop }: AdminMeans): Promise<number> => {
  const { search = '', limit, asJson } = request
  let left = limit
  let after: string | undefined
  do {
    const page = await listUsers(ports, null, { search, after, limit: Math.min(left, PAGE.most) })
    for (const account of page.users) console.log(asJson ? listJson(account) : listLine(account))
    left -= page.users.length
    after = page.next
  } while (after !== undefined && left > 0 && !stop.aborted)
  if (asJson) return 0
  if (left === limit)
    console.log(search === '' ? 'There are no accounts' : `Nobody's name or address begins with “${search}”`)
  else if (after !== undefined) console.log(`… and more: --limit ${limit * 2}`)
  return 0
}

const counted = (number: number) => number.toLocaleString('en')

const signedOut = async (request: Of<'sign-out-everybody'>, { allAccounts, stop }: AdminMeans) => {
  const total = await allAccounts.count()
  if (!request.isMeant) {
    throw new Refused(
      `This signs out ${counted(total)} people, and kills every link that they were mailed.
  If that is what you want, as after a restore: the same with --yes`,
    )
  }
  const bar = startProgressBar(total)
  let done = 0
  for await (done of signOutAllUsers({ allAccounts })) {
    bar.show(done)
    if (stop.aborted) break
  }
  bar.hide()
  if (stop.aborted && done < total) {
    complain(`Stopped: ${counted(done)} of ${counted(total)} are signed out. To sign out all: the same again`)
    return 1
  }
  note(`${counted(done)} accounts are signed out everywhere, and their links are dead`)
  return 0
}
