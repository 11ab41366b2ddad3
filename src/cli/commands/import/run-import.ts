import { setTimeout as pause } from 'node:timers/promises'
import { openCommit, openDatabase } from '../../../ports/database.ts'
import { openInTime } from '../../../ports/deadline.ts'
import { openImportLease } from '../../../ports/import-lease.ts'
import { openImportedAccounts } from '../../../ports/imported-accounts.ts'
import { Misconfigured } from '../../../ports/misconfigured.ts'
import { openPictures } from '../../../ports/pictures.ts'
import { openPorts, type Ports } from '../../../ports/ports.ts'
import { systemRandom } from '../../../ports/random.ts'
import { steadyDatabase } from '../../../ports/steady-database.ts'
import { innermost, isOutdated } from '../../../ports/unavailable.ts'
import { askToConfirm } from '../../prompts.ts'
import { Refused } from '../../refused.ts'
import { soundConfig } from '../../sound-config.ts'
import { openLocal, openRemote } from '../admin/open-environment.ts'
import { requireMatchingKeys } from '../admin/require-matching-keys.ts'
import { openBringResets } from './bring-resets.ts'
import { openBringSessions } from './bring-sessions.ts'
import { checkPasswords } from './check-passwords.ts'
import type { Network } from './fetch-picture.ts'
import { type ImportWorld, runImportCommand } from './import-command.ts'
import type { CheckRequest, ImportRequest } from './import-request.ts'
import { openMedia } from './open-media.ts'
import { openPictureFaults } from './picture-faults.ts'
import { openVerifiers } from './verifiers.ts'

/** How long, in milliseconds, a batch may take: longer than anything that a request waits for. */
const LONGEST_BATCH = 60_000

/** The innermost error: drizzle's own message holds the values of the query. */
const refusalOf = (error: unknown, isRemote: boolean): unknown => {
  const where = isRemote ? '--remote' : '--local'
  if (isOutdated(error)) {
    return new Refused(`The database needs migrations. Type npx wrangler d1 migrations apply DB ${where}`)
  }
  if (error instanceof Misconfigured) return new Refused(`${error.message}. Type npm run doctor`)
  return error instanceof Refused ? error : new Error(innermost(error).message)
}

/** Opens the local or the deployed database and works with it. Throws Refused. */
const withEnvironment = async (
  isRemote: boolean,
  stop: AbortSignal,
  work: (env: Env, ports: Ports) => Promise<number>,
): Promise<number> => {
  const config = await soundConfig()
  const { env, location, close } = await (isRemote ? openRemote(stop) : openLocal())
  const pending: Promise<unknown>[] = []
  try {
    // Standard output is for the result.
    console.error(`Using ${location}`)
    await requireMatchingKeys(env, isRemote)
    return await work(
      env,
      openPorts(env, (later) => pending.push(later), { config }),
    )
  } catch (error) {
    throw refusalOf(error, isRemote)
  } finally {
    await Promise.allSettled(pending)
    await close()
  }
}

/** The world of an import of these bindings. */
export const openImport = (
  env: Pick<Env, 'DB' | 'PICTURES'>,
  ports: Ports,
  request: Pick<
    ImportRequest,
    'name' | 'withStaff' | 'media' | 'mediaHosts' | 'isRemote' | 'resetHours' | 'report'
  >,
  network?: Network,
): Pick<ImportWorld, 'context' | 'lease' | 'sessions' | 'resets'> => {
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
