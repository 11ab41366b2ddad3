import type { WorkerConfig } from '../worker-config.ts'
import { type Deployed, databaseNameOf } from './look-around.ts'

/** One thing to be done: wrangler with these arguments, and with this on its standard input. */
export type Step = { says: string; args: string[]; input?: string; failed: string }

const AGAIN = 'To try again: npm run deploy'

/**
 * What is to be done, in this order: a new Worker never meets a database that lacks what it asks for, and a migration
 * leaves the old Worker what it needs. A database that is not there is made first, under the name by which
 * `wrangler deploy` finds it.
 */
export const planDeploy = (
  config: WorkerConfig,
  { hasDatabase }: Pick<Deployed, 'hasDatabase'>,
  secrets: Record<string, string>,
): Step[] => {
  const names = Object.keys(secrets)
  const database = databaseNameOf(config)
  return [
    ...(hasDatabase
      ? []
      : [
          {
            says: `Make the database ${database}`,
            args: ['d1', 'create', database],
            failed: `The database could not be made, and nothing was changed. ${AGAIN}`,
          },
        ]),
    {
      says: 'Apply the migrations that the database lacks',
      args: ['d1', 'migrations', 'apply', 'DB', '--remote'],
      failed: `The migrations could not be applied. The Worker that runs is the one that ran before. ${AGAIN}`,
    },
    ...(names.length === 0
      ? []
      : [
          {
            says: `Hand ${names.join(' and ')} of .production.vars to the Worker`,
            args: ['secret', 'bulk'],
            input: JSON.stringify(secrets),
            failed: `The secrets could not be handed over. ${AGAIN}`,
          },
        ]),
    {
      says: `Deploy the Worker ${config.name ?? ''}`.trim(),
      args: ['deploy'],
      failed: `The Worker could not be deployed. Which one runs tells npx wrangler deployments status. ${AGAIN}`,
    },
  ]
}
