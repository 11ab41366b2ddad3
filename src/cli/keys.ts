import { makeAskWrangler } from './ask-wrangler.ts'
import { deployedSecrets } from './deployed-secrets.ts'
import { readWorkerVars } from './keys/jwt-lifetime.ts'
import { parseKeysArguments, usage } from './keys/keys-arguments.ts'
import { runKeysCommand } from './keys/keys-command.ts'
import { makeUpload } from './keys/upload-secrets.ts'
import { tellRefusal } from './refused.ts'
import { tellUsage } from './tell-usage.ts'
import { whenToldToStop } from './told-to-stop.ts'
import { runWrangler } from './wrangler.ts'

const request = parseKeysArguments(process.argv.slice(2))

if (!tellUsage(request, usage)) {
  const { signal } = whenToldToStop()
  const means = {
    now: Math.floor(Date.now() / 1_000),
    workerVars: readWorkerVars,
    deployedSecrets: () => deployedSecrets(makeAskWrangler(runWrangler, signal)),
    upload: makeUpload(signal),
  }
  process.exitCode = await tellRefusal(() => runKeysCommand(request, means))
}
