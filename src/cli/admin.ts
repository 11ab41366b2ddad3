import { parseAdminArguments, usage } from './admin/admin-arguments.ts'
import { tellRefusal } from './refused.ts'
import { complain } from './terminal.ts'
import { whenToldToStop } from './told-to-stop.ts'
import { becomeWorkerRuntime } from './worker-runtime.ts'

const request = parseAdminArguments(process.argv.slice(2))

if (request.kind === 'help') console.log(usage)
else if (request.kind === 'mistake') {
  complain(`${request.message}\n\n${usage}`)
  process.exitCode = 2
} else {
  becomeWorkerRuntime()
  const { workOn } = await import('./admin/at-work.ts')
  const stopping = whenToldToStop()
  // Whoever reads the list, as `head` does, has had enough of it.
  process.stdout.on('error', () => stopping.abort())
  const code = await tellRefusal(() => workOn(request, stopping.signal)).catch((error: Error) => {
    complain(`It failed: ${error.message}`)
    return 1
  })
  process.exit(code)
}
