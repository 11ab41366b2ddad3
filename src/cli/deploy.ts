import { join } from 'node:path'
import { parseDeployArguments, usage } from './deploy/deploy-arguments.ts'
import { runDeployCommand } from './deploy/deploy-command.ts'
import { projectRoot } from './project-root.ts'
import { tellRefusal } from './refused.ts'
import { complain } from './terminal.ts'
import { whenToldToStop } from './told-to-stop.ts'
import { readWorkerConfig } from './worker-config.ts'
import { runWrangler } from './wrangler.ts'

const request = parseDeployArguments(process.argv.slice(2))

if (request.kind === 'help') console.log(usage)
else if (request.kind === 'mistake') {
  complain(`${request.message}\n\n${usage}`)
  process.exitCode = 2
} else {
  const { signal: stop } = whenToldToStop()
  const varsFile = join(projectRoot, '.production.vars')
  process.exitCode = await tellRefusal(async () =>
    runDeployCommand(request, { config: await readWorkerConfig(), varsFile, run: runWrangler, stop }),
  )
}
