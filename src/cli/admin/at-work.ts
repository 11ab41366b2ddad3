import { openAllAccounts } from '../../ports/all-accounts.ts'
import { noClient } from '../../ports/client-info.ts'
import { openDatabase } from '../../ports/database.ts'
import { Misconfigured } from '../../ports/misconfigured.ts'
import type { PreparedJob } from '../../ports/outbox.ts'
import { openPorts, type Ports } from '../../ports/ports.ts'
import { innermost, isOutdated } from '../../ports/unavailable.ts'
import { Refused } from '../refused.ts'
import type { AdminRequest } from './admin-arguments.ts'
import { runAdminCommand } from './admin-command.ts'
import { askPassword } from './ask-password.ts'
import { commonPasswordsHere } from './common-passwords-here.ts'
import { needItsKeys } from './need-its-keys.ts'
import { openHere, openThere } from './open-platform.ts'

/** No client of an API has this address, so neither its limits nor its places are anybody else's. */
const OPERATOR = { ...noClient, userAgent: 'npm run admin', client: 'operator' }

/** Letters of a deployment are left to its cron: the mail of this machine would only make believe. */
const withoutEmails = (ports: Ports): Ports => {
  const { outbox } = ports
  const isRevocation = ({ job }: PreparedJob) => job.kind === 'revocation'
  const dispatch: Ports['outbox']['dispatch'] = (prepared) => outbox.dispatch(prepared.filter(isRevocation))
  return { ...ports, outbox: { ...outbox, dispatch } }
}

/** What went wrong, without what it was tried with: drizzle's message would have addresses in it. */
const refusalOf = (error: unknown, { isRemote }: AdminRequest): unknown => {
  const where = isRemote ? '--remote' : '--local'
  if (isOutdated(error)) {
    return new Refused(`The database lacks migrations. Type npx wrangler d1 migrations apply DB ${where}`)
  }
  if (error instanceof Misconfigured) return new Refused(`${error.message}. Type npm run doctor`)
  return error instanceof Refused ? error : new Error(innermost(error).message)
}

/** Opens the database that is meant, does what is asked for, and gives the exit code. Throws Refused. */
export const workOn = async (request: AdminRequest, stop: AbortSignal): Promise<number> => {
  const { env, location, close } = await (request.isRemote ? openThere(stop) : openHere())
  const pending: Promise<unknown>[] = []
  try {
    // Standard output is for what was asked for.
    console.error(`On ${location}`)
    await needItsKeys(env, request.isRemote)
    const ports = openPorts(env, (work) => pending.push(work), {
      clientInfo: OPERATOR,
      commonPasswords: commonPasswordsHere,
    })
    const allAccounts = openAllAccounts(openDatabase(env.DB))
    const means = { ports: request.isRemote ? withoutEmails(ports) : ports, allAccounts, askPassword, stop }
    return await runAdminCommand(request, means)
  } catch (error) {
    throw refusalOf(error, request)
  } finally {
    await Promise.allSettled(pending)
    await close()
  }
}
