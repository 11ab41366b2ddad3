import { Argument } from 'commander'
import { command, exits } from '../../command.ts'
import { stopOnSignal } from '../../stop-signal.ts'
import type { KeysAction, KeysRequest } from './keys-request.ts'
import type { KeyKind } from './stored-key-sets.ts'

const changeKeys = async (request: KeysRequest): Promise<number> => {
  const { signal: stop } = stopOnSignal()
  const { runKeysCommand } = await import('./keys-command.ts')
  const { loadConfig } = await import('../../load-config.ts')
  const { askToConfirm } = await import('../../prompts.ts')
  const { readWorkerVars } = await import('./jwt-lifetime.ts')
  const { deployedSecrets } = await import('../../wrangler/deployed-secrets.ts')
  const { openWrangler } = await import('../../wrangler/run-wrangler.ts')
  const wrangler = openWrangler(stop)
  return runKeysCommand(request, {
    now: Math.floor(Date.now() / 1_000),
    workerVars: readWorkerVars,
    confirm: askToConfirm,
    deployedSecrets: () => deployedSecrets(wrangler),
    oldSystems: async () => (await loadConfig()).importedSessions,
    upload: (secrets) => wrangler(['secret', 'bulk'], JSON.stringify(secrets)),
  })
}

export const keysCommand = (run: (request: KeysRequest) => void | Promise<void> = exits(changeKeys)) => {
  const keys = command(
    'keys',
    'Shows and changes the keys that protect passwords and tokens and that sign JWTs.',
  )
    .option('--remote', 'work on .production.vars, then upload both secrets to the deployed Worker', false)
    .option('--file <path>', 'another file than .dev.vars or .production.vars')

  const start = (action: KeysAction) => {
    const { remote, file } = keys.opts<{ remote: boolean; file?: string }>()
    return run({ ...action, isRemote: remote || action.kind === 'push', ...(file !== undefined && { file }) })
  }
  const list = command('list', 'Lists the keys. The default.')
    .allowExcessArguments()
    .action(() => {
      // As the default, it also gets what is no command at all.
      if (list.args.length > 0) keys.error(`error: unknown command '${list.args[0]}'`)
      return start({ kind: 'list' })
    })
  const make = command('make', 'Creates the missing keys: each set gets a current and a next key.').action(
    () => start({ kind: 'make' }),
  )
  const rotate = command('rotate', 'Makes the next key the current one, and creates a new next key.')
    .addArgument(new Argument('<set>', 'which keys').choices(['signing', 'master']))
    .action((of: KeyKind) => start({ kind: 'rotate', of }))
  const kill = command('kill', 'Deletes a key permanently, whichever set it is in.')
    .argument('<id>', 'the ID of the key')
    .option('--yes', 'confirm that a master key is deleted', false)
    .action((kid: string, { yes }: { yes: boolean }) => start({ kind: 'kill', kid, isMeant: yes }))
  const push = command('push', 'Uploads both secrets of .production.vars to the deployed Worker.').action(
    () => start({ kind: 'push' }),
  )
  return keys
    .addCommand(list, { isDefault: true })
    .addCommand(make)
    .addCommand(rotate)
    .addCommand(kill)
    .addCommand(push)
}
