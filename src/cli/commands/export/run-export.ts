import { openAllPeople } from '../../../ports/all-people.ts'
import { openAllRows } from '../../../ports/all-rows.ts'
import { openDatabase } from '../../../ports/database.ts'
import { openInTime } from '../../../ports/deadline.ts'
import type { Ports } from '../../../ports/ports.ts'
import { systemRandom } from '../../../ports/random.ts'
import { steadyDatabase } from '../../../ports/steady-database.ts'
import { askToConfirm } from '../../prompts.ts'
import { withEnvironment } from '../import/with-environment.ts'
import { type ExportWorld, runExportCommand } from './export-command.ts'
import type { ExportRequest } from './export-request.ts'

/** How long, in milliseconds, a page may take: longer than anything that a request waits for. */
const LONGEST_PAGE = 60_000

/** The world of an export of these bindings. */
export const openExport = (
  env: Pick<Env, 'DB'>,
  ports: Pick<Ports, 'config' | 'keys'>,
): Pick<ExportWorld, 'ports' | 'people' | 'rows'> => {
  const inTime = openInTime({ D1: LONGEST_PAGE })
  const db = openDatabase(steadyDatabase(env.DB, { inTime, random: systemRandom }))
  return { ports, people: openAllPeople(db), rows: openAllRows(db) }
}

/** `npm run export`. Returns the exit code. Throws Refused. */
export const runExport = (request: ExportRequest, stop: AbortSignal): Promise<number> =>
  withEnvironment(request.isRemote, stop, (env, ports) =>
    runExportCommand(request, { ...openExport(env, ports), confirm: askToConfirm, stop }),
  )
