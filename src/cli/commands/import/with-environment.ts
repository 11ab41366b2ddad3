import { Misconfigured } from '../../../ports/misconfigured.ts'
import { openPorts, type Ports } from '../../../ports/ports.ts'
import { innermost, isOutdated } from '../../../ports/unavailable.ts'
import { checkedConfig } from '../../checked-config.ts'
import { Refused } from '../../refused.ts'
import { PATIENT } from '../admin/command-database.ts'
import { commonPasswords } from '../admin/common-passwords.ts'
import { openLocal, openRemote } from '../admin/open-environment.ts'
import { requireMatchingKeys } from '../admin/require-matching-keys.ts'

/** The innermost error: drizzle's own message holds the values of the query. */
const refusalOf = (error: unknown, isRemote: boolean): unknown => {
  const where = isRemote ? '--remote' : '--local'
  // Of a source: its database may lack a column, too.
  if (error instanceof Refused) return error
  if (isOutdated(error)) {
    return new Refused(`The database needs migrations. Type npx wrangler d1 migrations apply DB ${where}`)
  }
  if (error instanceof Misconfigured) return new Refused(`${error.message}. Type npm run doctor`)
  return new Error(innermost(error).message)
}

/** Opens the local or the deployed database and works with it. Throws Refused. */
export const withEnvironment = async (
  isRemote: boolean,
  stop: AbortSignal,
  work: (env: Env, ports: Ports) => Promise<number>,
): Promise<number> => {
  const config = await checkedConfig()
  const { env, location, close } = await (isRemote ? openRemote(stop) : openLocal())
  const pending: Promise<unknown>[] = []
  try {
    // Standard output is for the result.
    console.error(`Using ${location}`)
    await requireMatchingKeys(env, isRemote)
    return await work(
      env,
      openPorts(env, (later) => pending.push(later), { config, commonPasswords, ...PATIENT }),
    )
  } catch (error) {
    throw refusalOf(error, isRemote)
  } finally {
    await Promise.allSettled(pending)
    await close()
  }
}
