import { join } from 'node:path'
import { Option } from 'commander'
import { command, exits } from '../../command.ts'
import { projectRoot } from '../../project-root.ts'
import { stopOnSignal } from '../../stop-signal.ts'
import type { DeployRequest } from './deploy-command.ts'
import { JURISDICTIONS, type Jurisdiction } from './plan.ts'

const deploy = async (request: DeployRequest): Promise<number> => {
  const { signal: stop } = stopOnSignal()
  const { runDeployCommand } = await import('./deploy-command.ts')
  const { readWorkerConfig } = await import('../../wrangler/worker-config.ts')
  const { soundConfig } = await import('../../sound-config.ts')
  await soundConfig()
  const varsFile = join(projectRoot, '.production.vars')
  const { askJurisdiction } = await import('./ask-jurisdiction.ts')
  return runDeployCommand(request, { config: await readWorkerConfig(), varsFile, stop, askJurisdiction })
}

export const deployCommand = (run: (request: DeployRequest) => void | Promise<void> = exits(deploy)) =>
  command(
    'deploy',
    `Deploys the Worker to Cloudflare, the first time and every later time.

It checks the settings, uploads missing secrets, migrates the database, deploys, and requests /readyz. It needs a login (npx wrangler login, or CLOUDFLARE_API_TOKEN), and PUBLIC_URL and MAIL_FROM in wrangler.toml.`,
  )
    .summary('Deploys the Worker to Cloudflare.')
    .option('--dry-run', 'check, and print the steps without taking them', false)
    .addOption(
      new Option(
        '--jurisdiction <where>',
        'where a new database keeps its data, which cannot be changed later',
      ).choices(JURISDICTIONS),
    )
    .action(({ dryRun, jurisdiction }: { dryRun: boolean; jurisdiction?: Jurisdiction }) =>
      run({ isDry: dryRun, ...(jurisdiction && { jurisdiction }) }),
    )
