import { setTimeout as pause } from 'node:timers/promises'
import { openAllRows } from '../../../ports/all-rows.ts'
import { openCommit, openDatabase } from '../../../ports/database.ts'
import { openInTime } from '../../../ports/deadline.ts'
import { openImportLease } from '../../../ports/import-lease.ts'
import { openImportedAccounts } from '../../../ports/imported-accounts.ts'
import { openPictures } from '../../../ports/pictures.ts'
import type { Ports } from '../../../ports/ports.ts'
import { systemRandom } from '../../../ports/random.ts'
import { steadyDatabase } from '../../../ports/steady-database.ts'
import { askToConfirm } from '../../prompts.ts'
import { Refused } from '../../refused.ts'
import { openBringResets } from './bring-resets.ts'
import { openBringSessions } from './bring-sessions.ts'
import { checkPasswords } from './check-passwords.ts'
import type { Network } from './fetch-picture.ts'
import { type ImportWorld, runImportCommand } from './import-command.ts'
import type { CheckRequest, ImportRequest } from './import-request.ts'
import { openMedia } from './open-media.ts'
import { openPictureFaults } from './picture-faults.ts'
import { openVerifiers } from './verifiers.ts'
import { withEnvironment } from './with-environment.ts'

/** How long, in milliseconds, a batch may take: longer than anything that a request waits for. */
const LONGEST_BATCH = 60_000

/** The world of an import of these bindings. */
export const openImport = (
  env: Pick<Env, 'DB' | 'PICTURES'>,
  ports: Ports,
  request: Pick<
    ImportRequest,
    'name' | 'withStaff' | 'media' | 'mediaHosts' | 'isRemote' | 'resetHours' | 'report'
  >,
  network?: Network,
): Pick<ImportWorld, 'context' | 'lease' | 'rows' | 'sessions' | 'resets'> => {
  const { name, withStaff, media, mediaHosts, isRemote, resetHours, report } = request
  const hasMedia = media !== undefined || (mediaHosts ?? []).length > 0
  if (hasMedia && isRemote && !env.PICTURES)
    throw new Refused('The deployed Worker has no binding PICTURES to import pictures to')
  const inTime = openInTime({ D1: LONGEST_BATCH })
  const db = openDatabase(steadyDatabase(env.DB, { inTime, random: systemRandom }))
  // Statements of one batch have to be of one database.
  const pictures = openPictures({ bucket: env.PICTURES, db, clock: ports.clock, inTime })
  const own = { ...ports, pictures, settings: ports.settings }
  const imported = openImportedAccounts(db)
  const context = {
    ports: own,
    imported,
    commit: openCommit(db),
    verifiers: openVerifiers(ports.config, name),
    name,
    withStaff,
    media: openMedia(own, { media, mediaHosts }, network),
    pictureFaults: openPictureFaults(report),
  }
  return {
    context,
    lease: openImportLease(db),
    rows: openAllRows(db),
    sessions: openBringSessions(ports, { name, imported }),
    resets: openBringResets(context, resetHours),
  }
}

/** `npm run import`. Returns the exit code. Throws Refused. */
export const runImport = (request: ImportRequest, stop: AbortSignal): Promise<number> =>
  withEnvironment(request.isRemote, stop, (env, ports) =>
    runImportCommand(request, { ...openImport(env, ports, request), confirm: askToConfirm, pause, stop }),
  )

/** `npm run import -- --check`. Returns the exit code. Throws Refused. */
export const runCheck = ({ isRemote }: CheckRequest, stop: AbortSignal): Promise<number> =>
  withEnvironment(isRemote, stop, (_, ports) => checkPasswords(ports, process.stdin, stop))
