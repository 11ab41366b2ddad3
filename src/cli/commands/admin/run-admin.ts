import { openAllAccounts } from '../../../ports/all-accounts.ts'
import { noClient } from '../../../ports/client-info.ts'
import { Misconfigured } from '../../../ports/misconfigured.ts'
import { openMove } from '../../../ports/move.ts'
import type { PreparedJob } from '../../../ports/outbox.ts'
import { openPorts, type Ports } from '../../../ports/ports.ts'
import { innermost, isOutdated } from '../../../ports/unavailable.ts'
import { checkedConfig } from '../../checked-config.ts'
import { askPassword, askToConfirm } from '../../prompts.ts'
import { Refused } from '../../refused.ts'
import { runAdminCommand } from './admin-command.ts'
import type { AdminRequest } from './admin-request.ts'
import { openCommandDatabase, PATIENT } from './command-database.ts'
import { commonPasswords } from './common-passwords.ts'
import { openLocal, openRemote } from './open-environment.ts'
import { requireMatchingKeys } from './require-matching-keys.ts'

/** No client of the API has this name, so it shares no limits with one. */
const OPERATOR = { ...noClient, userAgent: 'npm run admin', client: 'operator' }

/** The cron of a deployment sends its emails: this machine cannot. */
const withoutEmails = (ports: Ports): Ports => {
  const { outbox } = ports
  const isRevocation = ({ job }: PreparedJob) => job.kind === 'revocation'
  const dispatch: Ports['outbox']['dispatch'] = (prepared) => outbox.dispatch(prepared.filter(isRevocation))
  return { ...ports, outbox: { ...outbox, dispatch } }
}

/** The innermost error: drizzle's own message holds the values of the query. */
const refusalOf = (error: unknown, { isRemote }: AdminRequest): unknown => {
  const where = isRemote ? '--remote' : '--local'
  if (isOutdated(error)) {
    return new Refused(`The database needs migrations. Type npx wrangler d1 migrations apply DB ${where}`)
  }
  if (error instanceof Misconfigured) return new Refused(`${error.message}. Type npm run doctor`)
  return error instanceof Refused ? error : new Error(innermost(error).message)
}

/** Opens the local or the deployed database, runs the subcommand, and returns the exit code. Throws Refused. */
export const runAdmin = async (request: AdminRequest, stop: AbortSignal): Promise<number> => {
  const config = await checkedConfig()
  const { env, location, close } = await (request.isRemote ? openRemote(stop) : openLocal())
  const pending: Promise<unknown>[] = []
  try {
    // Standard output is for the result.
    console.error(`Using ${location}`)
    await requireMatchingKeys(env, request.isRemote)
    const ports = openPorts(env, (work) => pending.push(work), {
      config,
      clientInfo: OPERATOR,
      commonPasswords,
      ...PATIENT,
      // Those of a deployment are sent by its cron.
      sendsWebhooks: !request.isRemote,
    })
    const db = openCommandDatabase(env.DB)
    const context = {
      ports: request.isRemote ? withoutEmails(ports) : ports,
      allAccounts: openAllAccounts(db),
      move: openMove(db),
      askPassword,
      confirm: askToConfirm,
      stop,
    }
    return await runAdminCommand(request, context)
  } catch (error) {
    throw refusalOf(error, request)
  } finally {
    await Promise.allSettled(pending)
    await close()
  }
}
