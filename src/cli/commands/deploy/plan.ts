import { BUNDLE } from '../../bundle/bundle-worker.ts'
import type { WorkerConfig } from '../../wrangler/worker-config.ts'
import { type DeployedState, databaseNameOf } from './deployed-state.ts'

/** Where D1 may keep and work on data, as `wrangler d1 create` has it. It is chosen when a database is created. */
export const JURISDICTIONS = ['eu', 'fedramp', 'us'] as const
export type Jurisdiction = (typeof JURISDICTIONS)[number]

/** One run of wrangler. `failed` is printed when it fails. */
export type Step = { title: string; args: string[]; input?: string; failed: string }

const AGAIN = 'To try again: npm run deploy'

/**
 * The steps in their order: migrations come before the new Worker, which needs them, and leave the old Worker what it
 * needs. A missing database is created first, under the name by which `wrangler deploy` finds it.
 */
export const planDeploy = (
  config: WorkerConfig,
  { hasDatabase }: Pick<DeployedState, 'hasDatabase'>,
  secrets: Record<string, string>,
  jurisdiction?: Jurisdiction,
): Step[] => {
  const names = Object.keys(secrets)
  const database = databaseNameOf(config)
  return [
    ...(hasDatabase
      ? []
      : [
          {
            title: `Create the database ${database}${jurisdiction ? `, restricted to ${jurisdiction}` : ''}`,
            args: ['d1', 'create', database, ...(jurisdiction ? ['--jurisdiction', jurisdiction] : [])],
            failed: `The database could not be created. Nothing was changed. ${AGAIN}`,
          },
        ]),
    {
      title: 'Apply the missing migrations',
      args: ['d1', 'migrations', 'apply', 'DB', '--remote'],
      failed: `The migrations could not be applied. The Worker that ran before still runs. ${AGAIN}`,
    },
    ...(names.length === 0
      ? []
      : [
          {
            title: `Upload ${names.join(' and ')} of .production.vars to the Worker`,
            args: ['secret', 'bulk'],
            input: JSON.stringify(secrets),
            failed: `The secrets could not be uploaded. ${AGAIN}`,
          },
        ]),
    {
      title: `Deploy the Worker ${config.name ?? ''}`.trim(),
      args: ['deploy', `${BUNDLE}/worker.js`, '--no-bundle'],
      failed: `The Worker could not be deployed. To see which one runs: npx wrangler deployments status. ${AGAIN}`,
    },
  ]
}
