import { Refused } from '../../refused.ts'
import { deployedSecrets } from '../../wrangler/deployed-secrets.ts'
import type { Wrangler } from '../../wrangler/run-wrangler.ts'
import type { WorkerConfig } from '../../wrangler/worker-config.ts'
import { errorIn, jsonIn } from '../../wrangler/wrangler-output.ts'

/** What Cloudflare has of this deployment: `secrets` are names, none when there is no Worker. */
export type DeployedState = { secrets: string[]; hasDatabase: boolean }

/** Without a name in wrangler.toml, wrangler calls the database that it creates so. */
export const databaseNameOf = ({ name, d1_databases }: WorkerConfig): string =>
  d1_databases.find(({ binding }) => binding === 'DB')?.database_name ?? `${name}-db`

const hasDatabase = async (wrangler: Wrangler, config: WorkerConfig): Promise<boolean> => {
  if (config.d1_databases.some(({ binding, database_id }) => binding === 'DB' && database_id)) return true
  const output = await wrangler(['d1', 'list', '--json'])
  const databases = jsonIn(output.stdout)
  if (output.code !== 0 || !Array.isArray(databases)) {
    throw new Refused(`The databases cannot be listed: ${errorIn(output)}`)
  }
  return databases.some(({ name }: { name: string }) => name === databaseNameOf(config))
}

/** Changes nothing. Throws Refused when Cloudflare cannot be reached. */
export const readDeployedState = async (
  wrangler: Wrangler,
  config: WorkerConfig,
): Promise<DeployedState> => ({
  secrets: await deployedSecrets(wrangler),
  hasDatabase: await hasDatabase(wrangler, config),
})
