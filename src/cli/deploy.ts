import { join } from 'node:path'
import { parseDeployArguments, usage } from './deploy/deploy-arguments.ts'
import { runDeployCommand } from './deploy/deploy-command.ts'
import { projectRoot } from './project-root.ts'
import { tellRefusal } from './refused.ts'
import { tellUsage } from './tell-usage.ts'
import { whenToldToStop } from './told-to-stop.ts'
import { readWorkerConfig } from './worker-config.ts'
import { runWrangler } from './wrangler.ts'

const request = parseDeployArguments(process.argv.slice(2))

if (!tellUsage(request, usage)) {
  const { signal: stop } = whenToldToStop()
  const varsFile = join(projectRoot, '.production.vars')
  process.exitCode = await tellRefusal(async () =>
    runDeployCommand(request, { config: await readWorkerConfig(), varsFile, run: runWrangler, stop }),
  )
}
