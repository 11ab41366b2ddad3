import { openAllPeople } from '../../../ports/all-people.ts'
import { openAllRows } from '../../../ports/all-rows.ts'
import type { Ports } from '../../../ports/ports.ts'
import { askToConfirm } from '../../prompts.ts'
import { openCommandDatabase } from '../admin/command-database.ts'
import { withEnvironment } from '../import/with-environment.ts'
import { type ExportWorld, runExportCommand } from './export-command.ts'
import type { ExportRequest } from './export-request.ts'

/** The world of an export of these bindings. */
export const openExport = (
  env: Pick<Env, 'DB'>,
  ports: Pick<Ports, 'config' | 'keys'>,
): Pick<ExportWorld, 'ports' | 'people' | 'rows'> => {
  const db = openCommandDatabase(env.DB)
  return { ports, people: openAllPeople(db), rows: openAllRows(db) }
}

/** `npm run export`. Returns the exit code. Throws Refused. */
export const runExport = (request: ExportRequest, stop: AbortSignal): Promise<number> =>
  withEnvironment(request.isRemote, stop, (env, ports) =>
    runExportCommand(request, { ...openExport(env, ports), confirm: askToConfirm, stop }),
  )
