import { Argument, InvalidArgumentError, Option } from 'commander'
import { command, notBlank } from '../../command.ts'
import { reportRefusal } from '../../refused.ts'
import { stopOnSignal } from '../../stop-signal.ts'
import { complain } from '../../terminal.ts'
import { becomeWorkerRuntime } from '../admin/worker-runtime.ts'
import { type ExportForm, type ExportRequest, FORMS } from './export-request.ts'

const start = async (request: ExportRequest): Promise<void> => {
  becomeWorkerRuntime()
  const { runExport } = await import('./run-export.ts')
  const { signal } = stopOnSignal()
  const code = await reportRefusal(() => runExport(request, signal)).catch((error: Error) => {
    complain(`It failed: ${error.message}`)
    return 1
  })
  // The bindings may leave handles open.
  process.exit(code)
}

const modelOf = (text: string, known: Record<string, string> = {}): Record<string, string> => {
  const [, table = '', model = ''] = /^([^=]+)=(\w+\.\w+)$/.exec(text) ?? []
  if (table === '') throw new InvalidArgumentError('It must be as users_table=app.Model')
  return { ...known, [table]: model.toLowerCase() }
}

type Options = {
  out: string
  name?: string
  model?: Record<string, string>
  report?: string
  newProfiles: boolean
  remote: boolean
  local: boolean
  yes: boolean
}

export const exportCommand = (run: (request: ExportRequest) => void | Promise<void> = start) =>
  command('export', 'Writes everybody to a file: for the back end they came from, or for another Gatehouse.')
    .addArgument(new Argument('<form>', 'what to write').choices(FORMS))
    .requiredOption('--out <file>', 'the file to write, readable by its owner only', notBlank)
    .option('--name <name>', 'the system that people go back to, as the import named it', notBlank)
    .option('--model <table=app.Model>', "Django's model of a table, if its name does not tell", modelOf)
    .option('--report <file>', 'write who has no password, who is new and who was deleted, as JSON', notBlank)
    .option('--no-new-profiles', "write no profiles of new people: the project's own signal makes them")
    .option('--remote', 'use the deployed database instead of the local one', false)
    .addOption(new Option('--local', 'use the local database').default(false).conflicts('remote'))
    .option('--yes', 'write over a file, and write what has no passwords', false)
    .action((form: ExportForm, { model, newProfiles, remote, yes, local: _, ...rest }: Options) =>
      run({
        ...{ form, ...rest, models: model ?? {}, withNewProfiles: newProfiles },
        ...{ isRemote: remote, isMeant: yes },
      }),
    )
