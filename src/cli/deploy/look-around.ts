import { type AskWrangler, complaintOf, jsonIn } from '../ask-wrangler.ts'
import { deployedSecrets } from '../deployed-secrets.ts'
import { Refused } from '../refused.ts'
import type { WorkerConfig } from '../worker-config.ts'

/** What Cloudflare has of this deployment: `secrets` are names; a Worker that is not there has none. */
export type Deployed = { secrets: string[]; hasDatabase: boolean }

/** What wrangler calls the database that it makes by itself where no name is given. */
export const databaseNameOf = ({ name, d1_databases }: WorkerConfig): string =>
  d1_databases.find(({ binding }) => binding === 'DB')?.database_name ?? `${name}-db`

const hasDatabase = async (ask: AskWrangler, config: WorkerConfig): Promise<boolean> => {
  if (config.d1_databases.some(({ binding, database_id }) => binding === 'DB' && database_id)) return true
  const heard = await ask('d1', 'list', '--json')
  const databases = jsonIn(heard.stdout)
  if (heard.code !== 0 || !Array.isArray(databases)) {
    throw new Refused(`The databases cannot be listed: ${complaintOf(heard)}`)
  }
  return databases.some(({ name }: { name: string }) => name === databaseNameOf(config))
}

/** Asks Cloudflare, and changes nothing. Throws Refused when it does not tell. */
export const lookAround = async (ask: AskWrangler, config: WorkerConfig): Promise<Deployed> => ({
  secrets: await deployedSecrets(ask),
  hasDatabase: await hasDatabase(ask, config),
})
