import { ONLY_THESE } from '../../../ports/list-words.ts'
import type { Only, Order } from '../../../ports/narrowed-users.ts'
import { command, notBlank, oneOf, wholeNumber } from '../../command.ts'
import { reportRefusal } from '../../refused.ts'
import { stopOnSignal } from '../../stop-signal.ts'
import { complain } from '../../terminal.ts'
import type { AdminAction, AdminRequest, Edit } from './admin-request.ts'
import { jobsCommand } from './jobs-command.ts'
import { webhooksCommand } from './webhooks-command.ts'
import { becomeWorkerRuntime } from './worker-runtime.ts'

const WHO = 'a username, an email address, an ID, or an old ID as site:42'
const USUAL_LIMIT = 50

const administer = async (request: AdminRequest): Promise<void> => {
  becomeWorkerRuntime()
  const { runAdmin } = await import('./run-admin.ts')
  const stopping = stopOnSignal()
  // A reader such as `head` closes the pipe when it has enough.
  process.stdout.on('error', () => stopping.abort())
  const code = await reportRefusal(() => runAdmin(request, stopping.signal)).catch((error: Error) => {
    complain(`It failed: ${error.message}`)
    return 1
  })
  // The bindings may leave handles open.
  process.exit(code)
}

/** The subcommands that take one account and nothing else, in the order of the help. */
const SIMPLE = {
  show: 'Shows an account.',
  'sign-out': 'Signs an account out everywhere. It can sign in again.',
  'send-reset': 'Sends the email to choose a new password.',
  'send-verification': 'Sends the email to confirm the address.',
  'forget-tries': 'Lets an account sign in without a wait after wrong passwords.',
} as const

export const adminCommand = (run: (request: AdminRequest) => void | Promise<void> = administer) => {
  const admin = command('admin', 'Manages accounts from a terminal.')
    .option('--remote', 'use the deployed database instead of the local one', false)
    .option('--json', 'print JSON, one line for each item, with times in ISO 8601', false)
  const start = (action: AdminAction) => {
    const { remote, json } = admin.opts<{ remote: boolean; json: boolean }>()
    return run({ ...action, isRemote: remote, asJson: json })
  }
  const about = (kind: string, description: string) =>
    command(kind, description).argument('<who>', WHO, notBlank)
  const forOne = (kind: keyof typeof SIMPLE) =>
    about(kind, SIMPLE[kind]).action((who: string) => start({ kind, who }))
  const withReason = (kind: 'disable' | 'enable', description: string) =>
    about(kind, description)
      .option('--reason <text>', 'why, for staff to read', notBlank)
      .action((who: string, { reason }: { reason?: string }) =>
        start({ kind, who, ...(reason !== undefined && { reason }) }),
      )
  const confirmed = (kind: 'delete' | 'reset-factor', description: string) =>
    about(kind, description)
      .option('--yes', 'confirm it', false)
      .action((who: string, { yes }: { yes: boolean }) => start({ kind, who, isMeant: yes }))
  const history = (kind: 'sessions' | 'events', description: string) =>
    about(kind, description)
      .option('--limit <number>', 'how many', wholeNumber(1, 999_999_999), USUAL_LIMIT)
      .action((who: string, { limit }: { limit: number }) => start({ kind, who, limit }))

  type Create = { email?: string; staff: boolean; generate: boolean }
  const create = command(
    'create',
    'Creates an account. Asks for its password, or reads it from standard input.',
  )
    .argument('<username>', 'its username', notBlank)
    .option('--email <address>', 'its email address')
    .option('--staff', 'make it staff', false)
    .option('--generate', 'generate a password and print it once', false)
    .action((username: string, { staff, generate, ...rest }: Create) =>
      start({ kind: 'create', username, ...rest, isStaff: staff, isGenerated: generate }),
    )

  type List = { search?: string; only?: Only; order?: Order; limit: number }
  const list = command('list', 'Lists accounts by username.')
    .option('--search <text>', 'only those whose username or email address begins with this')
    .option('--only <which>', ONLY_THESE.join(', '), oneOf<Only>(ONLY_THESE))
    .option('--order <order>', 'username, email', oneOf<Order>(['username', 'email']))
    .option('--limit <number>', 'how many', wholeNumber(1, 999_999_999), USUAL_LIMIT)
    .action((options: List) => start({ kind: 'list', ...options }))

  const edit = about('edit', 'Changes a profile. The owner is told of a new username or email address.')
    .option('--username <text>', 'the new username', notBlank)
    .option('--email <address>', 'the new email address; empty for none')
    .option('--first-name <text>', 'the new given name; empty for none')
    .option('--last-name <text>', 'the new family name; empty for none')
    .action((who: string, changes: Edit) => start({ kind: 'edit', who, edit: changes }))

  const setPassword = about(
    'set-password',
    'Sets a password and signs out everywhere. Asks for it, or reads it from standard input.',
  )
    .option('--generate', 'generate a password and print it once', false)
    .action((who: string, { generate }: { generate: boolean }) =>
      start({ kind: 'set-password', who, isGenerated: generate }),
    )

  const promote = about('promote', 'Makes an account staff.')
    .option('--demote', 'make it an ordinary account again', false)
    .action((who: string, { demote }: { demote: boolean }) =>
      start({ kind: 'promote', who, isDemotion: demote }),
    )

  const endSession = about('end-session', 'Ends one session of an account.')
    .argument('<session>', 'the ID of the session', notBlank)
    .action((who: string, session: string) => start({ kind: 'end-session', who, session }))

  const moved = command('moved', 'Tells how many passwords are still those of an import.')
    .option('--end', 'end the move: remove what is left of the other system', false)
    .option('--yes', 'confirm it', false)
    .action(({ end, yes }: { end: boolean; yes: boolean }) =>
      start(end ? { kind: 'end-move', isMeant: yes } : { kind: 'moved' }),
    )

  const signOutEverybody = command('sign-out-everybody', 'Signs out every account, as after a restore.')
    .option('--yes', 'confirm it', false)
    .action(({ yes }: { yes: boolean }) => start({ kind: 'sign-out-everybody', isMeant: yes }))

  const subcommands = [
    create,
    list,
    forOne('show'),
    history('sessions', 'Lists where an account is signed in.'),
    history('events', 'Lists what is recorded of an account.'),
    edit,
    setPassword,
    forOne('send-reset'),
    forOne('send-verification'),
    forOne('forget-tries'),
    promote,
    withReason('disable', 'Disables an account and signs it out everywhere.'),
    withReason('enable', 'Enables an account again. Its old sessions stay revoked.'),
    forOne('sign-out'),
    endSession,
    confirmed('reset-factor', 'Takes the second factor of an account away.'),
    confirmed('delete', 'Deletes an account permanently.'),
    moved,
    signOutEverybody,
    jobsCommand((jobs) => start({ kind: 'jobs', jobs })),
    webhooksCommand((webhooks) => start({ kind: 'webhooks', webhooks })),
  ]
  for (const each of subcommands) admin.addCommand(each)
  return admin
}
