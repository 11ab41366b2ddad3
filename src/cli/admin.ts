import { parseAdminArguments, usage } from './admin/admin-arguments.ts'
import { tellRefusal } from './refused.ts'
import { tellUsage } from './tell-usage.ts'
import { complain } from './terminal.ts'
import { whenToldToStop } from './told-to-stop.ts'
import { becomeWorkerRuntime } from './worker-runtime.ts'

const request = parseAdminArguments(process.argv.slice(2))

if (!tellUsage(request, usage)) {
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
