import { command, notBlank, wholeNumber } from '../../command.ts'
import { reportRefusal } from '../../refused.ts'
import { stopOnSignal } from '../../stop-signal.ts'
import { complain } from '../../terminal.ts'
import type { AdminAction, AdminRequest } from './admin-request.ts'
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

export const adminCommand = (run: (request: AdminRequest) => void | Promise<void> = administer) => {
  const admin = command('admin', 'Manages accounts from a terminal.').option(
    '--remote',
    'use the deployed database instead of the local one',
    false,
  )
  const start = (action: AdminAction) =>
    run({ ...action, isRemote: admin.opts<{ remote: boolean }>().remote })
  const forOne = (kind: 'show' | 'disable' | 'enable' | 'sign-out', description: string) =>
    command(kind, description)
      .argument('<who>', WHO, notBlank)
      .action((who: string) => start({ kind, who }))

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

  type List = { search?: string; limit: number; json: boolean }
  const list = command('list', 'Lists accounts by username.')
    .option('--search <text>', 'only those whose username or email address begins with this')
    .option('--limit <number>', 'how many', wholeNumber(1, 999_999_999), USUAL_LIMIT)
    .option('--json', 'print one line of JSON for each', false)
    .action(({ json, ...rest }: List) => start({ kind: 'list', ...rest, asJson: json }))

  const promote = command('promote', 'Makes an account staff.')
    .argument('<who>', WHO, notBlank)
    .option('--demote', 'make it an ordinary account again', false)
    .action((who: string, { demote }: { demote: boolean }) =>
      start({ kind: 'promote', who, isDemotion: demote }),
    )

  const moved = command('moved', 'Tells how many passwords are still those of an import.')
    .option('--end', 'end the move: remove what is left of the other system', false)
    .option('--yes', 'confirm it', false)
    .action(({ end, yes }: { end: boolean; yes: boolean }) =>
      start(end ? { kind: 'end-move', isMeant: yes } : { kind: 'moved' }),
    )

  const signOutEverybody = command('sign-out-everybody', 'Signs out every account, as after a restore.')
    .option('--yes', 'confirm it', false)
    .action(({ yes }: { yes: boolean }) => start({ kind: 'sign-out-everybody', isMeant: yes }))

  return admin
    .addCommand(create)
    .addCommand(forOne('show', 'Shows an account.'))
    .addCommand(list)
    .addCommand(promote)
    .addCommand(forOne('disable', 'Disables an account and signs it out everywhere.'))
    .addCommand(forOne('enable', 'Enables an account again. Its old sessions stay revoked.'))
    .addCommand(forOne('sign-out', 'Signs an account out everywhere. It can sign in again.'))
    .addCommand(moved)
    .addCommand(signOutEverybody)
}
